"""`/v1/causes`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.asking import ask
from api.knowledge.causes import Cause, CauseQuery, CauseSummary, find_causes
from api.knowledge.wholes import get_whole
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/causes", tags=["Causes"])


@router.get("", operation_id="list_causes", response_model=Page[CauseSummary])
async def list_causes(request: Request, query: Annotated[CauseQuery, Query()]) -> Json:
    """List causes of hypomagnesemia."""
    return listed(request, await ask(request, find_causes, query), query, CauseSummary)


@router.get("/{slug}", operation_id="get_cause", response_model=Cause)
async def read_cause(request: Request, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(await ask(request, get_whole, "causes", slug), query, Cause)

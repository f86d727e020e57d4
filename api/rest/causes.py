"""`/v1/causes`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.session import SessionDep
from api.knowledge.causes import Cause, CauseQuery, CauseSummary, find_causes, get_cause
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/causes", tags=["Causes"])


@router.get("", operation_id="list_causes", response_model=Page[CauseSummary])
def list_causes(request: Request, session: SessionDep, query: Annotated[CauseQuery, Query()]) -> Json:
    """List causes of hypomagnesemia."""
    return listed(request, find_causes(session, query), query, CauseSummary)


@router.get("/{slug}", operation_id="get_cause", response_model=Cause)
def read_cause(session: SessionDep, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(get_cause(session, slug), query)

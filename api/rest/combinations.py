"""`/v1/combinations`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.asking import ask
from api.knowledge.combinations import (
    Combination,
    CombinationQuery,
    CombinationSummary,
    find_combinations,
)
from api.knowledge.wholes import get_whole
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/combinations", tags=["Combinations"])


@router.get("", operation_id="list_combinations", response_model=Page[CombinationSummary])
async def list_combinations(request: Request, query: Annotated[CombinationQuery, Query()]) -> Json:
    """List combinations of classes with a sourced joint effect."""
    return listed(request, await ask(request, find_combinations, query), query, CombinationSummary)


@router.get("/{slug}", operation_id="get_combination", response_model=Combination)
async def read_combination(request: Request, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(await ask(request, get_whole, "combinations", slug), query, Combination)

"""`/v1/combinations`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.session import SessionDep
from api.knowledge.combinations import (
    Combination,
    CombinationQuery,
    CombinationSummary,
    find_combinations,
    get_combination,
)
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/combinations", tags=["Combinations"])


@router.get("", operation_id="list_combinations", response_model=Page[CombinationSummary])
def list_combinations(request: Request, session: SessionDep, query: Annotated[CombinationQuery, Query()]) -> Json:
    """List combinations of classes with a sourced joint effect."""
    return listed(request, find_combinations(session, query), query, CombinationSummary)


@router.get("/{slug}", operation_id="get_combination", response_model=Combination)
def read_combination(session: SessionDep, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(get_combination(session, slug), query)

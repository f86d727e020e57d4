"""`/v1/functions`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.session import SessionDep
from api.knowledge.functions import Function, FunctionQuery, FunctionSummary, find_functions, get_function
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/functions", tags=["Functions"])


@router.get("", operation_id="list_functions", response_model=Page[FunctionSummary])
def list_functions(request: Request, session: SessionDep, query: Annotated[FunctionQuery, Query()]) -> Json:
    """List what magnesium does in the body."""
    return listed(request, find_functions(session, query), query, FunctionSummary)


@router.get("/{slug}", operation_id="get_function", response_model=Function)
def read_function(session: SessionDep, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(get_function(session, slug), query)

"""`/v1/functions`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.asking import ask
from api.knowledge.functions import Function, FunctionQuery, FunctionSummary, find_functions
from api.knowledge.wholes import get_whole
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/functions", tags=["Functions"])


@router.get("", operation_id="list_functions", response_model=Page[FunctionSummary])
async def list_functions(request: Request, query: Annotated[FunctionQuery, Query()]) -> Json:
    """List what magnesium does in the body."""
    return listed(request, await ask(request, find_functions, query), query, FunctionSummary)


@router.get("/{slug}", operation_id="get_function", response_model=Function)
async def read_function(request: Request, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(await ask(request, get_whole, "functions", slug), query, Function)

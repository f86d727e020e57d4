"""`/v1/search`, `/v1/codes`, `/v1/condition` and `/v1/graph`: the resources that are no lists of entities."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.edge.asking import ask
from api.knowledge.codes import CodeLookup, look_up_code
from api.knowledge.condition import Condition, get_condition
from api.knowledge.graph import Graph, GraphQuery, get_graph
from api.knowledge.search import SearchQuery, SearchResult, search
from api.paging import FieldsQuery
from api.rest.answers import Json, whole
from api.rest.parameters import Slug

router = APIRouter()

System = Annotated[str, Path(min_length=1, max_length=40, description="CURIE prefix of the code system.")]
CodeText = Annotated[str, Path(min_length=1, max_length=60, description="The code.")]


@router.get("/search", operation_id="search", response_model=SearchResult, tags=["Search"])
async def search_names(request: Request, query: Annotated[SearchQuery, Query()]) -> Json:
    """Find entities by name, synonym, brand, abbreviation or code; typing errors are forgiven."""
    return whole(await ask(request, search, query), query)


@router.get("/codes/{system}/{code}", operation_id="get_code", response_model=CodeLookup, tags=["Codes"])
async def read_code(request: Request, system: System, code: CodeText, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Find what a code leads to, also up and down the hierarchy of its system."""
    return whole(await ask(request, look_up_code, system, code), query)


@router.get("/condition", operation_id="get_condition", response_model=Condition, tags=["Condition"])
async def read_condition(request: Request, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read what hypomagnesemia is: definition, codes, ranges, how common."""
    return whole(await ask(request, get_condition), query, Condition)


@router.get("/condition/{slug}", operation_id="get_condition_by_id", response_model=Condition, tags=["Condition"])
async def read_condition_by_id(request: Request, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read the condition by its id, as other answers refer to it."""
    return whole(await ask(request, get_condition, slug), query, Condition)


@router.get("/graph", operation_id="get_graph", response_model=Graph, tags=["Graph"])
async def read_graph(request: Request, query: Annotated[GraphQuery, Query()]) -> Json:
    """Read everything as nodes and weighted edges, or the part around one node."""
    return whole(await ask(request, get_graph, query), query, Graph)

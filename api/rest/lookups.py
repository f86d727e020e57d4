"""`/v1/search`, `/v1/codes`, `/v1/condition` and `/v1/graph`: the resources that are no lists of entities."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.edge.session import SessionDep
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
def search_names(session: SessionDep, query: Annotated[SearchQuery, Query()]) -> Json:
    """Find entities by name, synonym, brand, abbreviation or code; typing errors are forgiven."""
    return whole(search(session, query), query)


@router.get("/codes/{system}/{code}", operation_id="get_code", response_model=CodeLookup, tags=["Codes"])
def read_code(session: SessionDep, system: System, code: CodeText, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Find what a code leads to, also up and down the hierarchy of its system."""
    return whole(look_up_code(session, system, code), query)


@router.get("/condition", operation_id="get_condition", response_model=Condition, tags=["Condition"])
def read_condition(session: SessionDep, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read what hypomagnesemia is: definition, codes, ranges, how common."""
    return whole(get_condition(session), query)


@router.get("/condition/{slug}", operation_id="get_condition_by_id", response_model=Condition, tags=["Condition"])
def read_condition_by_id(session: SessionDep, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read the condition by its id, as other answers refer to it."""
    return whole(get_condition(session, slug), query)


@router.get("/graph", operation_id="get_graph", response_model=Graph, tags=["Graph"])
def read_graph(session: SessionDep, query: Annotated[GraphQuery, Query()]) -> Json:
    """Read everything as nodes and weighted edges, or the part around one node."""
    return whole(get_graph(session, query), query)

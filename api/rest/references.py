"""`/v1/references`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.session import SessionDep
from api.knowledge.citations import CitedReference, get_cited_reference
from api.knowledge.references import Reference, ReferenceQuery, find_references
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/references", tags=["References"])


@router.get("", operation_id="list_references", response_model=Page[Reference])
def list_references(request: Request, session: SessionDep, query: Annotated[ReferenceQuery, Query()]) -> Json:
    """List references."""
    return listed(request, find_references(session, query), query, Reference)


@router.get("/{slug}", operation_id="get_reference", response_model=CitedReference)
def read_reference(session: SessionDep, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one reference with the claims that cite it."""
    return whole(get_cited_reference(session, slug), query)

"""`/v1/references`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.asking import ask
from api.knowledge.citations import CitedReference
from api.knowledge.references import Reference, ReferenceQuery, find_references, get_reference
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/references", tags=["References"])


@router.get("", operation_id="list_references", response_model=Page[Reference])
async def list_references(request: Request, query: Annotated[ReferenceQuery, Query()]) -> Json:
    """List references."""
    return listed(request, await ask(request, find_references, query), query, Reference)


@router.get("/{slug}", operation_id="get_reference", response_model=CitedReference)
async def read_reference(request: Request, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one reference with the claims that cite it."""
    return whole(await ask(request, get_reference, slug), query, CitedReference)

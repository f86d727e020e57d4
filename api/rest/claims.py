"""`/v1/claims`, and the claims of each entity."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.edge.session import SessionDep
from api.knowledge.claims import Claim, ClaimQuery, EntityClaimQuery, find_claims, get_claim
from api.knowledge.entities import get_entity
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug
from api.vocabulary import EntityType

router = APIRouter(tags=["Claims"])

Type = Annotated[EntityType, Path(description="The entity's type.")]
Key = Annotated[str, Path(min_length=1, max_length=120, description="The claim's own key.")]


@router.get("/claims", operation_id="list_claims", response_model=Page[Claim])
def list_claims(request: Request, session: SessionDep, query: Annotated[ClaimQuery, Query()]) -> Json:
    """List claims, each with its evidence."""
    return listed(request, find_claims(session, query), query, Claim)


@router.get("/{entity_type}/{slug}/claims", operation_id="list_entity_claims", response_model=Page[Claim])
def list_entity_claims(
    request: Request, session: SessionDep, entity_type: Type, slug: Slug, query: Annotated[EntityClaimQuery, Query()]
) -> Json:
    """List the claims about one entity."""
    subject = get_entity(session, entity_type, slug).path
    found = find_claims(session, ClaimQuery(**query.model_dump(), subject=subject))
    return listed(request, found, query, Claim)


@router.get("/{entity_type}/{slug}/claims/{key}", operation_id="get_claim", response_model=Claim)
def read_claim(
    session: SessionDep, entity_type: Type, slug: Slug, key: Key, query: Annotated[FieldsQuery, Query()]
) -> Json:
    """Read one claim by its id."""
    return whole(get_claim(session, entity_type, slug, key), query)

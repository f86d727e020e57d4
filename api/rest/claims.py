"""`/v1/claims`, and the claims of each entity."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.edge.asking import ask
from api.knowledge.claims import Claim, ClaimQuery, EntityClaimQuery, find_claims, find_claims_about, get_claim
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug
from api.vocabulary import EntityType

router = APIRouter(tags=["Claims"])

Type = Annotated[EntityType, Path(description="The entity's type.")]
Key = Annotated[str, Path(min_length=1, max_length=120, description="The claim's own key.")]


@router.get("/claims", operation_id="list_claims", response_model=Page[Claim])
async def list_claims(request: Request, query: Annotated[ClaimQuery, Query()]) -> Json:
    """List claims, each with its evidence."""
    return listed(request, await ask(request, find_claims, query), query, Claim)


@router.get("/{entity_type}/{slug}/claims", operation_id="list_entity_claims", response_model=Page[Claim])
async def list_entity_claims(
    request: Request, entity_type: Type, slug: Slug, query: Annotated[EntityClaimQuery, Query()]
) -> Json:
    """List the claims about one entity."""
    return listed(request, await ask(request, find_claims_about, entity_type, slug, query), query, Claim)


@router.get("/{entity_type}/{slug}/claims/{key}", operation_id="get_claim", response_model=Claim)
async def read_claim(
    request: Request, entity_type: Type, slug: Slug, key: Key, query: Annotated[FieldsQuery, Query()]
) -> Json:
    """Read one claim by its id."""
    return whole(await ask(request, get_claim, entity_type, slug, key), query, Claim)

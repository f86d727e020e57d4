"""`/v1/mechanisms`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.asking import ask
from api.knowledge.causes import CauseSummary, find_causes_by
from api.knowledge.listing import EntityQuery
from api.knowledge.mechanisms import Mechanism, MechanismQuery, MechanismSummary, find_mechanisms
from api.knowledge.medication_classes import MedicationClassSummary, find_classes_by
from api.knowledge.wholes import get_whole
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/mechanisms", tags=["Mechanisms"])


@router.get("", operation_id="list_mechanisms", response_model=Page[MechanismSummary])
async def list_mechanisms(request: Request, query: Annotated[MechanismQuery, Query()]) -> Json:
    """List mechanisms."""
    return listed(request, await ask(request, find_mechanisms, query), query, MechanismSummary)


@router.get("/{slug}", operation_id="get_mechanism", response_model=Mechanism)
async def read_mechanism(request: Request, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(await ask(request, get_whole, "mechanisms", slug), query, Mechanism)


@router.get("/{slug}/causes", operation_id="list_mechanism_causes", response_model=Page[CauseSummary])
async def list_mechanism_causes(request: Request, slug: Slug, query: Annotated[EntityQuery, Query()]) -> Json:
    """List the causes with a claim that names this mechanism."""
    return listed(request, await ask(request, find_causes_by, slug, query), query, CauseSummary)


@router.get(
    "/{slug}/medication-classes",
    operation_id="list_mechanism_medication_classes",
    response_model=Page[MedicationClassSummary],
)
async def list_mechanism_medication_classes(
    request: Request, slug: Slug, query: Annotated[EntityQuery, Query()]
) -> Json:
    """List the medication classes with a claim that names this mechanism."""
    return listed(request, await ask(request, find_classes_by, slug, query), query, MedicationClassSummary)

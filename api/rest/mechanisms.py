"""`/v1/mechanisms`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.session import SessionDep
from api.knowledge.causes import CauseQuery, CauseSummary, find_causes
from api.knowledge.entities import get_entity
from api.knowledge.listing import EntityQuery
from api.knowledge.mechanisms import Mechanism, MechanismQuery, MechanismSummary, find_mechanisms, get_mechanism
from api.knowledge.medication_classes import (
    MedicationClassQuery,
    MedicationClassSummary,
    find_medication_classes,
)
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/mechanisms", tags=["Mechanisms"])


@router.get("", operation_id="list_mechanisms", response_model=Page[MechanismSummary])
def list_mechanisms(request: Request, session: SessionDep, query: Annotated[MechanismQuery, Query()]) -> Json:
    """List mechanisms."""
    return listed(request, find_mechanisms(session, query), query, MechanismSummary)


@router.get("/{slug}", operation_id="get_mechanism", response_model=Mechanism)
def read_mechanism(session: SessionDep, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(get_mechanism(session, slug), query)


@router.get("/{slug}/causes", operation_id="list_mechanism_causes", response_model=Page[CauseSummary])
def list_mechanism_causes(
    request: Request, session: SessionDep, slug: Slug, query: Annotated[EntityQuery, Query()]
) -> Json:
    """List the causes with a claim that names this mechanism."""
    mechanism = get_entity(session, "mechanisms", slug).path
    found = find_causes(session, CauseQuery(**query.model_dump(), mechanism=mechanism))
    return listed(request, found, query, CauseSummary)


@router.get(
    "/{slug}/medication-classes",
    operation_id="list_mechanism_medication_classes",
    response_model=Page[MedicationClassSummary],
)
def list_mechanism_medication_classes(
    request: Request, session: SessionDep, slug: Slug, query: Annotated[EntityQuery, Query()]
) -> Json:
    """List the medication classes with a claim that names this mechanism."""
    mechanism = get_entity(session, "mechanisms", slug).path
    found = find_medication_classes(session, MedicationClassQuery(**query.model_dump(), mechanism=mechanism))
    return listed(request, found, query, MedicationClassSummary)

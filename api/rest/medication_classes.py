"""`/v1/medication-classes`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.session import SessionDep
from api.knowledge.entities import get_entity
from api.knowledge.listing import EntityQuery
from api.knowledge.medication_classes import (
    MedicationClass,
    MedicationClassQuery,
    MedicationClassSummary,
    find_medication_classes,
    get_medication_class,
)
from api.knowledge.medications import MedicationQuery, MedicationSummary, find_medications
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/medication-classes", tags=["Medication classes"])


@router.get("", operation_id="list_medication_classes", response_model=Page[MedicationClassSummary])
def list_medication_classes(
    request: Request, session: SessionDep, query: Annotated[MedicationClassQuery, Query()]
) -> Json:
    """List medication classes, with what they do to blood magnesium."""
    return listed(request, find_medication_classes(session, query), query, MedicationClassSummary)


@router.get("/{slug}", operation_id="get_medication_class", response_model=MedicationClass)
def read_medication_class(session: SessionDep, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(get_medication_class(session, slug), query)


@router.get("/{slug}/medications", operation_id="list_class_medications", response_model=Page[MedicationSummary])
def list_class_medications(
    request: Request, session: SessionDep, slug: Slug, query: Annotated[EntityQuery, Query()]
) -> Json:
    """List the medications of this class and of the classes below it."""
    path = get_entity(session, "medication-classes", slug).path
    found = find_medications(session, MedicationQuery(**query.model_dump(), medication_class=path))
    return listed(request, found, query, MedicationSummary)

"""`/v1/medication-classes`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.asking import ask
from api.knowledge.listing import EntityQuery
from api.knowledge.medication_classes import (
    MedicationClass,
    MedicationClassQuery,
    MedicationClassSummary,
    find_medication_classes,
)
from api.knowledge.medications import MedicationSummary, find_medications_in
from api.knowledge.wholes import get_whole
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/medication-classes", tags=["Medication classes"])


@router.get("", operation_id="list_medication_classes", response_model=Page[MedicationClassSummary])
async def list_medication_classes(request: Request, query: Annotated[MedicationClassQuery, Query()]) -> Json:
    """List medication classes, with what they do to blood magnesium."""
    return listed(request, await ask(request, find_medication_classes, query), query, MedicationClassSummary)


@router.get("/{slug}", operation_id="get_medication_class", response_model=MedicationClass)
async def read_medication_class(request: Request, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(await ask(request, get_whole, "medication-classes", slug), query, MedicationClass)


@router.get("/{slug}/medications", operation_id="list_class_medications", response_model=Page[MedicationSummary])
async def list_class_medications(request: Request, slug: Slug, query: Annotated[EntityQuery, Query()]) -> Json:
    """List the medications of this class and of the classes below it."""
    return listed(request, await ask(request, find_medications_in, slug, query), query, MedicationSummary)

"""`/v1/medications`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.asking import ask
from api.knowledge.medications import Medication, MedicationQuery, MedicationSummary, find_medications
from api.knowledge.wholes import get_whole
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/medications", tags=["Medications"])


@router.get("", operation_id="list_medications", response_model=Page[MedicationSummary])
async def list_medications(request: Request, query: Annotated[MedicationQuery, Query()]) -> Json:
    """List medications, with what they do to blood magnesium."""
    return listed(request, await ask(request, find_medications, query), query, MedicationSummary)


@router.get("/{slug}", operation_id="get_medication", response_model=Medication)
async def read_medication(request: Request, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(await ask(request, get_whole, "medications", slug), query, Medication)

"""`/v1/medications`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.session import SessionDep
from api.knowledge.medications import Medication, MedicationQuery, MedicationSummary, find_medications, get_medication
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/medications", tags=["Medications"])


@router.get("", operation_id="list_medications", response_model=Page[MedicationSummary])
def list_medications(request: Request, session: SessionDep, query: Annotated[MedicationQuery, Query()]) -> Json:
    """List medications, with what they do to blood magnesium."""
    return listed(request, find_medications(session, query), query, MedicationSummary)


@router.get("/{slug}", operation_id="get_medication", response_model=Medication)
def read_medication(session: SessionDep, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(get_medication(session, slug), query)

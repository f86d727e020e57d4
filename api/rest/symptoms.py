"""`/v1/symptoms`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.session import SessionDep
from api.knowledge.symptoms import Symptom, SymptomQuery, SymptomSummary, find_symptoms, get_symptom
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/symptoms", tags=["Symptoms"])


@router.get("", operation_id="list_symptoms", response_model=Page[SymptomSummary])
def list_symptoms(request: Request, session: SessionDep, query: Annotated[SymptomQuery, Query()]) -> Json:
    """List symptoms, signs, findings and complications."""
    return listed(request, find_symptoms(session, query), query, SymptomSummary)


@router.get("/{slug}", operation_id="get_symptom", response_model=Symptom)
def read_symptom(session: SessionDep, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(get_symptom(session, slug), query)

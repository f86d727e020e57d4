"""`/v1/symptoms`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.asking import ask
from api.knowledge.symptoms import Symptom, SymptomQuery, SymptomSummary, find_symptoms
from api.knowledge.wholes import get_whole
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/symptoms", tags=["Symptoms"])


@router.get("", operation_id="list_symptoms", response_model=Page[SymptomSummary])
async def list_symptoms(request: Request, query: Annotated[SymptomQuery, Query()]) -> Json:
    """List symptoms, signs, findings and complications."""
    return listed(request, await ask(request, find_symptoms, query), query, SymptomSummary)


@router.get("/{slug}", operation_id="get_symptom", response_model=Symptom)
async def read_symptom(request: Request, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(await ask(request, get_whole, "symptoms", slug), query, Symptom)

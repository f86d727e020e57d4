"""`/v1/assessments/medications`."""

from typing import Annotated

from fastapi import APIRouter, Body

from api.edge.parameters import NoParameters
from api.edge.session import SessionDep
from api.knowledge.assessments.medications import MedicationListBody, assess_medications
from api.knowledge.assessments.medications_answer import MedicationAssessment
from api.rest.answers import Json, assessment

router = APIRouter(prefix="/assessments", tags=["Assessments"], dependencies=[NoParameters])


@router.post("/medications", operation_id="assess_medications", response_model=MedicationAssessment)
def post_medications(session: SessionDep, body: Annotated[MedicationListBody, Body()]) -> Json:
    """Assess a medication list: what its drugs do to magnesium, by pathway, each line with its claims.

    Items are names, brands, codes or free text as prescribing systems print it. Recognised without effect, recognised
    but not in the data, and not recognised are kept apart; nothing ambiguous is guessed.
    """
    return assessment(assess_medications(session, body))

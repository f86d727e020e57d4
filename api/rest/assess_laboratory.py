"""`/v1/assessments/laboratory`."""

from typing import Annotated

from fastapi import APIRouter, Body

from api.edge.parameters import NoParameters
from api.edge.session import SessionDep
from api.knowledge.assessments.laboratory import assess_laboratory
from api.knowledge.assessments.laboratory_answer import LaboratoryAssessment
from api.knowledge.assessments.laboratory_body import LaboratoryBody
from api.rest.answers import Json, assessment

router = APIRouter(prefix="/assessments", tags=["Assessments"], dependencies=[NoParameters])


@router.post("/laboratory", operation_id="assess_laboratory", response_model=LaboratoryAssessment)
def post_laboratory(session: SessionDep, body: Annotated[LaboratoryBody, Body()]) -> Json:
    """Read laboratory values: severity, fractional excretion of magnesium, and whether the kidney loses it."""
    return assessment(assess_laboratory(session, body))

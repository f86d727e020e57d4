"""`/v1/assessments/differential`."""

from typing import Annotated

from fastapi import APIRouter, Body

from api.edge.parameters import NoParameters
from api.edge.session import SessionDep
from api.knowledge.assessments.differential import assess_differential
from api.knowledge.assessments.differential_answer import DifferentialAssessment
from api.knowledge.assessments.differential_body import DifferentialBody
from api.knowledge.assessments.differential_laboratory import laboratory_facts
from api.knowledge.assessments.differential_medications import resolved_items
from api.rest.answers import Json, assessment

router = APIRouter(prefix="/assessments", tags=["Assessments"], dependencies=[NoParameters])


@router.post("/differential", operation_id="assess_differential", response_model=DifferentialAssessment)
def post_differential(session: SessionDep, body: Annotated[DifferentialBody, Body()]) -> Json:
    """Find which causes, medications and combinations fit what is known, in a documented order.

    There are no probabilities and no scores: what was said to be present comes first, then what the laboratory agrees
    with, then what explains more findings. Every line names its claims, and what would tell the first candidates apart.
    """
    resolved = resolved_items(session, body.medications)
    laboratory = laboratory_facts(session, body.laboratory, body.age) if body.laboratory is not None else None
    return assessment(assess_differential(session, body, resolved, laboratory))

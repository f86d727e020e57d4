"""`/v1/diagnostic-algorithms`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.session import SessionDep
from api.knowledge.diagnostic_algorithms import (
    DiagnosticAlgorithm,
    DiagnosticAlgorithmQuery,
    DiagnosticAlgorithmSummary,
    find_diagnostic_algorithms,
    get_diagnostic_algorithm,
)
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/diagnostic-algorithms", tags=["Diagnostic algorithms"])


@router.get("", operation_id="list_diagnostic_algorithms", response_model=Page[DiagnosticAlgorithmSummary])
def list_diagnostic_algorithms(
    request: Request, session: SessionDep, query: Annotated[DiagnosticAlgorithmQuery, Query()]
) -> Json:
    """List diagnostic algorithms."""
    return listed(request, find_diagnostic_algorithms(session, query), query, DiagnosticAlgorithmSummary)


@router.get("/{slug}", operation_id="get_diagnostic_algorithm", response_model=DiagnosticAlgorithm)
def read_diagnostic_algorithm(session: SessionDep, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(get_diagnostic_algorithm(session, slug), query)

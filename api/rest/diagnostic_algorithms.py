"""`/v1/diagnostic-algorithms`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.asking import ask
from api.knowledge.diagnostic_algorithms import (
    DiagnosticAlgorithm,
    DiagnosticAlgorithmQuery,
    DiagnosticAlgorithmSummary,
    find_diagnostic_algorithms,
)
from api.knowledge.wholes import get_whole
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/diagnostic-algorithms", tags=["Diagnostic algorithms"])


@router.get("", operation_id="list_diagnostic_algorithms", response_model=Page[DiagnosticAlgorithmSummary])
async def list_diagnostic_algorithms(request: Request, query: Annotated[DiagnosticAlgorithmQuery, Query()]) -> Json:
    """List diagnostic algorithms."""
    return listed(request, await ask(request, find_diagnostic_algorithms, query), query, DiagnosticAlgorithmSummary)


@router.get("/{slug}", operation_id="get_diagnostic_algorithm", response_model=DiagnosticAlgorithm)
async def read_diagnostic_algorithm(request: Request, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(await ask(request, get_whole, "diagnostic-algorithms", slug), query, DiagnosticAlgorithm)

"""`/v1/laboratory-tests`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.asking import ask
from api.knowledge.laboratory_tests import (
    LaboratoryTest,
    LaboratoryTestQuery,
    LaboratoryTestSummary,
    find_laboratory_tests,
)
from api.knowledge.wholes import get_whole
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/laboratory-tests", tags=["Laboratory tests"])


@router.get("", operation_id="list_laboratory_tests", response_model=Page[LaboratoryTestSummary])
async def list_laboratory_tests(request: Request, query: Annotated[LaboratoryTestQuery, Query()]) -> Json:
    """List laboratory tests."""
    return listed(request, await ask(request, find_laboratory_tests, query), query, LaboratoryTestSummary)


@router.get("/{slug}", operation_id="get_laboratory_test", response_model=LaboratoryTest)
async def read_laboratory_test(request: Request, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(await ask(request, get_whole, "laboratory-tests", slug), query, LaboratoryTest)

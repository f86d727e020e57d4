"""`/v1/laboratory-tests`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.session import SessionDep
from api.knowledge.laboratory_tests import (
    LaboratoryTest,
    LaboratoryTestQuery,
    LaboratoryTestSummary,
    find_laboratory_tests,
    get_laboratory_test,
)
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/laboratory-tests", tags=["Laboratory tests"])


@router.get("", operation_id="list_laboratory_tests", response_model=Page[LaboratoryTestSummary])
def list_laboratory_tests(
    request: Request, session: SessionDep, query: Annotated[LaboratoryTestQuery, Query()]
) -> Json:
    """List laboratory tests."""
    return listed(request, find_laboratory_tests(session, query), query, LaboratoryTestSummary)


@router.get("/{slug}", operation_id="get_laboratory_test", response_model=LaboratoryTest)
def read_laboratory_test(session: SessionDep, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(get_laboratory_test(session, slug), query)

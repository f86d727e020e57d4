"""`/v1/severity-scales`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.edge.asking import ask
from api.knowledge.severity_scales import (
    SeverityScale,
    SeverityScaleQuery,
    SeverityScaleSummary,
    find_severity_scales,
)
from api.knowledge.wholes import get_whole
from api.paging import FieldsQuery, Page
from api.rest.answers import Json, listed, whole
from api.rest.parameters import Slug

router = APIRouter(prefix="/severity-scales", tags=["Severity scales"])


@router.get("", operation_id="list_severity_scales", response_model=Page[SeverityScaleSummary])
async def list_severity_scales(request: Request, query: Annotated[SeverityScaleQuery, Query()]) -> Json:
    """List severity scales; each grade is a claim."""
    return listed(request, await ask(request, find_severity_scales, query), query, SeverityScaleSummary)


@router.get("/{slug}", operation_id="get_severity_scale", response_model=SeverityScale)
async def read_severity_scale(request: Request, slug: Slug, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read one whole entity: names, codes, and every claim with its evidence."""
    return whole(await ask(request, get_whole, "severity-scales", slug), query, SeverityScale)

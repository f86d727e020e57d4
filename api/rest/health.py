"""`/healthz` and `/readyz`: for load balancers and orchestrators."""

from fastapi import APIRouter, Request

from api.edge.asking import ask
from api.edge.parameters import NoParameters
from api.errors import SetupError, Unavailable
from api.knowledge.release import read_identity
from api.public import Public
from api.rest.answers import Json

router = APIRouter(tags=["Health"], dependencies=[NoParameters])


class Health(Public):
    """The process runs."""

    status: str


class Readiness(Public):
    """The process can answer from its release."""

    status: str
    version: str
    digest: str


@router.get("/healthz", operation_id="get_health", response_model=Health)
async def read_health() -> Json:
    """Say that the process runs."""
    return Json(Health(status="ok").model_dump_json())


@router.get("/readyz", operation_id="get_readiness", response_model=Readiness)
async def read_readiness(request: Request) -> Json:
    """Say that the release can be read, and which it is."""
    try:
        identity = await ask(request, read_identity)
    except SetupError as error:
        raise Unavailable("The release cannot be read.") from error
    return Json(Readiness(status="ready", version=identity.version, digest=identity.digest).model_dump_json())

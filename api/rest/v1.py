"""All routers of the REST door."""

from fastapi import APIRouter

from api.edge.parameters import SingleValues
from api.rest import (
    assess_differential,
    assess_laboratory,
    assess_medications,
    causes,
    claims,
    combinations,
    dataset,
    diagnostic_algorithms,
    functions,
    health,
    index,
    laboratory_tests,
    lookups,
    mechanisms,
    medication_classes,
    medications,
    references,
    severity_scales,
    symptoms,
)


def rest_router() -> APIRouter:
    """Health at the top, everything else under `/v1`."""
    everything = APIRouter()
    everything.include_router(health.router)
    for module in (
        index,
        lookups,
        dataset,
        causes,
        mechanisms,
        symptoms,
        medication_classes,
        medications,
        combinations,
        functions,
        laboratory_tests,
        severity_scales,
        diagnostic_algorithms,
        references,
        assess_medications,
        assess_laboratory,
        assess_differential,
        # Last: its `/{type}/{slug}/claims` must not be tried before the others.
        claims,
    ):
        everything.include_router(module.router, prefix="/v1", dependencies=[SingleValues])
    return everything

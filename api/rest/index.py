"""`/v1`: what there is, with links."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from pydantic_core import from_json

from api.edge.asking import ask
from api.knowledge.release import get_dataset
from api.paging import FieldsQuery
from api.public import Public
from api.rest.answers import Json, whole

router = APIRouter(tags=["Index"])


class IndexLink(Public):
    """A resource of this API."""

    href: str = Field(description="Address; a part in braces stands for a value, as in RFC 6570.")
    title: str


class Index(Public):
    """What there is."""

    title: str
    description: str
    version: str = Field(description="Version of the release.")
    disclaimer: str
    licence: str
    links: dict[str, IndexLink]


RESOURCES = {
    "condition": ("/v1/condition", "What hypomagnesemia is"),
    "causes": ("/v1/causes", "Causes of hypomagnesemia"),
    "mechanisms": ("/v1/mechanisms", "How magnesium is lost, not taken up, not supplied or moved"),
    "symptoms": ("/v1/symptoms", "Symptoms, signs, findings and complications"),
    "medication-classes": ("/v1/medication-classes", "Medication classes and what they do to magnesium"),
    "medications": ("/v1/medications", "Medications and what they do to magnesium"),
    "combinations": ("/v1/combinations", "Combinations of classes with a sourced joint effect"),
    "functions": ("/v1/functions", "What magnesium does in the body"),
    "laboratory-tests": ("/v1/laboratory-tests", "Laboratory tests and how to read them"),
    "severity-scales": ("/v1/severity-scales", "Severity scales and their grades"),
    "diagnostic-algorithms": ("/v1/diagnostic-algorithms", "Steps from a low result to a likely cause"),
    "claims": ("/v1/claims", "Every statement with its evidence"),
    "references": ("/v1/references", "Where the statements come from"),
    "search": ("/v1/search{?q,type,autocomplete,limit}", "Search by name, brand, synonym or code"),
    "codes": ("/v1/codes/{system}/{code}", "From a code to what it names"),
    "assess-medications": ("/v1/assessments/medications", "POST a medication list: what it does to magnesium"),
    "assess-laboratory": ("/v1/assessments/laboratory", "POST laboratory values: how low, and by which way it is lost"),
    "assess-differential": ("/v1/assessments/differential", "POST what is known: which causes fit, in a stated order"),
    "graph": ("/v1/graph{?around,depth,kind}", "Everything as nodes and edges"),
    "dataset": ("/v1/dataset", "The release: version, digest, licence, counts"),
    "changes": ("/v1/dataset/changes{?from}", "What changed since an earlier release"),
    "export-json": ("/v1/dataset/export/json", "The whole pack as canonical JSON"),
    "export-csv": ("/v1/dataset/export/csv", "All tables as CSV in a zip archive"),
    "export-sqlite": ("/v1/dataset/export/sqlite", "The release itself, a SQLite file"),
    "service-desc": ("/openapi.json", "This API as an OpenAPI document"),
    "service-doc": ("/docs", "Documentation to read and try"),
}


@router.get("", operation_id="get_index", response_model=Index)
async def read_index(request: Request, query: Annotated[FieldsQuery, Query()]) -> Json:
    """List everything there is, with links."""
    prefix = request.app.state.settings.public_url
    links = {name: IndexLink(href=prefix + path, title=title) for name, (path, title) in RESOURCES.items()}
    dataset = from_json(await ask(request, get_dataset))
    about = {name: dataset[name] for name in ("title", "description", "version", "disclaimer", "licence")}
    return whole(Index(**about, links=links), query)

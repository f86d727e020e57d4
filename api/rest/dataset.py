"""`/v1/dataset`: what the release is, what changed since an earlier one, and the whole of it to take away."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, StreamingResponse
from sqlalchemy import Engine

from api.edge.asking import Release, ask
from api.edge.parameters import NoParameters
from api.knowledge.changes import Changes, ChangesQuery, get_changes
from api.knowledge.export import csv_export, json_export
from api.knowledge.release import Dataset, get_dataset, read_identity
from api.paging import FieldsQuery
from api.rest.answers import Json, whole

router = APIRouter(prefix="/dataset", tags=["Dataset"])

Export = Callable[[Engine], Iterator[bytes]]


@router.get("", operation_id="get_dataset", response_model=Dataset)
async def read_dataset(request: Request, query: Annotated[FieldsQuery, Query()]) -> Json:
    """Read what the release is: version, digest, licence, attributions, counts."""
    return whole(await ask(request, get_dataset), query, Dataset)


@router.get("/changes", operation_id="get_changes", response_model=Changes)
async def read_changes(request: Request, query: Annotated[ChangesQuery, Query()]) -> Json:
    """Compare with an earlier release: what was added, removed, changed."""
    return whole(await ask(request, get_changes, query), query)


def _file_of(media_type: str) -> dict[int | str, dict[str, Any]]:
    shape = {"type": "object"} if media_type == "application/json" else {"type": "string", "format": "binary"}
    return {200: {"content": {media_type: {"schema": shape}}}}


@router.get(
    "/export/json",
    operation_id="export_json",
    response_class=StreamingResponse,
    responses=_file_of("application/json"),
    dependencies=[NoParameters],
)
async def export_json(request: Request) -> StreamingResponse:
    """Take the whole pack as canonical JSON; its SHA-256 is the release's digest."""
    return await _stream(request, json_export, "application/json", "json")


@router.get(
    "/export/csv",
    operation_id="export_csv",
    response_class=StreamingResponse,
    responses=_file_of("application/zip"),
    dependencies=[NoParameters],
)
async def export_csv(request: Request) -> StreamingResponse:
    """Take all tables as CSV files in a zip archive."""
    return await _stream(request, csv_export, "application/zip", "zip")


@router.get(
    "/export/sqlite",
    operation_id="export_sqlite",
    response_class=FileResponse,
    responses=_file_of("application/vnd.sqlite3"),
    dependencies=[NoParameters],
)
async def export_sqlite(request: Request) -> FileResponse:
    """Take the very SQLite file that is being served."""
    file = request.app.state.release_file
    return FileResponse(file, media_type="application/vnd.sqlite3", filename=await _filename(request, "sqlite"))


async def _filename(request: Request, suffix: str) -> str:
    identity = await ask(request, read_identity)
    return f"hypomag-{identity.version}-{identity.digest[:16]}.{suffix}"


async def _stream(request: Request, export: Export, media_type: str, suffix: str) -> StreamingResponse:
    disposition = f'attachment; filename="{await _filename(request, suffix)}"'
    release: Release = request.app.state.release
    pieces = release.pieces(export(release.engine))
    return StreamingResponse(pieces, media_type=media_type, headers={"Content-Disposition": disposition})

"""`hypomag export static`: the whole release as files, each the answer of the application itself, byte for byte."""

import asyncio
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TextIO

from fastapi import FastAPI

from api.app import create_app
from api.edge.problem_types import (
    CONTENT_TOO_LARGE,
    INTERNAL_ERROR,
    METHOD_NOT_ALLOWED,
    PRECONDITION_FAILED,
    URI_TOO_LONG,
    ProblemType,
    of_status,
)
from api.edge.release_stamp import ReleaseStamp
from api.errors import SetupError
from api.settings import Settings
from api.static_export.addresses import addresses
from api.static_export.asking import ask
from api.static_export.files import file_of
from api.static_export.folder import MANIFEST, Place
from api.static_export.page_file import PageFile

_PROBLEM_JSON: Final = "application/problem+json"
_LIVE = "Search, code lookups, assessments, filters, `fields` and `limit` need a running server."
REFUSALS: Final[tuple[tuple[ProblemType, str], ...]] = (
    (of_status(400), f"These are files: no query is answered but those of links in them. {_LIVE}"),
    (
        of_status(404),
        f"These are files, and none is at this address. {_LIVE} So this does not even say that something is not in "
        "the data, let alone that it is safe.",
    ),
    (METHOD_NOT_ALLOWED, f"These are files: they take GET, HEAD and OPTIONS. {_LIVE}"),
    (PRECONDITION_FAILED, "What is served now does not meet the precondition of the request."),
    (CONTENT_TOO_LARGE, "These are files: no request body is read."),
    (URI_TOO_LONG, "The request line is longer than this server reads."),
    (INTERNAL_ERROR, "The server failed to answer. Nothing is wrong with the request as far as we can tell."),
)
"""What the web server says when there is no file to send; `{status}` is in the name of the file that says it."""


@dataclass(frozen=True)
class Exported:
    """What an export came to."""

    folder: Path
    files: int
    fresh: bool
    """False when this very export was there already."""


def export_static(settings: Settings, target: Path) -> Exported:
    """Write the release that the settings name as files, and make `target` a link to their folder.

    Links are path-only, whatever the settings say: a client that follows them stays inside the files, on any host.

    Raises:
        SetupError: there is no release, or a page of it fails; or `target` cannot be written, or is there and is no
            earlier export. What was there before stays.
    """
    # Not resolve(): that would follow the link.
    place = Place(Path(os.path.abspath(target)))  # noqa: PTH100
    place.require_free()
    # Each page is asked for once, so a cache would only fill memory.
    app = create_app(settings.model_copy(update={"public_url": "", "cache_bytes": 0, "cache_warm": False}))
    try:
        with place.filling() as unfinished:
            name, files = asyncio.run(_fill(app, unfinished))
            folder, fresh = place.publish(unfinished, name)
    except OSError as error:
        raise SetupError(f"{target} cannot be written ({error.strerror}).") from error
    return Exported(folder, files, fresh)


async def _fill(app: FastAPI, folder: Path) -> tuple[str, int]:
    """All files and the manifest; returns what tells this export from others, and how many files there are."""
    async with app.router.lifespan_context(app):
        about = bytearray()
        await ask(app, "/v1/dataset", about.extend)
        release = {name: json.loads(about)[name] for name in ("version", "digest", "date")}
        moment = datetime.fromisoformat(release["date"]).replace(tzinfo=UTC)
        with (folder / MANIFEST).open("w", encoding="utf-8") as manifest:
            _note(manifest, {"release": release, "software": app.version})
            writer = _Writer(app, folder, manifest, moment)
            for address in addresses(writer.read):
                await writer.page(address)
            for kind, detail in REFUSALS:
                writer.refusal(kind, detail)
    with (folder / MANIFEST).open("rb") as written:
        tag = hashlib.file_digest(written, "sha256").hexdigest()[:16]
    stamp = ReleaseStamp(release["version"], release["digest"], moment.date())
    name = f"{stamp.version}-{stamp.digest[:16]}-{tag}"
    (folder / "nginx-release.conf").write_text(_nginx_release(stamp, name, tag), encoding="utf-8")
    return name, writer.files


class _Writer:
    def __init__(self, app: FastAPI, folder: Path, manifest: TextIO, date: datetime) -> None:
        self.app = app
        self.folder = folder
        self.manifest = manifest
        self.moment = date.timestamp()
        self.files = 0

    def read(self, address: str) -> bytes:
        """What was written for an address of JSON or of the docs page."""
        media_type = "text/html" if address == "/docs" else "application/json"
        return (self.folder / file_of(address, media_type)).read_bytes()

    async def page(self, address: str) -> None:
        """The application's answer, as it comes."""
        with self._open() as page:
            headers = await ask(self.app, address, page.take)
            media_type = headers["content-type"]
            name = str(file_of(address, media_type))
            self._finish(page, name, media_type, {"address": address})

    def refusal(self, kind: ProblemType, detail: str) -> None:
        """A problem that names no request, since it stands for all of its status."""
        body = {"type": kind.uri(""), "title": kind.title, "status": kind.status, "detail": detail}
        with self._open() as page:
            page.take(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
            self._finish(page, f"problems@{kind.status}.json", _PROBLEM_JSON, {"status": kind.status})

    def _open(self) -> PageFile:
        return PageFile(self.folder / ".page")

    def _finish(self, page: PageFile, name: str, media_type: str, stands_for: dict[str, Any]) -> None:
        facts = page.finish(self.folder / name, media_type, self.moment)
        _note(self.manifest, {"path": name, **stands_for, **facts})
        self.files += 1


def _nginx_release(stamp: ReleaseStamp, name: str, tag: str) -> str:
    """What deploy/nginx-static.conf includes: the folder to serve, and what only this release's headers say."""
    return (
        f"set $hypomag_export {name};\n"
        f"set $hypomag_tag {tag};\n"
        f'set $hypomag_release "{stamp.header}";\n'
        f"set $hypomag_download hypomag-{stamp.version}-{stamp.digest[:16]};\n"
    )


def _note(manifest: TextIO, facts: dict[str, Any]) -> None:
    manifest.write(json.dumps(facts, ensure_ascii=False) + "\n")

"""Every error as problem+json (RFC 9457): one writer for the exception handlers and for the layers around the app."""

import json
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from api.edge.bounded_text import bounded
from api.edge.http_errors import error_of_http
from api.edge.problem_types import ProblemType
from api.edge.refusal import Refusal
from api.edge.route_table import route_at
from api.edge.validation import error_of_validation
from api.errors import Fault, Gone, HypomagError, NotFound

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_URL_SAFE = "/:@!$&'()*+,;=~"
_LONGEST_INSTANCE = 2000
_LONGEST_TEXT = 1000


@dataclass(frozen=True)
class ProblemWriter:
    """Turns exceptions into answers. `public_url` prefixes every link; "" makes them path-only.

    A link that an error carries (`Gone.successor`, `NotFound.did_you_mean`) is a path; one without a leading slash is
    the path of an entity and lies under `entities_under`.
    """

    public_url: str = ""
    entities_under: str = "/v1"

    def answer(self, scope: Scope, exc: Exception) -> Response:
        """The answer to any exception; one that is not meant for clients becomes a 500 that tells nothing inside."""
        if isinstance(exc, HTTPException) and exc.status_code < 400:
            return Response(status_code=exc.status_code, headers=exc.headers)
        error = _error_of(exc, scope)
        headers = dict(error.headers) if isinstance(error, Refusal) else {}
        if isinstance(error, Gone):
            headers["Link"] = f'<{self._link(error.successor)}>; rel="successor-version"'
        # Not Starlette's JSONResponse: that one fails on a lone surrogate, and an error must not fail.
        body = json.dumps(self._body(error, scope), ensure_ascii=False, separators=(",", ":"))
        return Response(body.encode("utf-8", "replace"), error.status, headers, MEDIA_TYPE)

    def _body(self, error: HypomagError, scope: Scope) -> dict[str, Any]:
        kind = ProblemType(error.slug, error.title, error.status, "")
        body: dict[str, Any] = {"type": kind.uri(self.public_url), "title": error.title, "status": error.status}
        body["detail"] = bounded(error.detail, _LONGEST_TEXT)
        instance = quote(scope["path"], _URL_SAFE, errors="replace")
        if len(instance) <= _LONGEST_INSTANCE:
            body["instance"] = instance
        if error.faults:
            body["errors"] = [_fault(fault) for fault in error.faults]
        if isinstance(error, NotFound) and error.did_you_mean:
            body["did_you_mean"] = [self._link(path) for path in error.did_you_mean]
        if isinstance(error, Gone):
            body["successor"] = self._link(error.successor)
        return body

    def _link(self, path: str) -> str:
        if not path.startswith("/"):
            path = f"{self.entities_under}/{path}"
        return f"{self.public_url}{quote(path, _URL_SAFE, errors='replace')}"


def _error_of(exc: Exception, scope: Scope) -> HypomagError:
    if isinstance(exc, HypomagError):
        return exc
    if isinstance(exc, HTTPException):
        return error_of_http(exc, scope)
    if isinstance(exc, RequestValidationError):
        return error_of_validation(exc, route_at(scope))
    return HypomagError("The server failed to answer. Nothing is wrong with the request as far as we can tell.")


def _fault(fault: Fault) -> dict[str, str]:
    parts = {
        "where": fault.where,
        "message": fault.message,
        "expected": fault.expected,
        "did_you_mean": fault.did_you_mean,
    }
    return {key: bounded(text, _LONGEST_TEXT) for key, text in parts.items() if text is not None}


def install_problem_handlers(app: FastAPI, writer: ProblemWriter) -> None:
    """Lets the application answer its own errors as problems; what no handler knows is left to `LastResort`."""

    async def handle(request: Request, exc: Exception) -> Response:
        if isinstance(exc, HypomagError) and exc.status >= 500:
            report_failure(request.scope, exc)
        return writer.answer(request.scope, exc)

    for family in (HypomagError, HTTPException, RequestValidationError):
        app.add_exception_handler(family, handle)


def report_failure(scope: Scope, exc: Exception) -> None:
    """Logs what the client is not told, under the id that the client is told."""
    request_id = scope.get("state", {}).get("request_id", "-")
    # ascii(): a path may hold line breaks, which would forge log entries.
    path = ascii(scope["path"][:_LONGEST_INSTANCE])
    _log.error("request %s: %s %s failed", request_id, ascii(scope["method"]), path, exc_info=exc)

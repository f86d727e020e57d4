"""What an operation can answer, beside its 200: the statuses, and the headers that come with answers.

Most of it comes from the plumbing, of which FastAPI's document knows nothing.
"""

from collections.abc import Iterator
from typing import Any, Final, get_args

from api.vocabulary import EntityType

_PROBLEMS: Final = {
    "400": ("BadRequest", "The URL cannot be read: an unknown parameter, a cursor of another list, or no UTF-8."),
    "404": ("NotFound", "Nothing like this is in the data. That is no statement that it is safe."),
    "406": ("NotAcceptable", "`Accept` excludes what this path can answer in."),
    "410": ("Gone", "The id was retired; `successor` names what took its place."),
    "412": ("PreconditionFailed", "`If-Match` or `If-Unmodified-Since` does not hold; entity tags here are weak."),
    "413": ("ContentTooLarge", "The body is larger than this server reads."),
    "414": ("UriTooLong", "Path and query together are too long."),
    "415": ("UnsupportedMediaType", "The body is not JSON, or is encoded."),
    "422": ("InvalidParameter", "A parameter, or a field of the body, has a value that cannot be used."),
    "500": ("InternalError", "The fault is ours."),
    "503": ("Unavailable", "The release cannot be read, or the answer takes longer than one may."),
}
_NOT_MODIFIED: Final = {"description": "What the client has is still right (`If-None-Match`, `If-Modified-Since`)."}
_HEADERS: Final = {
    "Cache-Control": "How long the answer may be kept.",
    "ETag": "Weak entity tag for `If-None-Match`; it changes with data and software.",
    "Hypomag-Release": "Version and digest of the release that answered.",
    "Last-Modified": "Date of the release.",
    "Link": "The `links` of the body (RFC 8288).",
}
_HEADERS_OF_ASSESSMENTS: Final = ("Cache-Control", "Hypomag-Release")
_MAY_BE_RETIRED: Final = tuple(f"/v1/{kind}/{{slug}}" for kind in (*get_args(EntityType), "{entity_type}"))


def shared_components() -> dict[str, dict[str, Any]]:
    """The `responses` and `headers` that operations refer to."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "responses": {
            "NotModified": _NOT_MODIFIED,
            **{name: {"description": text, "content": content} for name, text in _PROBLEMS.values()},
        },
        "headers": {name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()},
    }


def complete_responses(path: str, operation: dict[str, Any]) -> None:
    """Add every other status to an operation, and headers to its 200."""
    responses = operation["responses"]
    responses["200"]["description"] = "The answer."
    if path.startswith("/v1"):
        responses["200"]["headers"] = {
            name: {"$ref": f"#/components/headers/{name}"} for name in _header_names(operation)
        }
    if path.startswith("/v1") and not _has_body(operation):
        responses["304"] = {"$ref": "#/components/responses/NotModified"}
    for status in _problems(path, operation):
        responses[status] = {"$ref": f"#/components/responses/{_PROBLEMS[status][0]}"}
    operation["responses"] = dict(sorted(responses.items()))


def is_list(operation: dict[str, Any]) -> bool:
    """Whether the operation answers in pages."""
    return any(parameter["name"] == "cursor" for parameter in operation.get("parameters", []))


def _has_body(operation: dict[str, Any]) -> bool:
    return "requestBody" in operation


def _header_names(operation: dict[str, Any]) -> list[str]:
    if _has_body(operation):
        return list(_HEADERS_OF_ASSESSMENTS)
    return [name for name in _HEADERS if name != "Link" or is_list(operation)]


def _problems(path: str, operation: dict[str, Any]) -> Iterator[str]:
    yield from ("400", "414", "500")
    if "{" in path:
        yield "404"
    if path.startswith(("/v1", "/problems")):
        yield "406"
    if path.startswith(_MAY_BE_RETIRED):
        yield "410"
    if _has_body(operation):
        yield from ("413", "415", "422")
    elif path.startswith("/v1"):
        yield "412"
    if operation.get("parameters"):
        yield "422"
    if path.startswith(("/v1", "/readyz")):
        yield "503"

"""The table of problem types: what the `type` of a problem means. Served by `problem_pages`."""

from dataclasses import dataclass
from http.client import responses

from api.errors import BadRequest, Gone, HypomagError, InvalidParameter, NotFound, Unavailable


@dataclass(frozen=True)
class ProblemType:
    """One kind of problem; `explanation` tells a developer what to do about it."""

    slug: str
    title: str
    status: int
    explanation: str

    def uri(self, public_url: str) -> str:
        """What problems of this kind carry in `type`: a link that opens."""
        return f"{public_url}/problems/{self.slug}" if self.slug else "about:blank"


def _of(error: type[HypomagError], explanation: str) -> ProblemType:
    return ProblemType(error.slug, error.title, error.status, explanation)


UNKNOWN_PARAMETER = ProblemType(
    "unknown-parameter",
    "Unknown parameter",
    400,
    "The query has a parameter that this path does not know. Nothing is ignored silently: with a misspelt filter the "
    "answer would be to another question. `errors` lists the parameters that exist and the nearest one.",
)
MALFORMED_JSON = ProblemType(
    "malformed-json",
    "Malformed JSON",
    400,
    "The request body is not JSON in UTF-8. `errors` says where it stops being so.",
)
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed", "Method not allowed", 405, "The path does not take this method. `Allow` lists those it takes."
)
NOT_ACCEPTABLE = ProblemType(
    "not-acceptable",
    "Not acceptable",
    406,
    "The `Accept` header excludes every media type that this path can answer in. Leave it out, or add one of those "
    "that `errors` lists.",
)
PRECONDITION_FAILED = ProblemType(
    "precondition-failed",
    "Precondition failed",
    412,
    "`If-Match` or `If-Unmodified-Since` does not hold for what is served now. Entity tags here are weak, and a weak "
    "tag never satisfies `If-Match`; to save a transfer use `If-None-Match`.",
)
CONTENT_TOO_LARGE = ProblemType(
    "content-too-large",
    "Content too large",
    413,
    "The request body is larger than this server reads. Send less at a time.",
)
URI_TOO_LONG = ProblemType(
    "uri-too-long", "URI too long", 414, "Path and query together are too long. Ask in several requests."
)
UNSUPPORTED_MEDIA_TYPE = ProblemType(
    "unsupported-media-type",
    "Unsupported media type",
    415,
    "The request body must be JSON, sent uncompressed with `Content-Type: application/json`.",
)
INTERNAL_ERROR = _of(
    HypomagError,
    "The fault is ours. Report the value of the `X-Request-Id` header, which finds the entry in the server's log.",
)

PROBLEM_TYPES = (
    _of(BadRequest, "The request cannot be read as it stands. `errors` says what is wrong and where; correct it."),
    UNKNOWN_PARAMETER,
    MALFORMED_JSON,
    _of(
        NotFound,
        "There is no such path or entity. That is not a statement that something is safe or without effect: it is not "
        "in the data. `did_you_mean` lists the nearest paths, best first.",
    ),
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    _of(Gone, "The identifier was retired. `successor`, and the `Link` header, say where its content went."),
    PRECONDITION_FAILED,
    CONTENT_TOO_LARGE,
    URI_TOO_LONG,
    UNSUPPORTED_MEDIA_TYPE,
    _of(
        InvalidParameter,
        "The request can be read, but a value in it cannot be used. `errors` has one entry per fault: where it is, "
        "what was expected and, for closed lists, the nearest right value.",
    ),
    INTERNAL_ERROR,
    _of(Unavailable, "The release cannot be read right now. Try again shortly."),
)
"""Ordered by status; the first of a status stands for it. Every `HypomagError` has a line here: a test sees to it."""


def of_status(status: int) -> ProblemType:
    """The problem type that stands for an HTTP status; one without slug where the table has none.

    The latter is RFC 9457's `about:blank`, which says no more than the status does.
    """
    unlisted = ProblemType("", responses.get(status, "Error"), status, "")
    return next((listed for listed in PROBLEM_TYPES if listed.status == status), unlisted)

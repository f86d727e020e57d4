"""What can go wrong, in the words of the domain.

Every error knows its slug (the last part of the problem type's URI), title and HTTP status; each door says it in
its own language (`edge/problems.py` as problem+json). The tree:

    HypomagError
    |-- NotFound            404  no such entity, claim, reference or code
    |-- Gone                410  a retired id; says the successor
    |-- BadRequest          400  a request we cannot read: unknown parameter, bad cursor
    |-- InvalidParameter    422  a readable parameter with a value we cannot use
    |-- Unavailable         503  the release cannot be read right now
    |   `-- TooSlow         503  the answer takes longer than it may
    `-- SetupError          --   start-up fault: what to do, in one sentence (never sent to a client)
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a request: where, what, what was expected, and the nearest right value."""

    where: str
    """Place in the request, for example `query.pathway` or `path.slug`."""
    message: str
    expected: str | None = None
    did_you_mean: str | None = None


class HypomagError(Exception):
    """Base of all errors that a client may be told about."""

    slug = "internal-error"
    title = "Internal error"
    status = 500

    def __init__(self, detail: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = tuple(faults)


class NotFound(HypomagError):
    """There is no such thing in the data. That is not a statement that it is safe."""

    slug = "not-found"
    title = "Not found"
    status = 404

    def __init__(self, detail: str, did_you_mean: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self.did_you_mean = tuple(did_you_mean)
        """Paths of the nearest entities, best first."""


class Gone(HypomagError):
    """The id was retired."""

    slug = "gone"
    title = "Gone"
    status = 410

    def __init__(self, path: str, successor: str) -> None:
        super().__init__(f"{path} was retired; its successor is {successor}.")
        self.successor = successor


class BadRequest(HypomagError):
    """The request cannot be read."""

    slug = "bad-request"
    title = "Bad request"
    status = 400


class InvalidParameter(HypomagError):
    """A parameter was read, but its value cannot be used."""

    slug = "invalid-parameter"
    title = "Invalid parameter"
    status = 422


class Unavailable(HypomagError):
    """The release cannot be read right now; try again."""

    slug = "unavailable"
    title = "Service unavailable"
    status = 503


class TooSlow(Unavailable):
    """The answer to this question takes longer than any one may hold a worker."""

    def __init__(self) -> None:
        super().__init__("This takes longer to answer than is allowed here: ask for less, by filters or a lower limit.")


class SetupError(Exception):
    """The service cannot start or build; the message says what to do about it."""

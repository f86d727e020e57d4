"""The one exception that the plumbing itself raises."""

from collections.abc import Mapping, Sequence

from api.edge.problem_types import ProblemType
from api.errors import Fault, HypomagError


class Refusal(HypomagError):
    """A request that is refused before any resource is asked.

    `headers` go out with the answer, for example `Accept-Post` with a 415.
    """

    def __init__(
        self,
        problem_type: ProblemType,
        detail: str,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail, faults)
        self.slug, self.title, self.status = problem_type.slug, problem_type.title, problem_type.status
        self.headers = dict(headers or {})

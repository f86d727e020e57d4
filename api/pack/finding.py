"""What a check of the pack has to say, with its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Finding:
    """One fault in the pack. Printed as `file:line: message`."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PackError(Exception):
    """The pack has faults, so nothing is built from it."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"the pack has {len(findings)} fault(s)")
        self.findings = findings


def did_you_mean(wrong: str, right: Iterable[str]) -> str:
    """` (did you mean x?)`, or nothing when nothing is near."""
    near = get_close_matches(wrong, list(right), n=1, cutoff=0.6)
    return f" (did you mean {near[0]}?)" if near else ""

"""What the plumbing must know about the release that is served: enough to name it and to tell when it changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from functools import cached_property


@dataclass(frozen=True)
class ReleaseStamp:
    """Version (for people), digest (hexadecimal, the only freshness key) and date of one release."""

    version: str
    digest: str
    date: date

    @cached_property
    def header(self) -> str:
        """Value of `Hypomag-Release`."""
        return f"{self.version}; digest={self.digest[:16]}"

    @cached_property
    def last_modified(self) -> datetime:
        """Midnight (UTC) of the release date, never in the future: RFC 9110 section 8.8.2.1 forbids that."""
        midnight = datetime.combine(self.date, time(), UTC)
        return min(midnight, datetime.now(UTC).replace(microsecond=0))

    @cached_property
    def last_modified_header(self) -> str:
        return format_datetime(self.last_modified, usegmt=True)


StampSource = Callable[[], ReleaseStamp | None]
"""Asked on every request, because the release is opened only when the application starts; None: none is open."""

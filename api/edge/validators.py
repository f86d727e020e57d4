"""Entity tags and preconditions (RFC 9110 sections 8.8 and 13): pure functions, no ASGI."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Literal
from urllib.parse import quote, unquote_to_bytes

from api.edge.release_stamp import ReleaseStamp

Verdict = Literal["send", "not-modified", "failed"]
CONDITIONS = ("if-match", "if-unmodified-since", "if-none-match", "if-modified-since")

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAG_LIST = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*[ \t,]*")
_IN_LIST = re.compile(_TAG)


def canonical_url(path: str, query: bytes) -> str:
    """One spelling for all URLs that mean the same: decoded and encoded again, parameters sorted by name.

    Values of one parameter keep their order, because `?id=a&id=b` and `?id=b&id=a` are answered in that order.
    """
    pairs = [_pair(part) for part in query.split(b"&") if part]
    pairs.sort(key=lambda pair: pair[0])
    encoded = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    return f"{quote(path.encode('utf-8', 'surrogatepass'))}?{encoded}"


def _pair(part: bytes) -> tuple[bytes, bytes]:
    name, _, value = part.replace(b"+", b" ").partition(b"=")
    return unquote_to_bytes(name), unquote_to_bytes(value)


def entity_tag(stamp: ReleaseStamp, software: str, path: str, query: bytes) -> str:
    """A weak tag, because the same content is sent in several encodings; new with each release, software and URL."""
    content = "\n".join((stamp.digest, software, canonical_url(path, query)))
    return f'W/"{stamp.digest[:16]}-{sha256(content.encode()).hexdigest()[:24]}"'


def tags_in(field: str) -> frozenset[str] | None:
    """The entity tags of `If-None-Match` or `If-Match`, {"*"} for the star; None when the field is malformed."""
    if field.strip(" \t") == "*":
        return frozenset({"*"})
    return frozenset(_IN_LIST.findall(field)) if _TAG_LIST.fullmatch(field) else None


def evaluate(request: Mapping[str, str], tag: str | None, modified: datetime | None) -> Verdict:
    """What the preconditions of a GET that would be answered with 200 come to, in the order of section 13.2.2.

    `request` holds the header fields by lower-case name, `tag` and `modified` are those of the answer. A malformed
    field counts as absent, but still keeps the date beside it from being looked at.
    """
    if "if-match" in request:
        wanted = tags_in(request["if-match"])
        if wanted is not None and not _match_strongly(wanted, tag):
            return "failed"
    elif "if-unmodified-since" in request and modified is not None:
        until = http_date(request["if-unmodified-since"])
        if until is not None and modified > until:
            return "failed"
    if "if-none-match" in request:
        held = tags_in(request["if-none-match"])
        return "not-modified" if held is not None and _match_weakly(held, tag) else "send"
    if "if-modified-since" in request and modified is not None:
        since = http_date(request["if-modified-since"])
        if since is not None and modified <= since:
            return "not-modified"
    return "send"


def _match_weakly(tags: frozenset[str], tag: str | None) -> bool:
    return "*" in tags or (tag is not None and tag.removeprefix("W/") in {held.removeprefix("W/") for held in tags})


def _match_strongly(tags: frozenset[str], tag: str | None) -> bool:
    return "*" in tags or (tag is not None and not tag.startswith("W/") and tag in tags)


def http_date(text: str) -> datetime | None:
    """The moment that an HTTP date names; None when it is not one."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment

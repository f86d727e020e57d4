"""From an address to the file that holds its answer: names that a web server can find from the URL alone."""

import re
from pathlib import PurePosixPath
from typing import Final

from api.errors import SetupError

_SUFFIXES: Final = {
    "application/json": ".json",
    "application/vnd.sqlite3": ".sqlite",
    "application/zip": ".zip",
    "text/html": ".html",
}
_PATH = re.compile(r"(?:/[0-9A-Za-z][0-9A-Za-z_.-]*)+")
_QUERY = re.compile(r"(?:cursor|from)=[0-9A-Za-z_.-]+")
# A file name may have 255 bytes; this leaves room for what stands around it.
_LONGEST = 200
_ASSETS = "/docs/assets/"


def file_of(address: str, media_type: str) -> PurePosixPath:
    """`v1/causes.json` for `/v1/causes`: a list and the folder of its members cannot share a name.

    An address with a suffix keeps it (`/openapi.json`, and what the docs page loads).

    A query follows an `@`, which no path has, so that no URL without that query leads to the file. What of it is too
    long for one name is the name of a file in a folder. deploy/nginx-static.conf knows the same rules.

    Raises:
        SetupError: no file name can be made of the address.
    """
    path, _, query = address.partition("?")
    parts = re.match(rf"([^=]*=.{{1,{_LONGEST}}})(.*)", query)
    if not _PATH.fullmatch(path) or (query and not (parts and _QUERY.fullmatch(query) and len(parts[2]) <= _LONGEST)):
        raise SetupError(f"{address} cannot be the name of a file.")
    name = path.removeprefix("/")
    if parts:
        name += f"@{parts[1]}" + (f"/{parts[2]}" if parts[2] else "")
    suffix = "" if path.startswith(_ASSETS) else _SUFFIXES[media_type.partition(";")[0]]
    return PurePosixPath(name if name.endswith(suffix) else name + suffix)

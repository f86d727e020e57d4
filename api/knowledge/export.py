"""The whole data in other forms: the canonical JSON that the digest is over, and tidy tables as CSV.

Between two pieces no connection is held: a reader may be slow or go away, and connections are for all requests.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from api.tables import DocumentRow, ReleaseRow, metadata

# Derived or internal: a reader of tables has no use for them.
_NOT_EXPORTED = {"document", "manifest"}
_PIECE = 64 * 1024
_ROWS = 500


def json_export(engine: sa.Engine) -> Iterator[bytes]:
    """The release text in pieces: its SHA-256 is the release's digest."""
    with Session(engine) as session:
        packed = session.get_one(DocumentRow, "pack").content
    inflate = zlib.decompressobj()
    while packed:
        yield inflate.decompress(packed, _PIECE)
        packed = inflate.unconsumed_tail
    yield inflate.flush()


def csv_export(engine: sa.Engine) -> Iterator[bytes]:
    """A zip archive with one CSV file per table, in pieces; the same bytes for the same release."""
    with Session(engine) as session:
        day = date.fromisoformat(session.get_one(ReleaseRow, 1).date)
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in metadata.sorted_tables:
            if table.name in _NOT_EXPORTED:
                continue
            entry = zipfile.ZipInfo(f"{table.name}.csv", (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as member:
                for rows in _csv_pieces(engine, table):
                    member.write(rows)
                    yield from sink.taken()
    yield from sink.taken()


def _csv_pieces(engine: sa.Engine, table: sa.Table) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    for page in _pages(engine, table):
        writer.writerows(_cells(row) for row in page)
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _pages(engine: sa.Engine, table: sa.Table) -> Iterator[Sequence[sa.Row[Any]]]:
    ordered = sa.select(table).order_by(*table.primary_key.columns).limit(_ROWS)
    for start in count(0, _ROWS):
        with engine.connect() as connection:
            page = connection.execute(ordered.offset(start)).all()
        yield page
        if len(page) < _ROWS:
            return


def _cells(row: Any) -> list[object]:
    return ["true" if value is True else "false" if value is False else value for value in row]


class _Sink(io.RawIOBase):
    """An unseekable file whose bytes are taken away as they come, so that the archive is never whole in memory."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def write(self, data: Any) -> int:
        self._bytes += data
        return len(data)

    def taken(self) -> Iterator[bytes]:
        """What was written since the last call."""
        if self._bytes:
            piece = bytes(self._bytes)
            self._bytes.clear()
            yield piece

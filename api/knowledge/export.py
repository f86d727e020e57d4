"""The whole data in other forms: the canonical JSON that the digest is over, and tidy tables as CSV."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from api.tables import DocumentRow, ReleaseRow, metadata

# Derived or internal: a reader of tables has no use for them.
_NOT_EXPORTED = {"document", "manifest"}
_PIECE = 64 * 1024


def json_export(session: Session) -> Iterator[bytes]:
    """The release text in pieces: its SHA-256 is the release's digest."""
    packed = session.get_one(DocumentRow, "pack").content
    inflate = zlib.decompressobj()
    while packed:
        piece = inflate.decompress(packed, _PIECE)
        packed = inflate.unconsumed_tail
        if piece:
            yield piece
    yield inflate.flush()


def csv_export(session: Session) -> Iterator[bytes]:
    """A zip archive with one CSV file per table, in pieces; the same bytes for the same release."""
    release = session.get_one(ReleaseRow, 1)
    day = date.fromisoformat(release.date)
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in metadata.sorted_tables:
            if table.name in _NOT_EXPORTED:
                continue
            entry = zipfile.ZipInfo(f"{table.name}.csv", (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as member:
                for rows in _csv_pieces(session, table):
                    member.write(rows)
                    yield from sink.taken()
    yield from sink.taken()


def _csv_pieces(session: Session, table: sa.Table) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    ordered = sa.select(table).order_by(*table.primary_key.columns)
    for partition in session.execute(ordered).partitions(500):
        writer.writerows(_cells(row) for row in partition)
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


def _cells(row: Any) -> list[object]:
    return ["true" if value is True else "false" if value is False else value for value in row]


class _Sink(io.RawIOBase):
    """An unseekable file whose bytes are taken away as they come, so that the archive is never whole in memory."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._bytes += data
        return len(data)

    def taken(self) -> Iterator[bytes]:
        """What was written since the last call."""
        if self._bytes:
            piece = bytes(self._bytes)
            self._bytes.clear()
            yield piece

"""Writes one answer as it comes: the file, its compressed twin, and what the manifest says of both."""

import hashlib
import os
import zlib
from pathlib import Path
from typing import Final, Self

from api.errors import SetupError

# As the live service: below this the coding costs more than it saves.
_WORTH_IT: Final = 500
_COMPRESSED: Final = ("application/json", "application/problem+json", "text/")
_GZIP: Final = 31
"""zlib's window bits that ask for the gzip format; its header then has no time and no name, so bytes are the same."""


class PageFile:
    """An open file that takes pieces; memory holds one piece, however long the answer is."""

    def __init__(self, unfinished: Path) -> None:
        self.unfinished = unfinished
        self.size = 0
        self._hash = hashlib.sha256()
        self._plain = unfinished.open("wb")
        self._packed = _packed(unfinished).open("wb")
        self._pack = zlib.compressobj(9, wbits=_GZIP)

    def take(self, piece: bytes) -> None:
        """The next piece of the body."""
        self.size += len(piece)
        self._hash.update(piece)
        self._plain.write(piece)
        self._packed.write(self._pack.compress(piece))

    def finish(self, file: Path, media_type: str, moment: float) -> dict[str, object]:
        """Give both files their names and times; returns what to note about them.

        Raises:
            SetupError: a file of that name is there already.
        """
        self._packed.write(self._pack.flush())
        self._close()
        if file.exists():
            # Cursors may differ in case alone, which some file systems do not tell apart.
            raise SetupError(f"{file} would be written twice: export to a case-sensitive file system.")
        file.parent.mkdir(parents=True, exist_ok=True)
        self.unfinished.replace(file)
        os.utime(file, (moment, moment))
        worth_it = self.size >= _WORTH_IT and media_type.startswith(_COMPRESSED)
        if worth_it:
            _packed(self.unfinished).replace(_packed(file))
            os.utime(_packed(file), (moment, moment))
        return {"media_type": media_type, "bytes": self.size, "sha256": self._hash.hexdigest(), "gzip": worth_it}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing unfinished stays."""
        self._close()
        for leftover in (self.unfinished, _packed(self.unfinished)):
            leftover.unlink(missing_ok=True)

    def _close(self) -> None:
        self._plain.close()
        self._packed.close()


def _packed(file: Path) -> Path:
    return file.with_name(f"{file.name}.gz")

"""A folder of files that is only ever seen whole: filled beside its place, then renamed, then linked to."""

import fcntl
import filecmp
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.errors import SetupError

MANIFEST: Final = "manifest.jsonl"
KEPT_EXPORTS: Final = 5


@dataclass(frozen=True)
class Place:
    """Where exports go: `target` is a link to the newest folder, and the folders lie beside it."""

    target: Path

    def require_free(self) -> None:
        """Find out before any work whether the link can be put there.

        Raises:
            SetupError: something is there that is no earlier export; it is left as it is.
        """
        if self.target.is_symlink():
            free = self._is_export(self.linked())
        elif self.target.is_dir():
            free = not any(self.target.iterdir())
        else:
            free = not self.target.exists()
        if not free:
            raise SetupError(f"{self.target} is there and is no earlier export: move it away, or name another folder.")

    def linked(self) -> Path:
        """The folder that the link leads to."""
        return self.target.parent / self.target.readlink()

    @contextmanager
    def filling(self) -> Iterator[Path]:
        """A new folder to fill; nobody else exports to this place meanwhile, and what is not published goes away."""
        self.target.parent.mkdir(parents=True, exist_ok=True)
        parent = os.open(self.target.parent, os.O_RDONLY)
        unfinished = self._beside("exporting")
        try:
            fcntl.flock(parent, fcntl.LOCK_EX)
            # A killed export leaves one.
            self._clear()
            unfinished.mkdir()
            yield unfinished
        finally:
            self._clear()
            os.close(parent)

    def publish(self, filled: Path, name: str) -> tuple[Path, bool]:
        """Give the filled folder its name and move the link to it, in one step for whoever reads through the link.

        Returns:
            The folder, and whether it was not there before.
        """
        folder = self.target.parent / f"{self.target.name}-{name}"
        fresh = not folder.exists()
        if not fresh and not same_content(folder, filled):
            # Somebody has damaged it. Whoever serves it misses it for an instant, or serves the damage on.
            folder.rename(self._beside("damaged"))
            fresh = True
        if fresh:
            # The files before the name that vouches for them, should the machine lose power.
            os.sync()
            filled.rename(folder)
        before = self.linked() if self.target.is_symlink() else None
        self._move_link(folder)
        self._forget_old({folder} if before is None else {folder, before})
        return folder, fresh

    def _move_link(self, folder: Path) -> None:
        link = self._beside("link")
        link.unlink(missing_ok=True)
        link.symlink_to(folder.name)
        if self.target.is_dir() and not self.target.is_symlink():
            # Found to be empty; should that have changed, this fails.
            self.target.rmdir()
        link.replace(self.target)

    def _beside(self, purpose: str) -> Path:
        return self.target.parent / f".{self.target.name}.{purpose}"

    def _clear(self) -> None:
        for purpose in ("exporting", "damaged"):
            shutil.rmtree(self._beside(purpose), ignore_errors=True)

    def _forget_old(self, kept: set[Path]) -> None:
        """Keep the last few: a web server that was not yet told of this one still serves an earlier one."""
        others = [folder for folder in self.target.parent.iterdir() if folder not in kept and self._is_export(folder)]
        others.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
        for folder in others[KEPT_EXPORTS - len(kept) :]:
            shutil.rmtree(folder)

    def _is_export(self, folder: Path) -> bool:
        """Whether an earlier export to this very place made the folder."""
        named = rf"{re.escape(self.target.name)}-\d+\.\d+\.\d+-[0-9a-f]{{16}}-[0-9a-f]{{16}}"
        ours = folder.parent == self.target.parent and re.fullmatch(named, folder.name) is not None
        return ours and not folder.is_symlink() and (folder / MANIFEST).is_file()


def same_content(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files, byte for byte."""
    names = [sorted(file.relative_to(top) for file in top.rglob("*")) for top in (one, other)]
    return names[0] == names[1] and all(
        (one / name).is_dir() or filecmp.cmp(one / name, other / name, shallow=False) for name in names[0]
    )

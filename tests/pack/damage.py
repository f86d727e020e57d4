"""Damaged packs: ways to damage one, and what must come of it whatever the damage was."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from typer.testing import CliRunner, Result

from api.cli import app

Damage = Callable[[Path], object]


def swap(file: str, old: str, new: str) -> Damage:
    """Puts `new` where `old` stands, which must be once."""

    def damage(pack: Path) -> None:
        text = (pack / file).read_text()
        assert text.count(old) == 1, (file, old)
        (pack / file).write_text(text.replace(old, new))

    return damage


def write(file: str, content: str | bytes) -> Damage:
    """Writes a file."""

    def damage(pack: Path) -> None:
        (pack / file).parent.mkdir(exist_ok=True)
        (pack / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    return damage


def copy(file: str, to: str) -> Damage:
    return lambda pack: shutil.copy(pack / file, pack / to)


def remove(file: str) -> Damage:
    return lambda pack: (pack / file).unlink()


def both(*damages: Damage) -> Damage:
    return lambda pack: [damage(pack) for damage in damages]


def at(file: str, line: int, message: str) -> str:
    """A finding as it is printed."""
    return f"pack/{file}:{line}: {message}"


def hypomag(*arguments: str, pack: Path, release: Path) -> Result:
    """Runs a command in this process, with the two settings that matter here."""
    environment = {"HYPOMAG_SEED_DIR": str(pack), "HYPOMAG_DATABASE_URL": f"sqlite:///{release}"}
    return CliRunner().invoke(app, arguments, env=environment)


def refused(pack: Path, release: Path, damage: Damage, expected: Iterable[str]) -> None:
    """The damage is found, told with its place by both commands, and the release that is there stays what it was."""
    damage(pack)
    lines = list(expected)
    checked = hypomag("check", pack=pack, release=release)
    assert (checked.exit_code, checked.stdout.splitlines()) == (1, lines)

    before = _state(release)
    built = hypomag("build", pack=pack, release=release)
    assert (built.exit_code, built.stdout) == (1, "")
    assert built.stderr.splitlines() == ["Reading the pack", *lines, f"{len(lines)} finding(s): nothing was built."]
    assert _state(release) == before


def _state(release: Path) -> dict[str, object]:
    """Everything in the folder of the release: where links lead, and the bytes of files."""
    return {
        file.name: str(file.readlink()) if file.is_symlink() else file.read_bytes() for file in release.parent.iterdir()
    }

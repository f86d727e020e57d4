"""A build that is killed: whatever the moment, the release that is there stays whole and is served."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlmodel import Session

from api.db import open_for_serving
from api.knowledge.release import ReleaseIdentity, read_identity
from api.pack.load import Built, build_release
from tests.pack.damage import swap

ROOT = Path(__file__).parents[2]

# Ends itself right before a step on the file system that no line tells of.
KILLED_BEFORE = """
import os, signal, sys

event, part = sys.argv[1:]

def watch(name, arguments):
    if name == event and part in str(arguments[0]):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
sys.argv = ["hypomag", "build"]
from api.cli import main
main()
"""


def start(pack: Path, target: Path, *arguments: str) -> subprocess.Popen[str]:
    """`hypomag build` as a process of its own."""
    environment = {**os.environ, "HYPOMAG_SEED_DIR": str(pack), "HYPOMAG_DATABASE_URL": f"sqlite:///{target}"}
    command = [sys.executable, *(arguments or ("-m", "api", "build"))]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def killed_after(pack: Path, target: Path, step: str, seconds: float) -> None:
    """Kills a build so many seconds after it said that the step begins."""
    with start(pack, target) as process:
        assert process.stderr
        assert any(line.strip() == step for line in process.stderr)
        time.sleep(seconds)
        process.kill()
        assert process.wait() == -signal.SIGKILL


def killed_before(pack: Path, target: Path, event: str, part: str) -> None:
    with start(pack, target, "-c", KILLED_BEFORE, event, part) as process:
        assert process.wait() == -signal.SIGKILL


def identity(target: Path) -> ReleaseIdentity:
    """That of the release behind the link, which must be whole."""
    engine = open_for_serving(target)
    try:
        with Session(engine) as session:
            assert session.connection().exec_driver_sql("PRAGMA integrity_check").fetchall() == [("ok",)]
            return read_identity(session.connection())
    finally:
        engine.dispose()


def build(pack: Path, target: Path) -> Built:
    return build_release(pack, target, lambda _step, _share: None)


def follows(pack: Path, target: Path, old: set[str]) -> None:
    """The next build succeeds and leaves nothing but what belongs there."""
    built = build(pack, target)
    assert identity(target).version == "1.3.0"
    assert target.resolve() == built.file
    left = {file.name for file in target.parent.iterdir()}
    assert left == {".build.lock", "hypomag.sqlite", "hypomag.source", built.file.name, *old}


@pytest.fixture
def pack(copy_pack: Path) -> Path:
    """A pack that makes another release than the one that is there."""
    swap("dataset.yaml", "1.2.3", "1.3.0")(copy_pack)
    return copy_pack


MOMENTS = [
    ("Reading the pack", 0.03),
    ("Creating tables", 0),
    ("Creating tables", 0.05),
    ("Loading rows", 0),
    ("Checking", 0),
    ("Compacting", 0),
]


@pytest.mark.parametrize(("step", "seconds"), MOMENTS)
def test_killed_during_a_step(step: str, seconds: float, pack: Path, published: Path) -> None:
    old, before = published.resolve(), identity(published)
    killed_after(pack, published, step, seconds)
    assert published.resolve() == old
    assert identity(published) == before
    follows(pack, published, {old.name})


@pytest.mark.parametrize(
    ("event", "part"),
    [("os.rename", ".building"), ("os.symlink", "hypomag-"), ("os.rename", ".building-link")],
    ids=["before the file has its name", "before the new link", "before the link has its name"],
)
def test_killed_while_publishing(event: str, part: str, pack: Path, published: Path) -> None:
    old, before = published.resolve(), identity(published)
    killed_before(pack, published, event, part)
    assert published.resolve() == old
    assert identity(published) == before
    follows(pack, published, {old.name})


def test_killed_before_the_stamp_the_new_release_is_there(pack: Path, published: Path) -> None:
    old = published.resolve()
    killed_before(pack, published, "open", "hypomag.source")
    assert published.resolve() != old
    assert identity(published).version == "1.3.0"
    follows(pack, published, {old.name})


def test_killed_at_the_first_build_there_is_nothing_yet(pack: Path, tmp_path: Path) -> None:
    target = tmp_path / "var" / "hypomag.sqlite"
    killed_after(pack, target, "Loading rows", 0)
    assert not target.exists()
    follows(pack, target, set())


def test_two_builds_at_once_get_on(pack: Path, published: Path) -> None:
    old = published.resolve().name
    both = [start(pack, published) for _ in range(2)]
    said = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(line.split()[0] for line in said) == ["Built", "Up"]
    follows(pack, published, {old})

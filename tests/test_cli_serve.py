"""`hypomag serve` as a process of its own: it builds what it must, serves what is there, and stops when told to."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from api.pack.load import build_release
from tests.pack.damage import Damage, swap

ROOT = Path(__file__).parents[1]
BOWEL = "causes/bowel-disease.yaml"


class Server:
    """A running server, and what it said until it served."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        assert process.stderr
        for line in process.stderr:
            self.said.append(line.rstrip("\n"))
            if found := re.search(r"running on (http://\S+:\d+)", line):
                self.address = found[1]
                return
        raise AssertionError(self.said)

    def ready(self) -> dict[str, str]:
        """What the release calls itself."""
        # With several workers the address is told before any of them listens.
        for seconds in (0.0, *[0.05] * 400):
            time.sleep(seconds)
            with suppress(URLError), urlopen(f"{self.address}/readyz", timeout=10) as answer:
                found: dict[str, str] = json.load(answer)
                return found
        raise AssertionError(self.said)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


@contextmanager
def serving(pack: Path, target: Path, *arguments: str) -> Iterator[Server]:
    environment = {**os.environ, "HYPOMAG_SEED_DIR": str(pack), "HYPOMAG_DATABASE_URL": f"sqlite:///{target}"}
    command = [sys.executable, "-m", "api", "serve", "--port", "0", *arguments]
    # A session of its own, so that no worker outlives a test that fails.
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield Server(process)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_the_first_start_builds_and_a_signal_stops_it(copy_pack: Path, tmp_path: Path) -> None:
    target = tmp_path / "var" / "hypomag.sqlite"
    with serving(copy_pack, target) as server:
        assert "Creating tables" in server.said
        ready = server.ready()
        assert (ready["status"], ready["version"]) == ("ready", "1.2.3")
        assert target.resolve().name == f"hypomag-{ready['digest'][:16]}.sqlite"
        assert server.stop() in (0, -signal.SIGTERM)


@pytest.mark.parametrize(
    ("damage", "version", "said"),
    [
        (swap("dataset.yaml", "1.2.3", "1.3.0"), "1.3.0", ["Reading the pack", "Creating tables"]),
        (
            swap(BOWEL, "name: Bowel disease", "name: 5"),
            "1.2.3",
            [
                "Reading the pack",
                "pack/causes/bowel-disease.yaml:1: name: text was expected, not 5: quote it",
                "1 finding(s): nothing was built.",
                "The release that is there is served; it does not have these changes.",
            ],
        ),
    ],
    ids=["outdated", "bad pack"],
)
def test_a_release_is_there(damage: Damage, version: str, said: list[str], copy_pack: Path, published: Path) -> None:
    damage(copy_pack)
    with serving(copy_pack, published) as server:
        assert server.said[: len(said)] == said
        assert server.ready()["version"] == version
        assert ("Creating tables" in server.said) == (version == "1.3.0")


def test_without_a_pack_the_release_is_served(published: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "nowhere", published, "--workers", "2") as server:
        assert server.ready()["version"] == "1.2.3"
        assert server.stop() in (0, -signal.SIGTERM)


def test_what_is_up_to_date_is_served_until_the_next_start(
    copy_pack: Path, published: Path, release_file: Path
) -> None:
    with serving(copy_pack, published) as server:
        assert "Reading the pack" not in server.said
        before = server.ready()
        swap("dataset.yaml", "1.2.3", "1.3.0")(copy_pack)
        build_release(copy_pack, published, lambda _step, _share: None)
        assert published.resolve().name != release_file.name
        assert server.ready() == before

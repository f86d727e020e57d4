"""Our own targets, the floors that they are measured against, and nginx over the static export."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from api.settings import Settings
from bench.dataset import DATA, RELEASE, our_server, release_environment
from bench.environments import NotInstalledError
from bench.load import Ask
from bench.machine import python
from bench.questions import Question
from bench.servers import HOST, Server

BODIES: Final = DATA / "bodies"
STATIC: Final = DATA / "static"


@dataclass(frozen=True)
class Target:
    """A row of the tables: which server, and how it is asked each question."""

    name: str
    server: Server
    asks: Mapping[str, Ask]
    """By question; what is not in it, the target does not offer."""
    peer: bool = False
    """Somebody else's server on the same data, which ours is compared with."""
    version: str = ""


@dataclass(frozen=True)
class Missing:
    """A row that says why there are no figures."""

    name: str
    reason: str


Made = Callable[[], Target]


@dataclass(frozen=True)
class Variant:
    """Our server with other settings than the default ones: a row as soon as all of these settings exist."""

    name: str
    environment: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)

    def exists(self) -> bool:
        """Whether this version knows every setting that the row is about."""
        return all(name.removeprefix("HYPOMAG_").lower() in Settings.model_fields for name in self.environment)


# A setting that is new gets its row here, and shows what it costs. A limit is set so high that it never refuses.
VARIANTS: Final = (
    Variant("ours", {}),
    Variant("ours, gzip", {}, {"Accept-Encoding": "gzip"}),
    Variant("ours, br", {}, {"Accept-Encoding": "br"}),
    Variant("ours, cache off", {"HYPOMAG_CACHE_BYTES": "0"}),
    Variant("ours, access log", {"HYPOMAG_ACCESS_LOG": "true"}),
)


def named(name: str, make: Made) -> Target | Missing:
    """The target, or why it cannot be had."""
    try:
        return make()
    except NotInstalledError as reason:
        return Missing(name, str(reason))


def floors(questions: list[Question]) -> list[Target]:
    """Bare uvicorn, and FastAPI with bytes that are ready."""
    return [
        _constant("bare uvicorn", "bench.peers.bare:create", questions),
        _constant("FastAPI, prebuilt bytes", "bench.peers.prebuilt:create", questions),
    ]


def ours(questions: list[Question]) -> Iterator[Target]:
    """Our server in every variant that there is."""
    for variant in VARIANTS:
        if variant.exists():
            server = our_server(_file_name(variant.environment), RELEASE, variant.environment)
            asks = {
                question.key: replace(question.ours, headers={**question.ours.headers, **variant.headers})
                for question in questions
            }
            yield Target(variant.name, server, asks)


def nginx(questions: list[Question]) -> Target:
    """nginx over the static export.

    Raises:
        NotInstalledError: there is no nginx, or no static export.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise NotInstalledError("not installed: no nginx here (system package nginx)")
    command = [python(), "-m", "api", "export", "static", str(STATIC)]
    done = subprocess.run(
        command, env={**os.environ, **release_environment()}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotInstalledError("no static export: `hypomag export static` failed or is not there")
    script = [python(), "-m", "bench.peers.nginx", program, str(STATIC), "{port}"]
    # Files answer what has no query; whether something changed is asked of one of them.
    asks = {q.key: q.ours for q in questions if q.ours.method == "GET" and "?" not in q.ours.path}
    asks["304"] = next(q.ours for q in questions if q.key == "one")
    return Target("nginx, static export", Server("nginx", script, ready_path="/v1/condition"), asks)


def _constant(name: str, factory: str, questions: list[Question]) -> Target:
    quiet = ["--no-access-log", "--log-level", "warning"]
    command = [python(), "-m", "uvicorn", "--factory", factory, "--host", HOST, "--port", "{port}", *quiet]
    server = Server(factory.split(":")[0], command, {"BENCH_BODIES": str(BODIES)}, "/list")
    return Target(name, server, {q.key: replace(q.ours, path=f"/{q.key}") for q in questions})


def _file_name(environment: Mapping[str, str]) -> str:
    return "-".join(["ours", *(f"{name.lower()}-{value}" for name, value in environment.items())])


def write_bodies(bodies: Mapping[str, bytes]) -> None:
    """Keep our own answers as what the floors serve."""
    shutil.rmtree(BODIES, ignore_errors=True)
    BODIES.mkdir(parents=True)
    for name, body in bodies.items():
        Path(BODIES, name).write_bytes(body)

"""The image: hashed packages only, nothing of the root user at run time, and a health check that can fail."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]


def instructions() -> list[tuple[str, str]]:
    """(`RUN`, its arguments) and so on, in order, continued lines joined."""
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [
        (name, " ".join(rest.split())) for name, _, rest in (line.strip().partition(" ") for line in joined) if name
    ]


def arguments(name: str) -> list[str]:
    return [rest for found, rest in instructions() if found == name]


def health_check() -> list[str]:
    command: list[str] = json.loads(arguments("HEALTHCHECK")[0].partition("CMD ")[2])
    return command


def test_both_stages_are_one_supported_python() -> None:
    images = {image.removesuffix(" AS build") for image in arguments("FROM")}
    assert len(images) == 1
    found = re.fullmatch(r"python:(3\.\d+)-slim", images.pop())
    assert found
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert found[1] in SpecifierSet(project["requires-python"])
    assert f"Programming Language :: Python :: {found[1]}" in project["classifiers"]


def test_what_is_copied_is_there_and_in_the_context() -> None:
    context = (ROOT / ".dockerignore").read_text().splitlines()
    sources = [source for rest in arguments("COPY") if "--from" not in rest for source in rest.split()[:-1]]
    assert {source for source in sources if not (ROOT / source).exists()} == set()
    assert {f"!{source}" for source in sources} == {line for line in context if line.startswith("!")}


def test_packages_come_from_the_lock_alone() -> None:
    installs = [step for run in arguments("RUN") for step in run.split(" && ") if "pip install" in step]
    assert ["--require-hashes" in step or {"--no-index", "--no-deps"} <= set(step.split()) for step in installs] == [
        True,
        True,
    ]


def test_the_service_runs_as_a_numbered_user_in_one_process() -> None:
    last_stage = instructions()[[name for name, _ in instructions()].index("FROM", 1) :]
    user = dict(last_stage)["USER"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    command = json.loads(dict(last_stage)["CMD"])
    assert command[1] == "serve"
    assert command[command.index("--workers") + 1] == "1"
    assert command[command.index("--port") + 1] == dict(last_stage)["EXPOSE"]


@pytest.mark.parametrize("status", [200, 503, None])
def test_the_health_check_tells_well_from_ill(status: int | None, tmp_path: Path) -> None:
    server = tmp_path / "server.py"
    server.write_text(SERVER)
    with subprocess.Popen([sys.executable, server, str(status)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        port = process.stdout.readline().strip()
        if status is None:
            process.kill()
            process.wait()
        code = health_check()[2].replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        checked = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, timeout=20)
        process.kill()
    assert (checked.returncode == 0) == (status == 200)


SERVER = """
import http.server, sys

class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(sys.argv[1]) if self.path == "/healthz" else 404)
        self.end_headers()

server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
print(server.server_port, flush=True)
server.serve_forever()
"""

"""A real nginx with the shipped configuration, and a client that sends targets as they are."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

import pytest

SHIPPED = Path(__file__).parents[2] / "deploy" / "nginx-static.conf"
# As root nginx would hand over to a user who may not read the folders of a test.
MAIN = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log stderr;
{user}
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    fastcgi_temp_path {folder}/fastcgi;
    proxy_temp_path {folder}/proxy;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/hypomag.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: bytes


@dataclass(frozen=True)
class WebServer:
    """A running nginx."""

    process: subprocess.Popen[bytes]
    port: int

    def ask(
        self, target: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """The answer to exactly this target."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, target, body=body, headers=dict(headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def reload(self, tag: str) -> None:
        """Tell it to read its configuration again; returns when it answers with the tag."""
        self.process.send_signal(signal.SIGHUP)
        in_a_row = 0
        for _ in range(400):
            # For a moment the old worker and the new one take turns.
            in_a_row = in_a_row + 1 if self.ask("/v1").headers["etag"] == f'W/"{tag}"' else 0
            if in_a_row == 10:
                return
            time.sleep(0.05)
        raise AssertionError("nginx did not reload")


def nginx(places: str = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin") -> str:
    """The program; without it tests fail in continuous integration and are skipped elsewhere, which pytest tells."""
    found = shutil.which("nginx", path=places)
    if found is None:
        told = "nginx is not installed (Debian: nginx-light), so the shipped configuration is not tested"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(told)
    return found


@contextmanager
def serving(static: Path, folder: Path) -> Iterator[WebServer]:
    """nginx on the export at `static`, with the shipped configuration; only its address and that place are changed."""
    program = nginx()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    shipped = SHIPPED.read_text()
    assert (shipped.count("listen 8080;"), shipped.count("/srv/hypomag/static")) == (1, 4)
    changed = shipped.replace("listen 8080;", f"listen 127.0.0.1:{port};").replace("/srv/hypomag/static", str(static))
    (folder / "hypomag.conf").write_text(changed)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    command = [program, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as process:
        try:
            _wait(process, port)
            yield WebServer(process, port)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(400):
        if process.poll() is not None:
            assert process.stderr
            raise AssertionError(process.stderr.read().decode())
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.05)
    raise AssertionError("nginx does not listen")

"""Serves a static export with nginx: `python -m bench.peers.nginx PROGRAM EXPORT PORT`.

The configuration is ours for production, with another address and place; one worker, no log, as nobody else has one.
"""

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Final

DEPLOYED: Final = Path(__file__).parents[2] / "deploy" / "nginx-static.conf"
MAIN: Final = """
worker_processes 1;
daemon off;
pcre_jit on;
pid {folder}/pid;
error_log {folder}/errors.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path {folder};
    proxy_temp_path {folder};
    fastcgi_temp_path {folder};
    scgi_temp_path {folder};
    uwsgi_temp_path {folder};
{deployed}
}}
"""


def main() -> None:
    """Write the configuration and become nginx."""
    program, export, port = sys.argv[1:]
    deployed = DEPLOYED.read_text()
    deployed = re.sub(r"(?m)^(\s*)listen .*;", rf"\1listen 127.0.0.1:{port};", deployed, count=1)
    deployed = re.sub(r"(?m)^\s*listen \[::\].*\n", "", deployed).replace("/srv/hypomag/static", export)
    folder = tempfile.mkdtemp(prefix="bench-nginx-")
    configuration = Path(folder, "nginx.conf")
    configuration.write_text(MAIN.format(folder=folder, deployed=deployed))
    os.execv(program, [program, "-c", str(configuration), "-p", folder])  # noqa: S606 - nginx takes this process's place


if __name__ == "__main__":
    main()

"""The peers: how each is started on the same data, and how it is asked the same questions."""

import json
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, urlencode

from bench.dataset import DATA, PEERS_JSON, PEERS_SQLITE, WRITABLE_SQLITE
from bench.environments import PINS, node_environment, node_version_of, python_environment, python_version_of
from bench.load import Ask
from bench.machine import python
from bench.questions import JOINED, LISTED, ONE, SEARCHED
from bench.servers import HOST, Server
from bench.targets import Missing, Target, named

JOINED_ID: Final = f"medication-classes/{JOINED}"


def peers() -> Iterator[Target | Missing]:
    """Every peer; one that cannot be had says why."""
    yield _tutorial()
    yield named("Django REST Framework", _django)
    yield named("Datasette, table API", _datasette_tables)
    yield named("Datasette, canned queries", _datasette_queries)
    yield named("roapi", _roapi)
    yield named("json-server", _json_server)
    yield named("soul-cli", _soul)


def _asks(list_: Ask, one: Ask, join: Ask, search: Ask) -> dict[str, Ask]:
    """Nobody but us assesses a medication list. For a 304 the list is asked again; who sends no tag offers none."""
    return {"list": list_, "one": one, "join": join, "search": search, "304": list_}


def _tutorial() -> Target:
    quiet = ["--no-access-log", "--log-level", "warning"]
    factory = "bench.peers.tutorial:create"
    command = [python(), "-m", "uvicorn", "--factory", factory, "--host", HOST, "--port", "{port}", *quiet]
    asks = _asks(
        Ask(f"/classes?limit={LISTED}"),
        Ask(f"/classes/{ONE}"),
        Ask(f"/classes/{JOINED}/medications"),
        Ask(f"/search?q={SEARCHED}"),
    )
    server = Server("tutorial", command, {"BENCH_PEERS": str(PEERS_SQLITE)}, "/classes?limit=1")
    return Target("FastAPI + SQLModel, tutorial", server, asks, peer=True)


def _django() -> Target:
    programs = python_environment("django")
    command = [str(programs / "gunicorn"), "--bind", f"{HOST}:{{port}}", "--workers", "1", "--threads", "8"]
    command += ["--worker-class", "gthread", "--keep-alive", "30", "--log-level", "warning"]
    command += ["--chdir", str(PINS), "django_rest:application"]
    asks = _asks(
        Ask(f"/classes/?limit={LISTED}"),
        Ask(f"/classes/{ONE}/"),
        Ask(f"/classes/{JOINED}/medications/"),
        Ask(f"/terms/?search={SEARCHED}&limit=20"),
    )
    server = Server("django", command, {"BENCH_PEERS": str(PEERS_SQLITE)}, "/classes/?limit=1")
    versions = (python_version_of(programs, name) for name in ("djangorestframework", "django", "gunicorn"))
    return Target("Django REST Framework", server, asks, peer=True, version=" on ".join(versions))


def _datasette(name: str, asks: dict[str, Ask]) -> Target:
    programs = python_environment("datasette")
    command = [str(programs / "datasette"), "serve", "--immutable", str(PEERS_SQLITE), "--host", HOST]
    command += ["--port", "{port}", "--metadata", str(PINS / "datasette.json")]
    server = Server("datasette", command, ready_path="/-/versions.json")
    return Target(name, server, asks, peer=True, version=python_version_of(programs, "datasette"))


def _datasette_tables() -> Target:
    rows = "_shape=array&_nofacet=1&_nocount=1"
    asks = _asks(
        Ask(f"/peers/classes.json?{rows}&_size={LISTED}"),
        Ask(f"/peers/class_documents/{ONE}.json?_shape=array"),
        Ask(f"/peers/class_medications.json?{rows}&{urlencode({'medication_class': JOINED_ID})}"),
        Ask(f"/peers/terms.json?{rows}&_search={SEARCHED}&_size=20"),
    )
    return _datasette("Datasette, table API", asks)


def _datasette_queries() -> Target:
    asks = _asks(
        Ask(f"/peers/list.json?_shape=array&limit={LISTED}"),
        Ask(f"/peers/one.json?_shape=array&slug={ONE}"),
        Ask(f"/peers/join.json?_shape=array&{urlencode({'class': JOINED_ID})}"),
        Ask(f"/peers/search.json?_shape=array&q={SEARCHED}"),
    )
    return _datasette("Datasette, canned queries", asks)


def _roapi() -> Target:
    programs = python_environment("roapi")
    tables = ("classes", "class_documents", "class_medications", "terms")
    command = [str(programs / "roapi"), "--addr-http", f"{HOST}:{{port}}"]
    # Its other doors listen on fixed ports unless told otherwise; port 0 lets the system choose.
    command += ["--addr-postgres", f"{HOST}:0", "--addr-flight-sql", f"{HOST}:0"]
    for table in tables:
        command += ["--table", f"{table}={DATA / table}.json"]
    sql = f"SELECT * FROM terms WHERE lower(term) LIKE '%{SEARCHED}%' ORDER BY number LIMIT 20"
    asks = _asks(
        Ask(f"/api/tables/classes?sort=slug&limit={LISTED}"),
        Ask(f"/api/tables/class_documents?filter[slug]='{ONE}'"),
        Ask(f"/api/tables/class_medications?filter[medication_class]='{JOINED_ID}'"),
        Ask("/api/sql", method="POST", body=sql),
    )
    server = Server("roapi", command, {"RUST_LOG": "error"}, "/api/schema")
    return Target("roapi", server, asks, peer=True, version=python_version_of(programs, "roapi"))


def _json_server() -> Target:
    packages = node_environment("json-server")
    script = packages / "json-server" / "lib" / "cli" / "bin.js"
    command = ["node", str(script), "--host", HOST, "--port", "{port}", "--quiet", "--read-only", "--id", "slug"]
    asks = _asks(
        Ask(f"/classes?_sort=slug&_limit={LISTED}"),
        Ask(f"/class_documents/{ONE}"),
        Ask(f"/class_medications?{urlencode({'medication_class': JOINED_ID})}"),
        Ask(f"/terms?q={SEARCHED}&_limit=20"),
    )
    server = Server("json-server", [*command, str(PEERS_JSON)], ready_path="/classes?_limit=1")
    return Target("json-server", server, asks, peer=True, version=node_version_of(packages, "json-server"))


def _soul() -> Target:
    packages = node_environment("soul-cli")
    command = ["node", "--require", str(PINS / "loopback.cjs"), str(packages / "soul-cli" / "src" / "server.js")]
    command += ["--database", str(WRITABLE_SQLITE), "--port", "{port}"]
    asks = _asks(
        Ask(f"/api/tables/classes/rows?_ordering=slug&_limit={LISTED}"),
        Ask(f"/api/tables/class_documents/rows/{ONE}"),
        Ask(f"/api/tables/class_medications/rows?_limit=200&_filters={quote(f'medication_class:{JOINED_ID}')}"),
        Ask(f"/api/tables/terms/rows?_search={SEARCHED}&_limit=20"),
    )
    server = Server("soul-cli", command, ready_path="/api/tables/classes/rows?_limit=1")
    return Target("soul-cli", server, asks, peer=True, version=node_version_of(packages, "soul-cli"))


def describe_data() -> str:
    """How much the peers hold, in words."""
    held = json.loads(PEERS_JSON.read_text())
    return ", ".join(f"{len(rows)} {name}" for name, rows in held.items())

"""The data of a run: a release built from the pack, and the same facts in the forms that peers take.

What peers hold is what our own answers hold, fetched over HTTP: for each kind of row the fields of our summaries and
whole documents. Peers that cannot nest hold the nested part as JSON text, ready made, which is in their favour.
"""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from bench.answers import ask_once
from bench.load import Ask
from bench.machine import BenchError, python
from bench.servers import Running, Server, serving

ROOT: Final = Path(__file__).parents[1]
DATA: Final = ROOT / "bench" / ".data"
RELEASE: Final = DATA / "hypomag.sqlite"
PEERS_SQLITE: Final = DATA / "peers.sqlite"
WRITABLE_SQLITE: Final = DATA / "peers-writable.sqlite"
"""For a peer that cannot open a file without changing it (its journal mode), which all others would meet."""
PEERS_JSON: Final = DATA / "peers.json"

Rows = list[dict[str, Any]]

SUMMARY: Final = ("id", "slug", "name", "summary", "codes", "pathways", "mechanisms", "strength", "direction")
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "classes": (*SUMMARY, "parent", "member_directions"),
    "class_documents": (*SUMMARY, "parent", "member_directions", "names", "children", "effects", "claims"),
    "medications": (*SUMMARY, "classes"),
    "memberships": ("medication", "medication_class"),
    "class_medications": ("medication_class", *SUMMARY, "classes"),
    "claims": ("id", "subject", "kind", "statement", "direction", "basis", "strength", "supporting", "disputing",
               "mechanism", "pathway", "evidence"),
    "terms": ("number", "term", "kind", "entity", "type", "name", "summary"),
}  # fmt: skip
KEYS: Final = {"classes": "slug", "class_documents": "slug", "medications": "slug", "claims": "id", "terms": "number"}


def release_environment(release: Path = RELEASE) -> dict[str, str]:
    """Settings that serve this release as it is; without a pack, nothing is built at the start."""
    return {"HYPOMAG_DATABASE_URL": f"sqlite:///{release}", "HYPOMAG_SEED_DIR": str(DATA / "no-pack")}


def our_server(name: str, release: Path = RELEASE, extra: Mapping[str, str] | None = None) -> Server:
    """`hypomag serve` on a release, one worker, with further settings."""
    command = [python(), "-m", "api", "serve", "--port", "{port}"]
    return Server(name, command, {**release_environment(release), **(extra or {})}, "/v1")


def build_release() -> None:
    """Build the release of the pack, unless it is there and current.

    Raises:
        BenchError: the build failed; it said why.
    """
    DATA.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"HYPOMAG_DATABASE_URL": f"sqlite:///{RELEASE}"}
    if subprocess.run([python(), "-m", "api", "build"], cwd=ROOT, env=environment, check=False).returncode:
        raise BenchError("The release could not be built: see above.")


def export_for_peers(core: int) -> None:
    """Write the peers' forms of the data, from our own answers."""
    with serving(our_server("export"), core, DATA / "logs") as running:
        tables = _fetch(running)
    tables["terms"] = _terms()
    _write_json(tables)
    _write_sqlite(tables)


def _fetch(running: Running) -> dict[str, Rows]:
    classes = _pages(running, "/v1/medication-classes?limit=200")
    medications = _pages(running, "/v1/medications?limit=200")
    documents = [_read(running, f"/v1/{row['id']}") for row in classes]
    belongs = [(path, row) for row in medications for path in row["classes"]]
    return {
        "classes": classes,
        "class_documents": documents,
        "medications": medications,
        "memberships": [{"medication": row["id"], "medication_class": path} for path, row in belongs],
        "class_medications": [{"medication_class": path, **row} for path, row in belongs],
        "claims": [claim for document in documents for claim in document["claims"]],
    }


def _pages(running: Running, path: str | None) -> Rows:
    items: Rows = []
    while path:
        page = _read(running, path)
        items += page["items"]
        path = page["links"].get("next")
    return items


def _read(running: Running, path: str) -> Any:
    answer = ask_once(running.port, Ask(quote(path, safe="/?&=%")))
    if answer.status != 200:
        raise BenchError(f"{path} answered {answer.status} while the data was exported.")
    return json.loads(answer.body)


def _terms() -> Rows:
    """Every name and code that our search looks through, best first."""
    sql = """
        SELECT s.rowid, s.term, s.kind, s.entity, s.type, e.name, e.summary
        FROM search_words s JOIN entity e ON e.path = s.entity ORDER BY s.rowid
    """
    with closing(sqlite3.connect(RELEASE)) as connection:
        return [dict(zip(COLUMNS["terms"], row, strict=True)) for row in connection.execute(sql)]


def _write_json(tables: Mapping[str, Rows]) -> None:
    """Nested, for json-server; and a file per table with JSON text in place of what is nested, for roapi."""
    cut = {name: [{c: row.get(c) for c in COLUMNS[name]} for row in rows] for name, rows in tables.items()}
    PEERS_JSON.write_text(json.dumps(cut, ensure_ascii=False))
    for name, rows in cut.items():
        flat = [dict(zip(COLUMNS[name], values, strict=True)) for values in _flat(name, rows)]
        (DATA / f"{name}.json").write_text(json.dumps(flat, ensure_ascii=False))


def _write_sqlite(tables: Mapping[str, Rows]) -> None:
    for old in DATA.glob("peers*.sqlite*"):
        old.unlink()
    with closing(sqlite3.connect(PEERS_SQLITE)) as connection:
        for name, rows in tables.items():
            columns = [f"{c} INTEGER" if c == "number" else f"{c} TEXT" for c in COLUMNS[name]]
            key = [f"PRIMARY KEY ({KEYS[name]})"] if name in KEYS else []
            connection.execute(f"CREATE TABLE {name} ({', '.join(columns + key)})")
            marks = ", ".join("?" * len(COLUMNS[name]))
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", _flat(name, rows))
        connection.execute("CREATE UNIQUE INDEX memberships_both ON memberships (medication_class, medication)")
        connection.execute("CREATE INDEX class_medications_class ON class_medications (medication_class)")
        connection.execute("CREATE INDEX claims_subject ON claims (subject)")
        # Written as Datasette looks for it.
        connection.execute('CREATE VIRTUAL TABLE terms_fts USING fts5(term, content="terms", content_rowid="number")')
        connection.execute("INSERT INTO terms_fts (terms_fts) VALUES ('rebuild')")
        connection.execute("ANALYZE")
        connection.commit()
        connection.execute("VACUUM")
    shutil.copy(PEERS_SQLITE, WRITABLE_SQLITE)


def _flat(name: str, rows: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    def flat(value: Any) -> Any:
        return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value

    return [[flat(row.get(column)) for column in COLUMNS[name]] for row in rows]

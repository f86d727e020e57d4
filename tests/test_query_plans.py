"""No request reads a whole table that grows with the data: what SQLite plans for every statement that requests issue.

The requests come from the OpenAPI document: every GET, with each of its parameters by itself, a next page, and an
id that is not there. Plans depend on what SQLite knows about the size of tables, so they are asked of a copy of the
release of `seed/` whose statistics say that it has 1,000 times the rows.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from api.app import create_app
from api.pack.load import Built
from api.settings import Settings

# Values of parameters that have neither a word list nor an example.
VALUES: Final[Mapping[str, str]] = {
    "around": "causes/celiac-disease",
    "class": "proton-pump-inhibitors",
    "doi": "10.1056/NEJM199903183401101",
    "emergency": "true",
    "autocomplete": "true",
    "gene": "TRPM6",
    "mechanism": "reduced-intestinal-absorption",
    "medication": "omeprazole",
    "parent": "diuretics",
    "pmid": "10080869",
    "q": "deficiency",
    "reference": "srinutta-2019",
    "site": "kidney",
    "subject": "causes/celiac-disease",
}
SEARCHES: Final = (
    "omeprazole",
    "omperazole",
    "low magnesium",
    "a",
    "atc:A02BC",
    "zzzzzz",
    "loop diuretics hypokalemia",
)
# What asks for everything is given everything; the answer grows because the data does.
WHOLE: Final = ("/v1/dataset/export/json", "/v1/dataset/export/csv", "/v1/dataset/export/sqlite", "/v1/graph")
# Tables with one row, or one per release, per type of entity or per word of a list: they do not grow with the data.
BOUNDED: Final = frozenset(
    ("alembic_version", "answer_count", "answer_other", "document", "manifest", "release", "sqlite_schema")
)
_NO_INDEX = "no index yet: bounded by the time limit of a statement, and its total by the cap on totals"
# Scans that there are. Each says what bounds it; nothing may be added without a bound.
ALLOWED: Final[Mapping[str, str]] = {
    "FROM claim c WHERE c.audience = :audience": _NO_INDEX,
    "FROM claim c WHERE c.basis = :basis": _NO_INDEX,
    "FROM claim c WHERE c.direction = :direction": _NO_INDEX,
    "FROM claim c WHERE c.pathway = :pathway": _NO_INDEX,
    "FROM claim c WHERE c.strength = :strength": _NO_INDEX,
    "(SELECT claim FROM evidence WHERE level = :level)": _NO_INDEX,
    "FROM reference r WHERE lower(r.doi) = :doi": _NO_INDEX,
    "FROM reference r WHERE r.kind = :kind": _NO_INDEX,
    "FROM answer_reference WHERE instr(words, :word_0)": _NO_INDEX,
    "FROM edge WHERE  kind IN (:kind_0)": _NO_INDEX,
}
TIMES: Final = 1000
# Columns that hold words of a list: more data means more rows of each of them, and not more of them.
WORDS: Final = frozenset(
    (
        "audience",
        "basis",
        "category",
        "direction",
        "emergency",
        "inheritance",
        "kind",
        "level",
        "list",
        "nth",
        "pathway",
        "position",
        "relation",
        "severity",
        "source",
        "stance",
        "strength",
        "system",
        "tty",
        "type",
    )
)

_SCAN: Final = re.compile(r"^SCAN (?P<what>\S+)(?P<how>.*)$")
_COMMON_TABLE: Final = re.compile(r"(\w+)\s*(?:\([^()]*\))?\s+AS\s+(?:NOT\s+)?(?:MATERIALIZED\s+)?\(", re.IGNORECASE)


class Issued:
    """Statements as the driver gets them: by text, one set of values and the request that came with them."""

    def __init__(self) -> None:
        self.by_text: dict[str, tuple[Any, str]] = {}
        self.request = ""

    def note(self, _connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        """For the event `before_cursor_execute`."""
        self.by_text.setdefault(statement, (values, self.request))


@pytest.fixture(scope="module")
def issued(real_release: Built) -> Iterator[Issued]:
    """Everything that the requests issue; each is answered anew."""
    found = Issued()
    event.listen(Engine, "before_cursor_execute", found.note)
    try:
        app = create_app(Settings(database_url=f"sqlite:///{real_release.file}", cache_bytes=0))
        with TestClient(app) as client:
            ask_everything(client, app.openapi(), found)
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", found.note)


def ask_everything(client: TestClient, document: dict[str, Any], found: Issued) -> None:
    """Send every request; an id that is not there may be answered with a suggestion, which is also looked up."""
    for asked in addresses(document):
        found.request = asked
        response = client.get(asked)
        assert response.status_code in (200, 404, 422), (asked, response.text)
        if "next" in (links := _links(response.json())):
            found.request = links["next"]
            assert client.get(links["next"]).status_code == 200


def _links(body: Any) -> dict[str, str]:
    links = body.get("links", {}) if isinstance(body, dict) else {}
    return {name: link for name, link in links.items() if isinstance(link, str)}


def addresses(document: dict[str, Any]) -> Iterator[str]:
    """Every GET with every parameter by itself; what asks for everything is left out."""
    for template, operations in document["paths"].items():
        if "get" not in operations:
            continue
        parameters = operations["get"].get("parameters", [])
        path = template
        for parameter in [p for p in parameters if p["in"] == "path"]:
            path = path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
        required = {p["name"]: p["example"] for p in parameters if p["in"] == "query" and p["required"]}
        if path not in WHOLE:
            yield address(path, required)
            if path != template:
                yield address(f"{path}-not-there", required)
        for parameter in [p for p in parameters if p["in"] == "query"]:
            for value in values_of(parameter):
                yield address(path, {**required, parameter["name"]: value})
        if "/search" in path:
            yield from (address(path, {"q": text}) for text in SEARCHES)
        if "limit" in {p["name"] for p in parameters}:
            yield address(path, {**required, "limit": "1"})


def address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def values_of(parameter: Mapping[str, Any]) -> Sequence[str]:
    """What to ask for: every word of a short list, or one value that is there."""
    name, schema = parameter["name"], parameter["schema"]
    words = schema.get("enum", schema.get("items", {}).get("enum"))
    if name == "fields" or name == "cursor":
        return []
    if words:
        return [str(word) for word in (words if name == "sort" else words[:2])]
    if name == "id":
        return ["celiac-disease"]
    if name == "code":
        return ["atc:A02BC", "icd10cm:E83.42"]
    return [VALUES[name]] if name in VALUES else []


@pytest.fixture(scope="module")
def large(real_release: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The real release, which SQLite believes to be 1,000 times as large."""
    file = tmp_path_factory.mktemp("large") / "release.sqlite"
    shutil.copy(real_release.file, file)
    with closing(sqlite3.connect(file)) as connection, connection:
        for row, index, known in connection.execute("SELECT rowid, idx, stat FROM sqlite_stat1").fetchall():
            columns = [name for *_, name in connection.execute(f"PRAGMA index_info({index})")] if index else []
            connection.execute("UPDATE sqlite_stat1 SET stat = ? WHERE rowid = ?", [grown(known, columns), row])
    # Statistics are read when a file is opened.
    with closing(sqlite3.connect(file)) as connection:
        yield connection


def grown(statistics: str, columns: Sequence[str]) -> str:
    """`rows average average ...`: the averages are rows with the same first column, the same first two, and so on."""
    rows, *averages = (int(part) for part in statistics.split() if part.isdigit())
    more = (
        average * TIMES if WORDS.issuperset(columns[: place + 1]) else average for place, average in enumerate(averages)
    )
    return " ".join(map(str, (rows * TIMES, *more)))


def scans(connection: sqlite3.Connection, statement: str, values: Any) -> list[str]:
    """The lines of the plan that read the whole of a table which grows."""
    tables = set(_COMMON_TABLE.findall(statement))
    tables |= {alias for table in tables for alias in re.findall(rf"\b{table}\s+(?:AS\s+)?(\w+)", statement)}
    plan = [line for *_, line in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    # In the order of an index, a page without conditions ends after as many rows as it has.
    is_page = "LIMIT" in statement and "WHERE" not in statement and not any("TEMP B-TREE" in line for line in plan)
    found = []
    for scan in filter(None, map(_SCAN.match, plan)):
        what, how = scan["what"], scan["how"]
        # A full-text query reads the rows that match; the plan calls it a scan, with `M` for a match and `=` for a row.
        matched = re.search(r"VIRTUAL TABLE INDEX \d+:\S", how)
        made_here = what in tables or what.startswith(("(", "json_each")) or "CONSTANT ROW" in scan[0]
        if not (matched or made_here or what in BOUNDED or (is_page and "USING" in how)):
            found.append(scan[0])
    return found


def test_statements_were_seen(issued: Issued) -> None:
    assert len(issued.by_text) > 20
    assert any("search_words" in statement for statement in issued.by_text)


def test_no_request_reads_a_whole_table(issued: Issued, large: sqlite3.Connection) -> None:
    faults = []
    for statement, (values, request) in issued.by_text.items():
        if statement.lstrip().upper().startswith(("SELECT", "WITH")) and not any(part in statement for part in ALLOWED):
            lines = scans(large, statement, values)
            faults += [f"{request}: {', '.join(lines)}: {' '.join(statement.split())[:300]}"] if lines else []
    assert not faults, "\n".join(faults)


def test_what_is_allowed_is_still_asked(issued: Issued) -> None:
    assert [part for part in ALLOWED if not any(part in statement for statement in issued.by_text)] == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("SELECT name FROM entity WHERE summary = 'x'", True),
        ("SELECT count(*) FROM entity", True),
        ("SELECT e.name FROM entity e WHERE e.summary LIKE '%x%'", True),
        ("SELECT term FROM search_words", True),
        ("SELECT name FROM entity WHERE path = 'x'", False),
        ("SELECT term FROM search_words WHERE search_words MATCH 'x' ORDER BY rowid LIMIT 5", False),
        ("SELECT digest FROM release", False),
        ("SELECT id FROM claim ORDER BY id LIMIT 20", False),
        ("SELECT id FROM claim WHERE statement = 'x' ORDER BY id LIMIT 20", True),
        ("SELECT id FROM claim ORDER BY statement LIMIT 20", True),
        ("WITH below(path) AS (SELECT 'x' UNION SELECT c.path FROM cause c JOIN below b ON c.parent = b.path)"
         " SELECT path FROM below", False),
    ],
)  # fmt: skip
def test_a_scan_is_recognised(large: sqlite3.Connection, statement: str, found: bool) -> None:
    assert bool(scans(large, statement, ())) is found

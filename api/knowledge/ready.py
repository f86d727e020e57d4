"""Makes the ready answers of a release (`api.answer_index`), when it is built, from the public shapes.

Whatever a request shows of an entity, claim or reference was validated and serialised here. Entities are done some at a
time, so that a large release needs no more memory than a small one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic_core import to_json
from sqlalchemy import Connection

from api.answer_index import READY_ANSWERS, create_answer_tables
from api.db import rows
from api.knowledge import (
    causes,
    combinations,
    condition,
    diagnostic_algorithms,
    functions,
    laboratory_tests,
    mechanisms,
    medication_classes,
    medications,
    severity_scales,
    symptoms,
)
from api.knowledge.citations import citations_of
from api.knowledge.claims import claims_of
from api.knowledge.entities import Effect
from api.knowledge.gathering import among, codes_of, effects_of, names_of
from api.knowledge.kinds import Kind
from api.knowledge.references import references_by_id
from api.knowledge.release import make_dataset
from api.public import Public
from api.text import search_key

KINDS: Final = (
    causes.KIND,
    combinations.KIND,
    condition.KIND,
    diagnostic_algorithms.KIND,
    functions.KIND,
    laboratory_tests.KIND,
    mechanisms.KIND,
    medication_classes.KIND,
    medications.KIND,
    severity_scales.KIND,
    symptoms.KIND,
)
_AT_ONCE: Final = 500
_NO_CLAIMS: Final = '"claims":[]'

Values = dict[str, object]


def build_ready_answers(connection: Connection) -> None:
    """Create the tables of ready answers and fill them from all others."""
    create_answer_tables(connection)
    for kind in KINDS:
        of_type = "SELECT path FROM entity WHERE type = :type ORDER BY path"
        for paths in _some(connection, of_type, type=kind.entity_type):
            _insert(connection, "answer_entity", _entities(connection, kind, paths))
            _insert(connection, "answer_claim", _claims(connection, paths))
    for ids in _some(connection, "SELECT id FROM reference ORDER BY id"):
        _insert(connection, "answer_reference", _references(connection, ids))
    counted = ("entity GROUP BY type", "type"), ("claim", "'claims'"), ("reference", "'references'")
    for source, name in counted:
        connection.exec_driver_sql(f"INSERT INTO answer_count SELECT {name}, count(*) FROM {source}")
    others = {"dataset": text_of(make_dataset(connection)), "version": READY_ANSWERS}
    _insert(connection, "answer_other", [{"name": name, "json": json} for name, json in others.items()])


def text_of(found: Public) -> str:
    """The JSON of a public shape, as clients get it: what is absent is omitted."""
    return found.model_dump_json(exclude_none=True, by_alias=True)


def _some(connection: Connection, statement: str, **values: object) -> Iterator[list[str]]:
    """Keys that a statement finds, so many at a time."""
    keys = [key for (key,) in rows(connection, statement, values)]
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


def _insert(connection: Connection, table: str, values: Iterable[Values]) -> None:
    listed = list(values)
    if listed:
        marks = ", ".join(f":{name}" for name in listed[0])
        connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(listed[0])}) VALUES ({marks})", listed)


def _entities(connection: Connection, kind: Kind, paths: Sequence[str]) -> Iterator[Values]:
    own = f"LEFT JOIN {kind.table} o ON o.path = e.path" if kind.table else ""
    columns = "e.*, o.*" if kind.table else "e.*"
    statement = f"SELECT {columns} FROM entity e {own} WHERE e.path IN {{paths}} ORDER BY e.path"
    codes, names, effects = codes_of(connection, paths), names_of(connection, paths), effects_of(connection, paths)
    more = kind.more(connection, paths)
    for row in among(connection, statement, paths):
        path = row[0]
        fields: dict[str, Any] = dict(row._mapping)
        fields |= {"id": path, "codes": codes.get(path, []), "names": names.get(path, []), "claims": []}
        fields |= {"effects": effects.get(path, []), **_action(effects.get(path, []))}
        fields |= {name: by_path[path] for name, by_path in more.items()}
        before, _, after = text_of(_shaped(kind.whole, fields)).partition(_NO_CLAIMS)
        yield {
            "path": path,
            "summary": text_of(_shaped(kind.summary, fields)),
            "before": before + _NO_CLAIMS[:-1],
            "after": _NO_CLAIMS[-1] + after,
        }


def _shaped(model: type[Public], fields: Mapping[str, Any]) -> Public:
    return model(**{name: fields[name] for name in model.model_fields if name in fields})


def _action(effects: Sequence[Effect]) -> dict[str, list[str]]:
    """The distinct pathways and mechanisms, sorted, as the fields of an `ActingSummary`."""
    return {
        "pathways": sorted({effect.pathway for effect in effects}),
        "mechanisms": sorted({effect.mechanism for effect in effects if effect.mechanism}),
    }


def _claims(connection: Connection, subjects: Sequence[str]) -> Iterator[Values]:
    for position, claim in claims_of(connection, subjects):
        yield {"id": claim.id, "subject": claim.subject, "position": position, "json": text_of(claim)}


def _references(connection: Connection, ids: Sequence[str]) -> Iterator[Values]:
    citations = citations_of(connection, ids)
    for key, reference in sorted(references_by_id(connection, ids).items()):
        yield {
            "id": key,
            "json": text_of(reference),
            "citations": to_json([citation.model_dump(exclude_none=True) for citation in citations[key]]).decode(),
            "words": search_key(f"{reference.title} {reference.authors or ''}"),
        }

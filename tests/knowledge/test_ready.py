"""Ready answers: JSON of the public shapes, made by the build."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, get_args

import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import Connection

from api.answer_index import READY_ANSWERS, TABLES, is_answer_table
from api.db import rows
from api.knowledge.citations import Citation, CitedReference
from api.knowledge.claims import Claim
from api.knowledge.ready import KINDS
from api.knowledge.references import Reference
from api.knowledge.release import Dataset
from api.public import Public
from api.vocabulary import EntityType

SHAPES = {"1": "c319c92f6465"}
"""What the public shapes looked like under each version of the ready answers."""


@pytest.fixture
def release(app: FastAPI) -> Iterator[Connection]:
    with app.state.engine.connect() as connection:
        yield connection


def models() -> list[type[Public]]:
    """Every shape that is kept as JSON."""
    return [*(shape for kind in KINDS for shape in (kind.summary, kind.whole)), Claim, CitedReference, Dataset]


def described(model: type[BaseModel], seen: set[type[BaseModel]]) -> list[str]:
    """Names and types of the fields of a model, and of the models in them."""
    if model in seen:
        return []
    seen.add(model)
    lines = [f"{model.__name__}.{name}: {field.annotation}" for name, field in model.model_fields.items()]
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            lines += described(inner, seen)
    return lines


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def test_other_shapes_have_another_version() -> None:
    seen: set[type[BaseModel]] = set()
    lines = [line for model in models() for line in described(model, seen)]
    found = sha256("\n".join(lines).encode()).hexdigest()[:12]
    assert SHAPES.get(READY_ANSWERS) == found, (
        "The public shapes changed, so answers that were made before are out of date: give READY_ANSWERS in"
        f" api/answer_index.py a new version, and say here that it stands for {found}."
    )


def test_every_type_has_its_answers() -> None:
    assert {kind.entity_type for kind in KINDS} == set(get_args(EntityType))


def test_everything_has_an_answer(release: Connection) -> None:
    pairs = (("entity", "path"), ("claim", "id"), ("reference", "id"))
    for table, key in pairs:
        keys = rows(release, f"SELECT {key} FROM {table} ORDER BY {key}")
        assert keys == rows(release, f"SELECT {key} FROM answer_{table} ORDER BY {key}")
        assert keys


def test_answers_fit_their_shapes(release: Connection) -> None:
    by_type = {kind.entity_type: kind for kind in KINDS}
    for path, summary, before, after in rows(release, "SELECT path, summary, before, after FROM answer_entity"):
        kind = by_type[path.split("/")[0]]
        assert before.endswith('"claims":[')
        kind.whole.model_validate_json(before + after)
        kind.summary.model_validate_json(summary)
    for claim, subject, text in rows(release, "SELECT id, subject, json FROM answer_claim"):
        found = Claim.model_validate_json(text)
        assert (found.id, found.subject) == (claim, subject)
    for key, reference, citations in rows(release, "SELECT id, json, citations FROM answer_reference"):
        assert Reference.model_validate_json(reference).id == key
        for citation in json.loads(citations):
            Citation.model_validate(citation)


def test_lists_are_counted(release: Connection) -> None:
    counted = {row.list: row.total for row in rows(release, "SELECT list, total FROM answer_count")}
    for kind in get_args(EntityType):
        (there,) = rows(release, "SELECT count(*) FROM entity WHERE type = :type", {"type": kind})[0]
        assert counted.get(kind, 0) == there
    assert counted["claims"] == rows(release, "SELECT count(*) FROM claim")[0][0]
    assert counted["references"] == rows(release, "SELECT count(*) FROM reference")[0][0]


def test_the_tables_are_known_to_migrations(release: Connection) -> None:
    there = {name for (name,) in rows(release, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {name for name in there if is_answer_table(name)} == set(TABLES)

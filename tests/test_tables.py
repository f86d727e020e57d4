"""What the database itself refuses, whoever writes to it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import CheckConstraint, Connection, create_engine, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from api import tables as t
from api import vocabulary as words
from api.tables import metadata, table_of


@pytest.fixture
def connection(release_file: Path, tmp_path: Path) -> Iterator[Connection]:
    """A copy of the release of the fixture pack, with foreign keys checked."""
    engine = create_engine(f"sqlite:///{shutil.copy(release_file, tmp_path)}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        yield connection
    engine.dispose()


ENUMERATIONS: list[tuple[type[SQLModel], str, Any]] = [
    (t.ReferenceRow, "kind", words.ReferenceKind),
    (t.CauseRow, "category", words.CauseCategory),
    (t.CauseRow, "inheritance", words.Inheritance),
    (t.MechanismRow, "pathway", words.Pathway),
    (t.SymptomRow, "severity", words.SymptomSeverity),
    (t.SymptomRow, "system", words.SymptomSystem),
    (t.SymptomRow, "kind", words.SymptomKind),
    (t.MedicationClassRow, "direction", words.KnownDirection),
    (t.MedicationRow, "direction", words.KnownDirection),
    (t.NameRow, "kind", words.NameKind),
    (t.CodeRow, "relation", words.CodeRelation),
    (t.ClaimRow, "kind", words.ClaimKind),
    (t.ClaimRow, "pathway", words.Pathway),
    (t.ClaimRow, "direction", words.Direction),
    (t.ClaimRow, "audience", words.Audience),
    (t.ClaimRow, "basis", words.Basis),
    (t.ClaimRow, "strength", words.Strength),
    (t.EvidenceRow, "level", words.EvidenceLevel),
    (t.EvidenceRow, "stance", words.Stance),
    (t.EffectRow, "pathway", words.Pathway),
    (t.EffectRow, "direction", words.Direction),
    (t.EffectRow, "strength", words.Strength),
    (t.EdgeRow, "kind", words.EdgeKind),
]


@pytest.mark.parametrize(
    ("model", "column", "literal"), ENUMERATIONS, ids=[f"{row[0].__tablename__}.{row[1]}" for row in ENUMERATIONS]
)
def test_a_word_that_is_not_in_its_list_is_refused(
    model: type[SQLModel], column: str, literal: Any, connection: Connection
) -> None:
    table = table_of(model)
    for word in get_args(literal):
        connection.execute(table.update().values({column: word}))
    for wrong in ("", "nonsense", get_args(literal)[0].upper()):
        with pytest.raises(IntegrityError, match=f"CHECK constraint failed: ck_{table.name}_{column}"):
            connection.execute(table.update().values({column: wrong}))


def test_every_list_of_words_is_tried() -> None:
    tried = {f"ck_{table_of(model).name}_{column}" for model, column, _ in ENUMERATIONS}
    checks = [
        part for table in metadata.sorted_tables for part in table.constraints if isinstance(part, CheckConstraint)
    ]
    assert {str(check.name) for check in checks if " IN (" in str(check.sqltext)} == tried | {"ck_entity_type"}


REFUSED: dict[str, tuple[str, str]] = {
    "release of another number": ("UPDATE release SET id = 2", "CHECK constraint failed: ck_release_single_row"),
    "path that is not type and slug": ("UPDATE entity SET path = 'causes/x' WHERE slug = 'fits'", "ck_entity_path"),
    "entity of no type": ("UPDATE entity SET type = 'x', path = 'x/' || slug WHERE slug = 'fits'", "ck_entity_type"),
    "claim without evidence": ("UPDATE claim SET supporting = 0", "ck_claim_has_evidence"),
    "claim under another id": ("UPDATE claim SET key = 'other'", "ck_claim_id"),
    "claims in one place": ("UPDATE claim SET position = 0", "UNIQUE constraint failed: claim.subject, claim.position"),
    "claim of nobody": (
        "UPDATE claim SET subject = 'causes/x', id = 'causes/x/claims/' || key WHERE key = 'additive'",
        "FOREIGN KEY",
    ),
    "evidence of no source": ("UPDATE evidence SET reference = 'nobody'", "FOREIGN KEY"),
    "mechanism that is none": ("UPDATE claim SET mechanism = 'causes/bowel-disease'", "FOREIGN KEY"),
    "parent that is none": ("UPDATE cause SET parent = 'symptoms/fits'", "FOREIGN KEY"),
    "successor that is none": ("UPDATE retired SET successor = 'causes/x'", "FOREIGN KEY"),
    "work under two references": ("UPDATE reference SET pmid = '1'", "UNIQUE constraint failed: reference.pmid"),
    "name of nobody": ("UPDATE name SET entity = 'causes/x' WHERE text = 'Fits'", "FOREIGN KEY"),
    "entity without name": ("UPDATE entity SET name = NULL", "NOT NULL constraint failed: entity.name"),
}


@pytest.mark.parametrize(("statement", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_must_never_be_is_refused(statement: str, message: str, connection: Connection) -> None:
    with pytest.raises(IntegrityError, match=message):
        connection.execute(text(statement))


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_no_row_stands_there_twice(table: Any, connection: Connection) -> None:
    row = connection.execute(select(table)).mappings().first()
    assert row is not None, "the fixture pack has a row of every table"
    with pytest.raises(IntegrityError, match="UNIQUE constraint failed"):
        connection.execute(insert(table).values(dict(row)))


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_constraint_and_index_has_a_name_by_the_convention(table: Any) -> None:
    names = [str(part.name) for part in (*table.constraints, *table.indexes)]
    assert len(set(names)) == len(names)
    assert [name for name in names if name.split("_", 1)[0] not in ("pk", "fk", "uq", "ck", "ix")] == []
    assert [name for name in names if f"_{table.name}" not in name] == []


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_foreign_key_leads_to_a_key(table: Any) -> None:
    for key in table.foreign_keys:
        assert key.column.primary_key, key


def test_every_row_model_is_a_table_and_every_table_is_told() -> None:
    models = [getattr(t, name) for name in t.__all__ if name.endswith("Row")]
    assert {table_of(model).name for model in models} == set(metadata.tables)
    assert all(model.__doc__ for model in models)

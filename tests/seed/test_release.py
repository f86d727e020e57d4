"""A walk over every row of the built release of `seed/`: nothing unproven, nothing dangling, nothing left over."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.clinical.strength import Source, claim_strength
from api.curies import make_curie
from api.pack.load import Built
from api.tables import metadata


@pytest.fixture(scope="module")
def release(real_release: Built) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{real_release.file}?mode=ro&immutable=1", uri=True)) as connection:
        yield connection


def rows(release: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    return release.execute(sql).fetchall()


def test_it_is_whole(release: sqlite3.Connection, real_release: Built) -> None:
    assert rows(release, "PRAGMA integrity_check") == [("ok",)]
    assert rows(release, "SELECT digest FROM release") == [(real_release.digest,)]


def test_every_claim_has_a_supporting_source_that_is_there(release: sqlite3.Connection) -> None:
    unproven = """
        SELECT id FROM claim WHERE id NOT IN (
            SELECT e.claim FROM evidence e JOIN reference r ON r.id = e.reference WHERE e.stance = 'supports')
    """
    assert rows(release, unproven) == []
    assert rows(release, "SELECT count(*) FROM claim") > [(500,)]


def test_every_reference_is_cited(release: sqlite3.Connection) -> None:
    assert rows(release, "SELECT id FROM reference WHERE id NOT IN (SELECT reference FROM evidence)") == []


def test_every_strength_is_what_the_rule_says(release: sqlite3.Connection) -> None:
    evidence: dict[str, list[Source]] = defaultdict(list)
    for claim, level, stance in rows(release, "SELECT claim, level, stance FROM evidence"):
        evidence[claim].append(Source(level, stance))
    wrong = []
    for claim, basis, direction, strength, supporting, disputing in rows(
        release, "SELECT id, basis, direction, strength, supporting, disputing FROM claim"
    ):
        counted = [sum(row.stance == stance for row in evidence[claim]) for stance in ("supports", "disputes")]
        if (claim_strength(evidence[claim], basis, direction), *counted) != (strength, supporting, disputing):
            wrong.append(claim)
    assert wrong == []


def test_an_exact_code_means_one_entity(release: sqlite3.Connection) -> None:
    ambiguous = """
        SELECT system, code, group_concat(entity) FROM code WHERE relation = 'exact'
        GROUP BY system, code HAVING count(*) > 1
    """
    assert rows(release, ambiguous) == []


def test_every_code_is_canonical_and_has_a_name(release: sqlite3.Connection) -> None:
    codes = rows(release, "SELECT system, code FROM code UNION SELECT system, code FROM claim_code")
    assert [code for code in codes if tuple(make_curie(*code)) != code] == []
    assert set(codes) - set(rows(release, "SELECT system, code FROM code_name")) == set()


def test_no_row_hangs_in_the_air(release: sqlite3.Connection) -> None:
    assert rows(release, "PRAGMA foreign_key_check") == []


TYPES = {
    "causes": "cause",
    "mechanisms": "mechanism",
    "symptoms": "symptom",
    "medication-classes": "medication_class",
    "medications": "medication",
    "laboratory-tests": "laboratory_test",
    "diagnostic-algorithms": "diagnostic_algorithm",
}


@pytest.mark.parametrize(("kind", "table"), TYPES.items())
def test_an_entity_and_its_own_row_come_together(kind: str, table: str, release: sqlite3.Connection) -> None:
    entities = rows(release, f"SELECT path FROM entity WHERE type = '{kind}' ORDER BY path")
    assert entities
    assert rows(release, f"SELECT path FROM {table} ORDER BY path") == entities


@pytest.mark.parametrize("table", [table.name for table in metadata.sorted_tables if table.name != "retired"])
def test_no_table_is_empty(table: str, release: sqlite3.Connection) -> None:
    assert rows(release, f"SELECT count(*) FROM {table}") > [(0,)]


def test_every_entity_has_its_name_and_something_to_say(release: sqlite3.Connection) -> None:
    nameless = "SELECT path FROM entity WHERE path NOT IN (SELECT entity FROM name WHERE kind = 'preferred')"
    silent = """
        SELECT path FROM entity WHERE path NOT IN (SELECT subject FROM claim)
          AND path NOT IN (SELECT medication FROM membership)
    """
    assert rows(release, nameless) == []
    assert rows(release, silent) == []
    assert rows(release, "SELECT text FROM name WHERE folded = ''") == []


def test_a_direction_is_backed_by_an_association(release: sqlite3.Connection) -> None:
    for table, own in (("medication_class", "path"), ("medication", "direction_from")):
        unbacked = f"""
            SELECT path, direction FROM {table} m WHERE direction <> 'unknown' AND NOT EXISTS (
                SELECT 1 FROM claim c WHERE c.subject = m.{own} AND c.kind = 'association'
                   AND c.direction = m.direction)
        """
        assert rows(release, unbacked) == []


def test_claims_count_where_pathways_are_asked_for(release: sqlite3.Connection) -> None:
    forgotten = """
        SELECT id FROM claim c WHERE kind IN ('association', 'mechanism') AND pathway IS NOT NULL
           AND subject NOT LIKE 'mechanisms/%' AND id NOT IN (SELECT claim FROM effect WHERE entity = c.subject)
    """
    assert rows(release, forgotten) == []


def test_nothing_unfinished_is_served(release: sqlite3.Connection) -> None:
    for column in ("entity.summary", "claim.statement", "evidence.note"):
        table, name = column.split(".")
        assert rows(release, f"SELECT {name} FROM {table} WHERE {name} LIKE '%TODO%' OR trim({name}) = ''") == []


def test_the_evidence_of_every_claim_served_is_one_step_away(real: TestClient, release: sqlite3.Connection) -> None:
    references = {reference for (reference,) in rows(release, "SELECT id FROM reference")}
    seen = 0
    address = "/v1/claims?limit=200"
    while address:
        page = real.get(address).raise_for_status().json()
        for claim in page["items"]:
            sources = {row["reference"]["id"] for row in claim["evidence"] if row["stance"] == "supports"}
            assert sources, claim["id"]
            assert sources <= references, claim["id"]
        seen += len(page["items"])
        address = page["links"].get("next")
    assert [(seen,)] == rows(release, "SELECT count(*) FROM claim")

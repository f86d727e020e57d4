"""What the rows of a release hold that no file says in so many words: everything that is derived."""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from api.clinical.strength import STRENGTH_RULE
from api.pack.digest import digest_of
from api.pack.load import build_release, keep_manifest
from api.pack.migrate import schema_version
from tests.pack.damage import Damage, both, swap

Query = Callable[[str], list[tuple[Any, ...]]]

BOWEL = "causes/bowel-disease"
ACID = "medication-classes/acid-blockers"
SPARING = "medication-classes/sparing-tablets"
WATER = "medication-classes/water-tablets"


@pytest.fixture
def rows(release_file: Path) -> Iterator[Query]:
    """Asks the release of the fixture pack."""
    with closing(sqlite3.connect(release_file)) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def test_the_release_is_one_row_and_its_digest_is_that_of_its_document(rows: Query) -> None:
    assert rows("SELECT id, version, date, schema_version, strength_rule FROM release") == [
        (1, "1.2.3", "2026-01-02", schema_version(), STRENGTH_RULE)
    ]
    ((document,),) = rows("SELECT content FROM document WHERE id = 'pack'")
    assert rows("SELECT digest FROM release") == [(digest_of(zlib.decompress(document)),)]
    assert rows("SELECT * FROM retired") == [("causes/old-bowel", BOWEL)]


@pytest.mark.parametrize(
    ("claim", "strength", "supporting", "disputing"),
    [
        (f"{BOWEL}/claims/low-magnesium", "probable", 2, 0),
        (f"{BOWEL}/claims/less-uptake", "possible", 1, 0),
        ("causes/small-bowel-disease/claims/low-magnesium", "probable", 1, 1),
        (f"{ACID}/claims/label-warning", "established", 1, 1),
        (f"{ACID}/claims/inferred-dose", "possible", 1, 0),
        ("medication-classes/histamine-blockers/claims/no-link", "none-found", 1, 0),
    ],
)
def test_a_claim_counts_its_evidence(claim: str, strength: str, supporting: int, disputing: int, rows: Query) -> None:
    found = rows(f"SELECT strength, supporting, disputing FROM claim WHERE id = '{claim}'")
    assert found == [(strength, supporting, disputing)]


def test_a_claim_takes_the_pathway_of_its_mechanism(rows: Query) -> None:
    found = rows("SELECT id, mechanism, pathway FROM claim WHERE pathway IS NOT NULL ORDER BY id")
    assert found == [
        (f"{BOWEL}/claims/less-uptake", "mechanisms/less-uptake", "absorption"),
        ("causes/salt-wasting/claims/kidney-loss", "mechanisms/kidney-loss", "excretion"),
        (f"{ACID}/claims/less-uptake", "mechanisms/less-uptake", "absorption"),
        (f"{SPARING}/claims/spares", None, "excretion"),
        (f"{WATER}/claims/kidney-loss", None, "excretion"),
    ]


def test_claims_and_evidence_keep_their_order(rows: Query) -> None:
    assert rows(f"SELECT key FROM claim WHERE subject = '{BOWEL}' ORDER BY position") == [
        ("low-magnesium",),
        ("less-uptake",),
        ("wasting-clue",),
    ]
    claim = f"{ACID}/claims/label-warning"
    assert rows(f"SELECT reference, level, stance, note FROM evidence WHERE claim = '{claim}' ORDER BY position") == [
        ("label-a", "regulator-label", "supports", "Warns."),
        ("cohort-a", "observational", "disputes", "Saw none in 10 people."),
    ]


def test_what_else_a_claim_says(rows: Query) -> None:
    clue = f"{BOWEL}/claims/wasting-clue"
    assert rows("SELECT * FROM claim_code") == [(clue, "hp", "0012378")]
    assert rows("SELECT * FROM claim_related") == [(clue, "symptoms/tiredness")]
    ((ranges,),) = rows("SELECT ranges FROM claim WHERE id = 'severity-scales/test-grades/claims/grade-1'")
    assert json.loads(ranges) == [
        {"unit": "mg/dL", "at_least": 1.2, "below_lower_limit_of_normal": True},
        {"unit": "mmol/L", "at_least": 0.5, "below_lower_limit_of_normal": True},
    ]
    low = "laboratory-tests/serum-magnesium/claims/low"
    assert rows(f"SELECT condition FROM claim WHERE id = '{low}'") == [("below the laboratory's lower limit",)]


@pytest.mark.parametrize(
    ("entity", "strength"),
    [
        (BOWEL, "probable"),
        (ACID, "established"),
        ("medication-classes/histamine-blockers", "none-found"),
        (SPARING, "probable"),
        ("medications/amiloride", "probable"),
        ("medications/omeprazole", "established"),
        ("medications/pantoprazole", "established"),
        ("symptoms/fits", "possible"),
        ("condition/low-magnesium", None),
        ("functions/heart-rhythm", None),
    ],
)
def test_an_entity_has_the_strength_of_its_best_association(entity: str, strength: str | None, rows: Query) -> None:
    assert rows(f"SELECT strength FROM entity WHERE path = '{entity}'") == [(strength,)]


def test_a_medication_takes_its_direction_from_its_class_unless_it_has_one(rows: Query) -> None:
    assert rows("SELECT path, direction, direction_from FROM medication ORDER BY path") == [
        ("medications/amiloride", "raises", SPARING),
        ("medications/omeprazole", "lowers", "medications/omeprazole"),
        ("medications/pantoprazole", "lowers", ACID),
    ]
    assert rows("SELECT * FROM membership WHERE medication = 'medications/omeprazole'") == [
        ("medications/omeprazole", ACID)
    ]


def test_effects_reach_from_classes_to_members_and_from_classes_below(rows: Query) -> None:
    found = rows(
        "SELECT entity, via, claim, pathway, direction FROM effect WHERE entity LIKE 'medication%' ORDER BY 1, 2"
    )
    less, spares = f"{ACID}/claims/less-uptake", f"{SPARING}/claims/spares"
    assert found == [
        (ACID, ACID, less, "absorption", "lowers"),
        (SPARING, SPARING, spares, "excretion", "raises"),
        (WATER, SPARING, spares, "excretion", "raises"),
        (WATER, WATER, f"{WATER}/claims/kidney-loss", "excretion", "lowers"),
        ("medications/amiloride", SPARING, spares, "excretion", "raises"),
        ("medications/omeprazole", ACID, less, "absorption", "lowers"),
        ("medications/pantoprazole", ACID, less, "absorption", "lowers"),
    ]


def test_names_come_in_a_fixed_order_with_their_search_form(rows: Query) -> None:
    assert rows(f"SELECT text, kind, folded FROM name WHERE entity = '{BOWEL}' ORDER BY position") == [
        ("Bowel disease", "preferred", "bowel disease"),
        ("BD", "abbreviation", "bd"),
        ("Enteropathy", "synonym", "enteropathy"),
        ("Crohn's trouble", "synonym", "crohns trouble"),
    ]
    assert rows("SELECT folded FROM name WHERE text = 'Hypomagnesaemia'") == [("hypomagnesemia",)]


def test_codes_are_split(rows: Query) -> None:
    assert rows(f"SELECT system, code, relation, position FROM code WHERE entity = '{BOWEL}' ORDER BY position") == [
        ("mondo", "0005130", "exact", 0),
        ("icd10cm", "K90", "broader", 1),
    ]
    assert rows("SELECT name FROM code_name WHERE system = 'atc' AND code = 'A02BC'") == [("Name of atc:A02BC",)]


def test_products_lead_to_the_medications_that_there_are(rows: Query) -> None:
    assert rows("SELECT product, name, medication FROM product_ingredient ORDER BY product, position") == [
        ("198051", "omeprazole", "medications/omeprazole"),
        ("313100", "omeprazole", "medications/omeprazole"),
        ("313100", "magnesium hydroxide", None),
        ("999001", "other", None),
    ]
    assert rows("SELECT route, contains_magnesium, status FROM product WHERE rxcui = '313100'") == [
        ("oral", 1, "current")
    ]


def test_what_only_one_type_has(rows: Query) -> None:
    assert rows("SELECT * FROM gene") == [("causes/salt-wasting", "SLC12A3")]
    assert rows("SELECT path, parent FROM cause WHERE parent IS NOT NULL") == [("causes/small-bowel-disease", BOWEL)]
    assert rows("SELECT severity, system, kind, emergency FROM symptom WHERE path = 'symptoms/fits'") == [
        ("severe", "central-nervous", "symptom", 1)
    ]
    assert rows("SELECT specimen, units FROM laboratory_test") == [("serum or plasma", "mg/dL mmol/L")]
    assert rows("SELECT pathway, site, target FROM mechanism WHERE target IS NOT NULL") == [
        ("absorption", "small intestine", "TRPM6")
    ]
    assert rows("SELECT member FROM combination_member ORDER BY member") == [(ACID,), (WATER,)]
    ((start, steps),) = rows("SELECT start, steps FROM diagnostic_algorithm")
    assert (start, json.loads(steps)["measure"]["answers"]) == ("look", {"yes": "kidney", "no": "stop"})


def built(pack: Path, damage: Damage, sql: str) -> list[tuple[Any, ...]]:
    damage(pack)
    file = build_release(pack, pack.parent / "hypomag.sqlite", lambda _step, _share: None).file
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(sql).fetchall()


def test_classes_two_below_count_and_nothing_is_counted_twice(copy_pack: Path) -> None:
    file = "medication-classes/histamine-blockers.yaml"
    deeper = swap(file, "direction: none-found\ncodes", "parent: sparing-tablets\ndirection: none-found\ncodes")
    pathway = swap(file, "    direction: none-found", "    pathway: intake\n    direction: none-found")
    found = built(copy_pack, both(deeper, pathway), f"SELECT via FROM effect WHERE entity = '{WATER}' ORDER BY via")
    assert found == [("medication-classes/histamine-blockers",), (SPARING,), (WATER,)]


def test_of_an_unknown_class_no_strength_is_claimed(copy_pack: Path) -> None:
    file = "medication-classes/sparing-tablets.yaml"
    damage = both(
        swap(file, "direction: raises\ncodes", "direction: unknown\ncodes"), swap(file, "association", "onset")
    )
    found = built(
        copy_pack, damage, "SELECT path, strength FROM entity WHERE path LIKE '%amiloride' OR path LIKE '%sparing%'"
    )
    assert found == [(SPARING, None), ("medications/amiloride", None)]


def test_manifests_of_earlier_releases_stand_beside_its_own(copy_pack: Path) -> None:
    keep_manifest(copy_pack)
    found = built(
        copy_pack, swap("dataset.yaml", "1.2.3", "1.3.0"), "SELECT version, content FROM manifest ORDER BY version"
    )
    assert [(version, json.loads(zlib.decompress(content))["version"]) for version, content in found] == [
        ("1.2.3", "1.2.3"),
        ("1.3.0", "1.3.0"),
    ]

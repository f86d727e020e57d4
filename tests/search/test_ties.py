"""Who comes first among entities that share a name or a code, and that none of them is lost."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from typing import get_args

import pytest
from sqlmodel import Session

from api.knowledge.search import SearchQuery, search
from api.pack.load import Built
from api.search_index import KINDS, RELATIONS, TYPES
from api.vocabulary import CodeRelation, EntityType, NameKind
from tests.search.asking import found, hits

SHARED = [
    # The type, where kind and length are the same.
    ("MMF", ["medications/mycophenolic-acid", "medication-classes/mycophenolate"]),
    ("ATO", ["medications/arsenic-trioxide", "medication-classes/arsenic-compounds"]),
    (
        "regional citrate anticoagulation",
        ["medication-classes/citrate-anticoagulation", "causes/continuous-renal-replacement-therapy"],
    ),
    # The kind: a preferred name before a synonym, an abbreviation before a brand.
    ("vomiting", ["symptoms/vomiting", "causes/vomiting-gastric-suction"]),
    ("aldesleukin", ["medications/aldesleukin", "medication-classes/interleukin-2"]),
    ("mycophenolate", ["medication-classes/mycophenolate", "medications/mycophenolic-acid"]),
    ("SPS", ["severity-scales/nhs-sps-hypomagnesaemia", "medications/sodium-polystyrene-sulfonate"]),
    # A brand with several ingredients: the id.
    ("Dyazide", ["medications/hydrochlorothiazide", "medications/triamterene"]),
    ("Maxitrol", ["medications/dexamethasone", "medications/neomycin", "medications/polymyxin-b"]),
    # A code: its relation to the entity, then its system.
    ("icd10cm:E26.81", ["causes/bartter-syndrome", "causes/bartter-syndrome-type-3", "causes/bartter-syndrome-type-4"]),
    ("A02BC", ["medication-classes/proton-pump-inhibitors", "medication-classes/potassium-competitive-acid-blockers"]),
    ("HP:0002013", ["symptoms/vomiting", "causes/vomiting-gastric-suction"]),
    ("3640", ["medications/doxycycline", "medications/chlorothiazide"]),
]


@pytest.mark.parametrize(("text", "expected"), SHARED)
def test_entities_that_share_a_name_are_all_found_in_a_fixed_order(
    session: Session, text: str, expected: list[str]
) -> None:
    exact = [hit.entity.id for hit in hits(session, text) if hit.match == "exact"]
    assert exact == expected
    assert found(session, text)[: len(expected)] == expected


def test_no_entity_is_lost_behind_another_with_the_same_name(session: Session, real_release: Built) -> None:
    sharing: dict[str, set[str]] = defaultdict(set)
    with closing(sqlite3.connect(real_release.file)) as connection:
        for folded, entity in connection.execute("SELECT folded, entity FROM search_words WHERE kind <> 'code'"):
            sharing[folded].add(entity)
    shared = {name: entities for name, entities in sharing.items() if len(entities) > 1}
    assert len(shared) > 20
    assert {name: entities for name, entities in shared.items() if not entities <= set(found(session, name))} == {}


def test_a_longer_name_comes_after_the_name_itself(session: Session) -> None:
    assert found(session, "insulin")[:2] == ["medication-classes/insulin", "medications/insulin"]
    assert found(session, "diuretics", limit=1) == ["medication-classes/diuretics"]
    assert [hit.match for hit in hits(session, "loop diuretics", limit=3)] == ["exact", "prefix", "prefix"]


def test_ways_to_match_come_one_after_the_other(session: Session) -> None:
    order = ["exact", "prefix", "words"]
    for text in ("magnesium", "diabetes", "diuretics", "hypomagnesemia", "acid", "insulin"):
        ways = [hit.match for hit in hits(session, text, limit=50)]
        assert ways == sorted(ways, key=order.index)


def test_a_mended_query_ranks_as_the_right_one_does(session: Session) -> None:
    for wrong, right in (("magnesum", "magnesium"), ("diuretcs", "diuretics"), ("insulim", "insulin")):
        assert found(session, wrong, limit=50) == found(session, right, limit=50)
        assert {hit.match for hit in hits(session, wrong)} == {"similar"}


@pytest.mark.parametrize("text", ["diuretics", "hypomagnesemia", "insulin", "sps", "magnesum", "atc:A02BC"])
def test_a_filter_by_type_leaves_the_others_out_and_the_order_as_it_is(session: Session, text: str) -> None:
    everything = search(session.connection(), SearchQuery(q=text, limit=50))
    assert everything.total == len(everything.items)
    for type_ in get_args(EntityType):
        only = search(session.connection(), SearchQuery(q=text, type=type_, limit=50))
        assert only.items == [hit for hit in everything.items if hit.entity.type == type_]


def test_an_entity_is_shown_once_with_its_best_name(session: Session) -> None:
    (hit,) = [hit for hit in hits(session, "cyclosporin", limit=50) if hit.entity.id == "medications/ciclosporin"]
    assert (hit.matched, hit.matched_kind, hit.match, hit.score) == ("cyclosporin", "synonym", "exact", 1.0)


def test_every_type_kind_and_relation_has_its_place() -> None:
    assert sorted(TYPES) == sorted(get_args(EntityType))
    assert sorted(KINDS) == sorted([*get_args(NameKind), "code"])
    assert sorted(RELATIONS) == sorted(get_args(CodeRelation))

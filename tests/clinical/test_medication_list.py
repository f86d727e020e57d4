"""What a list of medications adds up to."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.medication_list import (
    Acting,
    Duplicate,
    Effect,
    MechanismSum,
    PathwaySum,
    Present,
    combinations_present,
    duplicates,
    in_order,
    lowering,
    pathway_sums,
)
from api.clinical.strength import ORDER


def acting(path: str, *effects: Effect, direction: str = "lowers", strength: str | None = "probable") -> Acting:
    return Acting(path, direction, strength, effects)


def effect(pathway: str, mechanism: str | None = None, direction: str | None = None, claim: str = "c") -> Effect:
    return Effect(pathway, mechanism, direction, claim)


def order(*listed: Acting) -> list[str]:
    found = [one.path for one in in_order(listed)]
    assert [one.path for one in in_order(reversed(listed))] == found
    return found


def test_strength_comes_first() -> None:
    listed = [acting(f"{at}", strength=strength) for at, strength in enumerate(reversed([*ORDER, None, "new"]))]
    assert [one.strength for one in in_order(listed)][:5] == list(ORDER)
    # What has no strength, or one that is not known here, is last and by id.
    assert [one.strength for one in in_order(listed)][5:] == ["new", None]


def test_then_the_number_of_mechanisms_then_the_id() -> None:
    one = acting("a", effect("x", "m"), effect("y", "m"), effect("y"))
    two = acting("b", effect("x", "m"), effect("x", "n"))
    assert order(one, two, acting("0"), acting("z", effect("x", "m"))) == ["b", "a", "z", "0"]


@pytest.mark.parametrize(
    ("direction", "of_claim", "counts"),
    [
        ("lowers", None, True),
        ("lowers", "lowers", True),
        ("lowers", "raises", False),
        ("lowers", "none-found", False),
        ("raises", None, False),
        ("raises", "lowers", False),
        ("none-found", None, False),
        ("unknown", "lowers", False),
    ],
)
def test_only_what_lowers_counts_in_a_pathway(direction: str, of_claim: str | None, counts: bool) -> None:
    one = acting("a", effect("absorption", "m", of_claim), direction=direction)
    assert bool(lowering(one)) is bool(pathway_sums([one])) is counts


def test_pathways() -> None:
    one = acting("a", effect("absorption", "m", claim="1"), effect("excretion", claim="2"))
    two = acting("b", effect("excretion", "n", claim="3"), effect("excretion", "m", claim="4"))
    three = acting("c", effect("excretion", "n", claim="3"), effect("redistribution", "n", claim="5"))
    assert pathway_sums([three, one, two]) == [
        PathwaySum(
            "excretion",
            ("a", "b", "c"),
            (MechanismSum("m", ("b",)), MechanismSum("n", ("b", "c"))),
            ("2", "3", "4"),
        ),
        PathwaySum("absorption", ("a",), (MechanismSum("m", ("a",)),), ("1",)),
        PathwaySum("redistribution", ("c",), (MechanismSum("n", ("c",)),), ("5",)),
    ]
    assert pathway_sums([]) == []


@pytest.mark.parametrize(
    ("items_of", "expected"),
    [
        ({}, []),
        ({"a": [0], "c": [1]}, []),
        ({"a": [0], "b": [2]}, [Duplicate("class-1", ("a", "b"), (0, 2))]),
        ({"b": [2], "a": [0]}, [Duplicate("class-1", ("a", "b"), (0, 2))]),
        ({"a": [0, 3]}, [Duplicate("a", ("a",), (0, 3))]),
        ({"a": [0, 0]}, []),  # twice in one item
        ({"a": [0], "b": [0]}, [Duplicate("class-1", ("a", "b"), (0,))]),
        (
            {"a": [1], "b": [0, 1], "c": [2], "outside": [3]},
            [Duplicate("b", ("b",), (0, 1)), Duplicate("class-1", ("a", "b"), (0, 1))],
        ),
        ({"b": [1], "c": [0]}, [Duplicate("class-2", ("b", "c"), (0, 1))]),
    ],
)
def test_duplicates(items_of: dict[str, list[int]], expected: list[Duplicate]) -> None:
    classes = {"a": ["class-1"], "b": ["class-1", "class-2"] if "a" not in items_of else ["class-1"], "c": ["class-2"]}
    assert duplicates(items_of, classes) == expected


COMBINATIONS = {
    "ppi-with-diuretic": ["ppi", "diuretic"],
    "two-diuretics": ["loop", "thiazide"],
    "three": ["ppi", "loop", "thiazide"],
    "pair-in-a-class": ["ppi", "omeprazole"],
}
ABOVE = {
    "omeprazole": ["ppi"],
    "lansoprazole": ["ppi"],
    "furosemide": ["loop", "diuretic"],
    "indapamide": ["thiazide", "diuretic"],
    "both": ["ppi", "diuretic"],
}


def present(*taken: str) -> list[str]:
    return [one.path for one in combinations_present(taken, ABOVE, COMBINATIONS)]


@pytest.mark.parametrize(
    ("taken", "found"),
    [
        ([], []),
        (["omeprazole"], []),
        (["omeprazole", "furosemide"], ["ppi-with-diuretic"]),
        (["furosemide", "indapamide"], ["two-diuretics"]),
        (["omeprazole", "furosemide", "indapamide"], ["ppi-with-diuretic", "three", "two-diuretics"]),
        # One drug that is both members is not a combination with itself;
        (["both"], []),
        (["both", "omeprazole"], ["pair-in-a-class", "ppi-with-diuretic"]),
        # nor is one that stands under its class and its own name.
        (["omeprazole", "lansoprazole"], ["pair-in-a-class"]),
        (["ppi", "omeprazole"], ["pair-in-a-class"]),
        (["ppi", "diuretic"], ["ppi-with-diuretic"]),
        (["ppi", "furosemide"], ["ppi-with-diuretic"]),
    ],
)
def test_combinations(taken: list[str], found: list[str]) -> None:
    assert present(*taken) == present(*reversed(taken)) == found


def test_a_combination_tells_who_is_what() -> None:
    assert combinations_present(["omeprazole", "lansoprazole", "furosemide"], ABOVE, COMBINATIONS)[1] == Present(
        "ppi-with-diuretic",
        (("diuretic", ("furosemide",)), ("ppi", ("lansoprazole", "omeprazole"))),
    )


# What must hold for any list

PATHS = [f"medications/{letter}" for letter in "abcdefgh"]
EFFECTS = st.builds(
    Effect,
    st.sampled_from(["absorption", "excretion", "intake"]),
    st.sampled_from([None, "m", "n", "o"]),
    st.sampled_from([None, "lowers", "raises"]),
    st.sampled_from(["c1", "c2", "c3"]),
)
ACTING = st.builds(
    Acting,
    st.sampled_from(PATHS),
    st.sampled_from(["lowers", "raises", "none-found", "unknown"]),
    st.sampled_from([None, *ORDER]),
    st.lists(EFFECTS, max_size=4).map(tuple),
)
LISTS = st.lists(ACTING, max_size=8, unique_by=lambda one: one.path)
CLASSES = st.dictionaries(st.sampled_from(PATHS), st.lists(st.sampled_from(["k", "l", "m"]), max_size=3, unique=True))
ITEMS = st.dictionaries(st.sampled_from(PATHS), st.lists(st.integers(0, 9), min_size=1, max_size=3))
MEMBERS = st.dictionaries(
    st.sampled_from(["x", "y", "z"]),
    st.lists(st.sampled_from(["k", "l", "m", *PATHS]), min_size=2, max_size=3, unique=True),
)


@given(LISTS, ACTING)
def test_one_more_drug_takes_nothing_from_a_pathway(listed: list[Acting], more: Acting) -> None:
    if more.path in {one.path for one in listed}:
        return
    after = {one.pathway: one for one in pathway_sums([*listed, more])}
    for before in pathway_sums(listed):
        now = after[before.pathway]
        assert set(before.by) <= set(now.by) <= {*before.by, more.path}
        assert set(before.claims) <= set(now.claims)
        mechanisms = {one.mechanism: set(one.by) for one in now.mechanisms}
        assert all(set(one.by) <= mechanisms[one.mechanism] for one in before.mechanisms)
    ordered = [one.path for one in in_order([*listed, more])]
    assert [path for path in ordered if path != more.path] == [one.path for one in in_order(listed)]


@given(LISTS, st.randoms())
def test_the_order_of_a_list_does_not_matter(listed: list[Acting], random: Random) -> None:
    shuffled = random.sample(listed, len(listed))
    assert in_order(shuffled) == in_order(listed)
    assert pathway_sums(shuffled) == pathway_sums(listed)


@given(st.lists(st.sampled_from(PATHS), max_size=8, unique=True), st.sampled_from(PATHS), CLASSES, MEMBERS)
def test_one_more_drug_takes_no_combination_away(
    taken: list[str], more: str, above: dict[str, list[str]], combinations: dict[str, list[str]]
) -> None:
    after = {one.path: dict(one.members) for one in combinations_present([*taken, more], above, combinations)}
    for before in combinations_present(taken, above, combinations):
        assert all(set(by) <= set(after[before.path][member]) for member, by in before.members)
    backwards = combinations_present(reversed(taken), above, combinations)
    assert backwards == combinations_present(taken, above, combinations)


@given(ITEMS, st.sampled_from(PATHS), CLASSES, st.randoms())
def test_one_more_drug_takes_no_duplicate_away(
    items_of: dict[str, list[int]], more: str, classes: dict[str, list[str]], random: Random
) -> None:
    after = {one.path: one for one in duplicates({more: [10], **items_of}, classes)}
    before = duplicates(items_of, classes)
    for one in before:
        assert set(one.members) <= set(after[one.path].members)
        assert set(one.items) <= set(after[one.path].items)
    shuffled = {path: random.sample(at, len(at)) for path, at in random.sample(list(items_of.items()), len(items_of))}
    assert duplicates(shuffled, classes) == before

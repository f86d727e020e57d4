"""Did-you-mean: what is near, what is not, and in which order."""

import pytest

from api.knowledge.nearest import most_alike

NAMES = [
    "bowel disease",
    "celiac disease",
    "diarrhea",
    "diabetes mellitus",
    "type 1 diabetes",
    "esomeprazole",
    "omeprazole",
    "ppi",
    "proton pump inhibitors",
    "calcineurin inhibitors",
    "small bowel disease",
    "heart rhythm",
]


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("bowl", ["bowel disease", "small bowel disease"]),
        ("bowel-diseas", ["bowel disease"]),
        ("BOWEL DISEASE", ["bowel disease"]),
        ("coeliac", ["celiac disease"]),
        ("omeprazol", ["omeprazole"]),
        ("omperazole", ["omeprazole"]),
        ("esomeprazol", ["esomeprazole"]),
        ("omep", ["omeprazole"]),
        ("PPIs", ["ppi"]),
        ("proton-pump", ["proton pump inhibitors"]),
        ("pump-proton-inhibitor", ["proton pump inhibitors"]),
        ("chronic-diarrhea", ["diarrhea"]),
        ("heart", ["heart rhythm"]),
        ("disease of the small bowl", ["small bowel disease", "bowel disease"]),
    ],
)
def test_near(wrong: str, near: list[str]) -> None:
    assert most_alike(wrong, dict(zip(NAMES, NAMES, strict=True))) == near


@pytest.mark.parametrize(
    "wrong", ["", "x", "1", "***", "aspirin", "liver-disease", "heart-attack", "ace-inhibitors", "om", "statins", "𞤀"]
)
def test_nothing_near(wrong: str) -> None:
    assert most_alike(wrong, dict(zip(NAMES, NAMES, strict=True))) == []


def test_each_value_once_and_only_the_best() -> None:
    known = {"proton pump inhibitors": "a", "proton pump inhibitor": "a", "proton pump blockers": "b"}
    assert most_alike("proton pump inhibitorss", known) == ["a"]
    assert most_alike("proton-pump", known) == ["b", "a"]
    assert most_alike("proton-pump", known, limit=1) == ["b"]
    assert most_alike("proton-pump", {}) == []


def test_a_long_text_costs_no_more() -> None:
    assert most_alike("omeprazole " * 5000, {"omeprazole": "a"}) == ["a"]

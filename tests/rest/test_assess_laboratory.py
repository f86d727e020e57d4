"""`POST /v1/assessments/laboratory`: answers, and everything a client can get wrong."""

import json
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.knowledge.assessments.answer import INFORMATION
from api.knowledge.assessments.laboratory_body import EXAMPLE
from tests.rest.asking import refused

PATH = "/v1/assessments/laboratory"
SERUM = {"serum_magnesium": {"value": 1.1, "unit": "mg/dL"}}


def assessed(client: TestClient, body: Any) -> Any:
    response = client.post(PATH, json=body)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


def faults(client: TestClient, body: Any) -> list[Any]:
    found: list[Any] = refused(client.post(PATH, json=body), 422)["errors"]
    return found


def test_the_example(real: TestClient) -> None:
    answer = assessed(real, EXAMPLE)
    assert answer["information"] == INFORMATION
    assert answer["release"]["digest"]
    assert answer["verdict"]["verdict"] == "renal-loss"
    assert answer["verdict"]["pathway"] == "excretion"
    assert answer["fractional_excretion"]["worked"].endswith("x 100 = 7.88961 %")
    assert answer["serum_magnesium"]["status"] == "low"
    assert "null" not in json.dumps(answer)


VECTORS = [
    ((0.5, "mg/dL"), (1.0, "mg/dL"), (80, "mg/dL"), (0.9, "mg/dL"), 0.804, "not-renal"),
    ((3.0, "mg/dL"), (1.2, "mg/dL"), (100, "mg/dL"), (1.0, "mg/dL"), 3.571, "indeterminate"),
    ((2.0, "mmol/L"), (0.4, "mmol/L"), (6000, "umol/L"), (80, "umol/L"), 9.524, "renal-loss"),
    ((1.2343, "mmol/L"), (0.4937, "mmol/L"), (8840, "umol/L"), (88.4, "umol/L"), 3.572, "indeterminate"),
]
FIELDS = ("urine_magnesium", "serum_magnesium", "urine_creatinine", "serum_creatinine")


@pytest.mark.parametrize("vector", VECTORS)
def test_published_vectors(real: TestClient, vector: tuple[Any, ...]) -> None:
    *values, percent, verdict = vector
    sent = {field: {"value": value, "unit": unit} for field, (value, unit) in zip(FIELDS, values, strict=True)}
    answer = assessed(real, sent)
    assert abs(answer["fractional_excretion"]["value"] - percent) < 0.01
    assert answer["fractional_excretion"]["default"]["verdict"] == verdict
    assert answer["verdict"]["verdict"] == verdict


def test_the_same_bytes_whatever_the_order(real: TestClient) -> None:
    sent = EXAMPLE | {"flags": ["diuretic", "hemolysis"]}
    turned = dict(reversed(sent.items())) | {"flags": ["hemolysis", "diuretic", "hemolysis"]}
    first, second = (real.post(PATH, json=one) for one in (sent, turned))
    assert first.status_code == 200
    assert first.content == second.content


def test_units_are_read_in_many_spellings_and_change_no_verdict(real: TestClient) -> None:
    answers = [
        assessed(real, SERUM | {"urine_magnesium_24h": {"value": value, "unit": unit}})
        for value, unit in ((48.61, "mg/24h"), (2, "mmol/day"), (4, "mEq/24 h"), (48.61, "mg/(24.h)"))
    ]
    assert {answer["verdict"]["verdict"] for answer in answers} == {"renal-loss"}


def test_a_release_without_such_rules_answers_too(client: TestClient) -> None:
    answer = assessed(client, EXAMPLE)
    assert answer["fractional_excretion"]["cut_offs"] == []
    assert answer["verdict"]["reason"] == "no-cut-offs"
    assert [one["name"] for one in answer["serum_magnesium"]["severity"]] == ["Test grades"]


def test_an_unusual_value_is_answered_with_a_warning(real: TestClient) -> None:
    answer = assessed(real, {"serum_magnesium": {"value": 12, "unit": "mg/dL"}})
    (warning,) = (one for one in answer["warnings"] if one["code"] == "unusual-value")
    assert (warning["about"], warning["claims"]) == ("serum_magnesium", [])


@pytest.mark.parametrize(
    ("sent", "where", "meant"),
    [
        ({}, "body", None),
        ({"serum_magnesium": {"value": 1.1}}, "body.serum_magnesium.unit", None),
        ({"serum_magnesium": {"unit": "mg/dL"}}, "body.serum_magnesium.value", None),
        ({"serum_magnesium": {"value": 1.1, "unit": "mg/dl."}}, "body.serum_magnesium.unit", "mg/dL"),
        ({"serum_magnesium": {"value": 1.1, "unit": ""}}, "body.serum_magnesium.unit", None),
        ({"serum_magnesium": {"value": 1.1, "unit": "m" * 41}}, "body.serum_magnesium.unit", None),
        ({"serum_magnesium": {"value": -1, "unit": "mg/dL"}}, "body.serum_magnesium.value", None),
        ({"serum_magnesium": {"value": "1.1", "unit": "mg/dL"}}, "body.serum_magnesium.value", None),
        ({"serum_magnesium": {"value": True, "unit": "mg/dL"}}, "body.serum_magnesium.value", None),
        ({"serum_magnesium": {"value": 1e300, "unit": "mg/dL"}}, "body.serum_magnesium.value", None),
        ({"serum_magnesium": {"value": 0, "unit": "mg/dL"}}, "body.serum_magnesium.value", None),
        ({"serum_magnesium": 1.1}, "body.serum_magnesium", None),
        ({"serum_creatinine": {"value": 0, "unit": "mg/dL"}}, "body.serum_creatinine.value", None),
        (
            {"urine_creatinine": {"value": 8.8, "unit": "umol/L"}},
            "body.urine_creatinine.value",
            "8.8 mg/dL or 8.8 mmol/L",
        ),
        (SERUM | {"serum_magnesim": {}}, "body.serum_magnesim", "serum_magnesium"),
        (SERUM | {"flags": ["diuretics"]}, "body.flags.0", "diuretic"),
        (SERUM | {"flags": ["recent_intravenous_magnesium"]}, "body.flags.0", "recent-intravenous-magnesium"),
        (SERUM | {"flags": ["low-serum-magnesium"]}, "body.flags", None),
        (SERUM | {"flags": ["normal-kidney-function", "reduced-kidney-function"]}, "body.flags", None),
        (SERUM | {"flags": ["diuretic"] * 21}, "body.flags", None),
        (SERUM | {"age": {"value": 131, "unit": "years"}}, "body.age.value", None),
        (SERUM | {"age": {"value": 3, "unit": "year"}}, "body.age.unit", "years"),
    ],
)
def test_what_is_refused(real: TestClient, sent: Any, where: str, meant: str | None) -> None:
    (fault,) = faults(real, sent)
    assert (fault["where"], fault.get("did_you_mean")) == (where, meant)


@pytest.mark.parametrize(
    ("own", "others"),
    [({}, {}), ({"low": 2, "high": 1}, {}), ({"low": 1, "high": 1}, {}), ({"low": 1}, {"interpretation": "low"})],
)
def test_ranges_that_cannot_be(real: TestClient, own: Any, others: Any) -> None:
    sent = {"serum_magnesium": {"value": 1.1, "unit": "mg/dL", "reference_range": own, **others}}
    (fault,) = faults(real, sent)
    assert fault["where"] == "body.serum_magnesium.reference_range"


def test_a_range_of_serum_magnesium_needs_its_lower_limit(real: TestClient) -> None:
    (fault,) = faults(real, {"serum_magnesium": {"value": 1.1, "unit": "mg/dL", "reference_range": {"high": 2.2}}})
    assert fault["where"] == "body.serum_magnesium.reference_range.low"


def test_a_range_that_lacks_a_limit_judges_only_where_that_is_enough(real: TestClient) -> None:
    sent = SERUM | {
        "serum_potassium": {"value": 2, "unit": "mmol/L", "reference_range": {"high": 5.1}},
        "egfr": {"value": 90, "unit": "mL/min/1.73m2", "reference_range": {"low": 60}},
        "serum_creatinine": {"value": 0.9, "unit": "mg/dL", "reference_range": {"high": 1.2}},
    }
    judged = {one["name"]: one["judged"] for one in assessed(real, sent)["companions"]}
    assert judged == {"serum_potassium": "not-judged", "egfr": "normal", "serum_creatinine": "normal"}


@pytest.mark.parametrize(
    ("name", "reported"),
    [
        ("fractional_excretion_magnesium", {"value": 3, "unit": "%"}),
        ("urine_magnesium_creatinine_ratio", {"value": 0.1, "unit": "mg/mg"}),
    ],
)
def test_a_result_and_the_values_that_it_is_computed_from(real: TestClient, name: str, reported: Any) -> None:
    (fault,) = faults(real, EXAMPLE | {name: reported})
    assert fault["where"] == f"body.{name}"
    assert "computed from" in fault["message"]


def test_every_fault_is_named(real: TestClient) -> None:
    sent = {
        "serum_magnesium": {"value": 1.1, "unit": "stone"},
        "urine_creatinine": {"value": 0.001, "unit": "mg/dL"},
        "age": {"value": 900, "unit": "years"},
    }
    found = [fault["where"] for fault in faults(real, sent)]
    assert found == ["body.serum_magnesium.unit", "body.urine_creatinine.value", "body.age.value"]


@pytest.mark.parametrize("text", ['{"serum_magnesium": {"value": NaN, "unit": "mg/dL"}}', "{", "[" * 5000])
def test_what_is_no_json(real: TestClient, text: str) -> None:
    response: Response = real.post(PATH, content=text, headers={"content-type": "application/json"})
    refused(response, 400)

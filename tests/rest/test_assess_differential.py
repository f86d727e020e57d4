"""`POST /v1/assessments/differential`."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.knowledge.assessments.differential_body import EXAMPLE
from tests.rest.asking import refused

URL = "/v1/assessments/differential"


def assess(client: TestClient, body: Any) -> Any:
    response = client.post(URL, json=body)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


def test_the_example_of_the_documentation(real: TestClient) -> None:
    found = assess(real, EXAMPLE)
    assert found["information"].startswith("Information only")
    assert found["release"]["digest"]
    assert (found["rule"], found["laboratory"]["verdict"]) == ("1", "renal-loss")
    assert [(line["id"], line["standing"]) for line in found["candidates"][:5]] == [
        ("combinations/proton-pump-inhibitors-with-diuretics", "present"),
        ("medications/hydrochlorothiazide", "present"),
        ("causes/type-2-diabetes", "present"),
        ("medications/omeprazole", "present"),
        ("causes/gitelman-syndrome", "possible"),
    ]
    assert found["not_recognised"] == []
    assert "null" not in json.dumps(found)


def test_the_same_bytes_for_the_same_input(real: TestClient) -> None:
    first, second = (real.post(URL, json=EXAMPLE).content for _ in range(2))
    assert first == second


def test_order_of_input_changes_places_only(real: TestClient) -> None:
    turned = {name: value[::-1] if isinstance(value, list) else value for name, value in EXAMPLE.items()}
    first, second = assess(real, EXAMPLE), assess(real, turned)
    for found in (first, second):
        for line in found["candidates"]:
            line["where"] = sorted(place.rstrip("0123456789") for place in line["where"])
    for name in ("candidates", "not_listed", "separating", "claims", "references", "laboratory"):
        assert first[name] == second[name]


def test_one_more_medication_takes_no_line_away(real: TestClient) -> None:
    before = assess(real, {"medications": ["omeprazole"], "findings": ["hypokalemia"]})
    after = assess(real, {"medications": ["omeprazole", "furosemide"], "findings": ["hypokalemia"]})
    kept = {line["id"]: line for line in after["candidates"]}
    for line in before["candidates"]:
        assert kept[line["id"]] == line


@pytest.mark.parametrize(
    "body",
    [
        {"medications": ["omeprazole"]},
        {"conditions": ["crohn-disease"]},
        {"findings": ["hp:0002900"]},
        {"absent": ["hp:0002900"]},
        {"pregnant": True},
        {"laboratory": {"serum_magnesium": {"value": 1.1, "unit": "mg/dL"}}},
    ],
    ids=lambda body: next(iter(body)),
)
def test_anything_that_is_known_is_enough(real: TestClient, body: dict[str, Any]) -> None:
    found = assess(real, body)
    assert found["work_up"]["passed"]
    assert len(found["understood"]) == (0 if "laboratory" in body else 1)


def test_a_normal_value_is_an_absent_finding(real: TestClient) -> None:
    laboratory = {
        "serum_potassium": {"value": 4.2, "unit": "mmol/L", "reference_range": {"low": 3.5, "high": 5.1}},
        # Not judged by the laboratory: it says nothing.
        "urine_calcium": {"value": 0.1, "unit": "mg/mg{creat}"},
    }
    found = assess(real, {"conditions": ["gitelman-syndrome"], "laboratory": laboratory})
    [line] = found["candidates"]
    assert line["against"] == [
        {
            "reason": "absent-finding",
            "findings": ["hp:0002900"],
            "claims": ["causes/gitelman-syndrome/claims/low-potassium-alkalosis"],
        }
    ]


def test_a_normal_value_today_takes_no_finding_back(real: TestClient) -> None:
    potassium = {"value": 4.2, "unit": "mmol/L", "interpretation": "normal"}
    found = assess(real, {"findings": ["hypokalemia"], "laboratory": {"serum_potassium": potassium}})
    assert found["candidates"]
    assert not any(line["against"] for line in found["candidates"])


def test_a_value_against_what_is_said_to_be_absent_is_refused(real: TestClient) -> None:
    potassium = {"value": 2.9, "unit": "mmol/L", "interpretation": "low"}
    calcium = {"value": 2.3, "unit": "mmol/L"}
    body = {"absent": ["hypokalemia"], "laboratory": {"serum_potassium": potassium, "serum_calcium": calcium}}
    problem = refused(real.post(URL, json=body), 422)
    assert problem["errors"][0]["where"] == "body.absent.0"


@pytest.mark.parametrize(
    ("serum", "status", "following"),
    [
        ({"value": 2.0, "unit": "mg/dL", "interpretation": "normal"}, False, "at-risk-normal"),
        ({"value": 1.1, "unit": "mg/dL"}, True, "history"),
        ({"value": 1.7, "unit": "mg/dL"}, True, "history"),
    ],
)
def test_serum_magnesium_decides_the_first_question(
    real: TestClient, serum: dict[str, Any], status: bool, following: str
) -> None:
    found = assess(real, {"laboratory": {"serum_magnesium": serum}})
    assert found["laboratory"]["low"] is status
    assert found["work_up"]["next"]["step"] == following


def test_the_flag_for_low_magnesium_decides_it_too(real: TestClient) -> None:
    laboratory = {
        "fractional_excretion_magnesium": {"value": 8, "unit": "%"},
        "flags": ["low-serum-magnesium", "normal-kidney-function"],
    }
    found = assess(real, {"laboratory": laboratory})
    assert found["laboratory"]["verdict"] == "renal-loss"
    assert found["work_up"]["next"]["step"] == "urine-calcium"


def test_the_age_reaches_the_laboratory(real: TestClient) -> None:
    age = {"value": 3, "unit": "years"}
    laboratory = {"serum_magnesium": {"value": 1.1, "unit": "mg/dL"}}
    assert assess(real, {"age": age, "laboratory": {**laboratory, "age": age}})["not_used"]
    other = {"value": 4, "unit": "years"}
    problem = refused(real.post(URL, json={"age": age, "laboratory": {**laboratory, "age": other}}), 422)
    assert problem["errors"][0]["where"] == "body.laboratory.age"


@pytest.mark.parametrize(
    ("body", "where", "said"),
    [
        ({}, "body", "medications, laboratory, conditions"),
        ({"medications": ["a"] * 201}, "body.medications", "200"),
        ({"conditions": ["a"] * 51}, "body.conditions", "50"),
        ({"findings": ["a"] * 101}, "body.findings", "100"),
        ({"absent": ["a"] * 101}, "body.absent", "100"),
        ({"findings": ["x" * 201]}, "body.findings.0", "200"),
        ({"findings": [" "]}, "body.findings.0", ""),
        ({"findings": [{"code": "hp:0002900"}]}, "body.findings.0", ""),
        ({"conditions": ["icd10cm:E"]}, "body.conditions.0", "icd10cm:E83.42"),
        ({"conditions": ["icd99:E10"]}, "body.conditions.0", "icd10cm"),
        ({"pregnant": "yes"}, "body.pregnant", ""),
        ({"finding": ["hypokalemia"]}, "body.finding", "findings"),
        ({"laboratory": {}}, "body.laboratory", "serum_magnesium"),
        (
            {"laboratory": {"serum_magnesium": {"value": 1, "unit": "mol"}}},
            "body.laboratory.serum_magnesium.unit",
            "mg/dL",
        ),
    ],
)  # fmt: skip
def test_refused(real: TestClient, body: Any, where: str, said: str) -> None:
    problem = refused(real.post(URL, json=body), 422)
    assert problem["errors"][0]["where"] == where
    assert said in json.dumps(problem["errors"][0])


def test_a_query_parameter_is_refused(real: TestClient) -> None:
    refused(real.post(f"{URL}?fields=candidates", json=EXAMPLE), 400)


def test_deep_nesting_is_refused(real: TestClient) -> None:
    body = '{"findings": ' + "[" * 100_000 + "]" * 100_000 + "}"
    response = real.post(URL, content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)

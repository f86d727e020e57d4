"""Validation errors say where, what, what was expected and what may be meant, and never repeat the input in full."""

from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from fastapi import APIRouter, Depends, FastAPI, Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from tests.edge.asking import ask, bare_app, client, with_edge


class Unit(StrEnum):
    MG_DL = "mg/dL"
    MMOL_L = "mmol/L"


def known_code(text: str) -> str:
    if text == "atc:A02BC":
        return text
    if text == "late":
        raise ValueError("Codes come early.")
    raise PydanticCustomError("code", "There is no such code", {"expected": "prefix:code", "did_you_mean": "atc:A02BC"})


class CauseQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    pathway: Literal["absorption", "excretion"] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    year: Annotated[int, Field(ge=1900)] = 2000
    depth: Annotated[int, Field(le=9, multiple_of=1)] = 1
    code: list[Annotated[str, AfterValidator(known_code)]] = Field(default=[], max_length=2)
    q: Annotated[str, Field(min_length=2, max_length=20)] = "mg"
    emergency: bool = False
    strength: str | None = Field(default=None, validation_alias="min-strength", pattern="^[a-z]+$")


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str
    unit: Unit = Unit.MG_DL


class Assessment(BaseModel):
    model_config = ConfigDict(extra="forbid")
    items: list[Item]
    first: Item | None = None
    mixed: Item | CauseQuery | None = None
    by_name: dict[str, int] = {}


def page(size: int = 10) -> int:
    return size


@pytest.fixture(scope="module")
def app() -> FastAPI:
    app, router = bare_app(), APIRouter(prefix="/v1")

    @router.get("/causes")
    def causes(query: Annotated[CauseQuery, Query()]) -> None: ...

    @router.get("/causes/{slug}")
    def cause(slug: Annotated[str, Path(pattern="^[a-z-]+$")], size: Annotated[int, Depends(page)]) -> None: ...

    @router.post("/assessments")
    def assess(body: Assessment) -> None: ...

    app.include_router(router)
    return with_edge(app)


def faults(app: FastAPI, path: str, status: int = 422, slug: str = "invalid-parameter") -> list[dict[str, str]]:
    answer = client(app).get(path)
    assert answer.status_code == status
    assert answer.json()["type"] == f"/problems/{slug}"
    errors: list[dict[str, str]] = answer.json()["errors"]
    return errors


@pytest.mark.parametrize(
    ("query", "expected", "meant"),
    [
        ("pathway=absorbtion", "one of: absorption, excretion", "absorption"),
        ("pathway=EXCRETION", "one of: absorption, excretion", "excretion"),
        ("pathway=zzz", "one of: absorption, excretion", None),
        ("limit=0", "a whole number from 1 to 200", None),
        ("limit=999", "a whole number from 1 to 200", None),
        ("limit=ten", "a whole number from 1 to 200", None),
        ("limit=1.5", "a whole number from 1 to 200", None),
        ("share=1", "a number, more than 0 and less than 1", None),
        ("share=x", "a number, more than 0 and less than 1", None),
        ("year=1", "a whole number, at least 1900", None),
        ("depth=10", "a whole number, at most 9", None),
        ("q=m", "at least 2 characters", None),
        ("q=" + "m" * 21, "at most 20 characters", None),
        ("code=atc:A02BC&code=atc:A02BC&code=atc:A02BC", "at most 2 items", None),
        ("code=atc:A02", "prefix:code", "atc:A02BC"),
        ("code=late", None, None),
        ("emergency=perhaps", "true or false", None),
        ("min-strength=9", "text that matches ^[a-z]+$", None),
    ],
)
def test_what_was_expected(app: FastAPI, query: str, expected: str | None, meant: str | None) -> None:
    [fault] = faults(app, f"/v1/causes?{query}")
    assert fault["where"].split(".")[:2] == ["query", query.partition("=")[0]]
    assert fault.get("expected") == expected
    assert fault.get("did_you_mean") == meant


def test_a_validators_own_words_are_used(app: FastAPI) -> None:
    [fault] = faults(app, "/v1/causes?code=late")
    assert fault["message"] == "Codes come early; got 'late'."


def test_an_unknown_parameter_is_a_400_with_what_there_is(app: FastAPI) -> None:
    [fault] = faults(app, "/v1/causes?pathwey=excretion", 400, "unknown-parameter")
    assert fault == {
        "where": "query.pathwey",
        "message": "There is no parameter 'pathwey' here.",
        "expected": "one of: pathway, limit, share, year, depth, code, q, emergency, min-strength",
        "did_you_mean": "pathway",
    }


def test_both_kinds_of_fault_are_told_together(app: FastAPI) -> None:
    found = faults(app, "/v1/causes?limit=0&strengt=established&pathway=up", 400, "unknown-parameter")
    assert sorted(fault["where"] for fault in found) == ["query.limit", "query.pathway", "query.strengt"]


def test_parameters_of_dependencies_and_paths(app: FastAPI) -> None:
    found = {fault["where"]: fault for fault in faults(app, "/v1/causes/A9?size=large")}
    assert found["query.size"]["expected"] == "a whole number"
    assert found["path.slug"]["expected"] == "text that matches ^[a-z-]+$"


@pytest.mark.parametrize(
    ("body", "where", "expected", "meant"),
    [
        ({"items": [{"text": "x", "unti": 1}]}, "body.items.0.unti", "one of: text, unit", "unit"),
        ({"items": [], "itms": 1}, "body.itms", "one of: items, first, mixed, by_name", "items"),
        ({"items": [], "first": {"tex": 1, "text": "x"}}, "body.first.tex", "one of: text, unit", "text"),
        ({"items": [{"text": "x", "unit": "mmol/l"}]}, "body.items.0.unit", "one of: mg/dL, mmol/L", "mmol/L"),
        ({"items": [{}]}, "body.items.0.text", None, None),
        ({"items": {}}, "body.items", "a list", None),
        ({"items": [7]}, "body.items.0", "an object", None),
        ({"items": [], "by_name": {"a": "x"}}, "body.by_name.a", "a whole number", None),
        ({"items": [], "by_name": 1}, "body.by_name", "an object", None),
        ([], "body", "an object", None),
    ],
)
def test_bodies(app: FastAPI, body: Any, where: str, expected: str | None, meant: str | None) -> None:
    answer = client(app).post("/v1/assessments", json=body)
    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert (fault["where"], fault.get("expected"), fault.get("did_you_mean")) == (where, expected, meant)


def test_a_choice_of_models_has_no_one_list_of_fields(app: FastAPI) -> None:
    answer = client(app).post("/v1/assessments", json={"items": [], "mixed": {"zzz": 1}})
    assert {fault["where"] for fault in answer.json()["errors"]} >= {"body.mixed.Item.zzz"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"items": [', "Expecting value at character 11"),
        (b"\xff\xfe{", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"items": ' + b"1" * 5000 + b"}", "too long"),
        (b'{"items": NaN}', "NaN"),
        (b'{"items": [{"text": "\\ud800"}]}', "surrogate"),
    ],
)
def test_malformed_json_is_a_400(app: FastAPI, body: bytes, reason: str) -> None:
    answer = client(app).post("/v1/assessments", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/malformed-json"
    assert reason in answer.json()["detail"]
    assert answer.json()["errors"][0]["where"] == "body"


@pytest.mark.parametrize(
    "value",
    ["x" * 5000, 10**3000, {"k" * 5000: 1}, ["x"] * 5000, True, None, 1.5],
    ids=["text", "number", "object", "list", "true", "null", "float"],
)
def test_the_input_is_not_repeated_in_full(app: FastAPI, value: Any) -> None:
    answer = client(app).post("/v1/assessments", json={"items": [{"text": "ok", "unit": value}]})
    assert answer.status_code == 422
    assert all(len(fault["message"]) < 450 for fault in answer.json()["errors"])


def test_a_long_unknown_name_is_cut(app: FastAPI) -> None:
    [fault] = faults(app, f"/v1/causes?{'x' * 9000}=1", 400, "unknown-parameter")
    assert len(fault["where"]) < 120
    assert len(fault["message"]) < 150


def test_many_faults_are_counted_and_the_first_listed(app: FastAPI) -> None:
    answer = ask(app, b"/v1/causes?" + b"&".join(b"p%d=1" % number for number in range(1500)))
    assert answer.status == 400
    assert b"1500 faults in the request; the first 50" in answer.body
    assert len(answer.body) < 20_000

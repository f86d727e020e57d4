"""The items of a list: what may be sent, and what the release knows of them."""

from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from api.clinical.medication_items import Resolved, Status
from api.errors import InvalidParameter
from api.knowledge.assessments.list_items import ListItem, MedicationItem, read_items

ITEM: TypeAdapter[MedicationItem] = TypeAdapter(ListItem)


def resolved(app: FastAPI, *items: Any) -> list[Resolved]:
    with Session(app.state.engine) as session:
        return read_items(session, [ITEM.validate_python(item) for item in items], "body.items").items


def paths(one: Resolved) -> list[str]:
    return [thing.path or f"({thing.name})" for thing in one.things]


@pytest.mark.parametrize(
    ("sent", "text", "code"),
    [
        ("omeprazole", "omeprazole", None),
        ("  omeprazole ", "omeprazole", None),
        ("rxnorm:7646", None, "rxnorm:7646"),
        ("RxNorm: 7646 ", None, "RxNorm: 7646"),
        ("atc:A02BC01 omeprazole", "atc:A02BC01 omeprazole", None),
        ("note: omeprazole", "note: omeprazole", None),
        ("7646", "7646", None),
        (":", ":", None),
        ({"text": "rxnorm:7646"}, "rxnorm:7646", None),
        ({"code": "atc:A02BC01", "text": "x"}, "x", "atc:A02BC01"),
    ],
)
def test_a_string_is_a_text_unless_it_begins_with_a_code_system(sent: Any, text: str | None, code: str | None) -> None:
    item = ITEM.validate_python(sent)
    assert (item.text, item.code) == (text, code)


@pytest.mark.parametrize("sent", ["", " ", None, 5, {}, {"dose": "5"}, {"text": None}, {"text": "x" * 1001}])
def test_what_is_no_item(sent: Any) -> None:
    with pytest.raises(ValidationError):
        ITEM.validate_python(sent)


def test_a_code_of_no_known_system(app: FastAPI) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        resolved(app, "omeprazole", {"code": "x"}, {"text": "y", "code": "unni:KG60484QX9"})
    assert [(fault.where, fault.did_you_mean) for fault in refusal.value.faults] == [
        ("body.items.1.code", None),
        ("body.items.2.code", "unii"),
    ]


@pytest.mark.parametrize(
    ("code", "held"),
    [
        ("rxnorm:7646", ["medications/omeprazole"]),
        ("unii:KG60484QX9", ["medications/omeprazole"]),
        ("rxnorm:198051", ["medications/omeprazole"]),
        ("rxnorm:313100", ["medications/omeprazole", "(magnesium hydroxide)"]),
        ("rxnorm:999001", ["(other)"]),
        ("atc:A02BC", ["medication-classes/acid-blockers"]),
        ("atc:A02BC09", ["medication-classes/acid-blockers"]),
        ("atc:C03DB99", ["medication-classes/sparing-tablets"]),
        ("atc:A99", []),
        ("atc:C03DB01", ["medications/amiloride"]),
        ("hp:0002917", []),
        ("rxnorm:000", []),
    ],
)
def test_codes(app: FastAPI, code: str, held: list[str]) -> None:
    (one,) = resolved(app, code)
    assert paths(one) == held


def test_a_text_that_is_a_products_name_is_that_product(app: FastAPI) -> None:
    one, other = resolved(
        app, "Omeprazole 20 MG / magnesium hydroxide 100 MG Oral Tablet", "omeprazole 20 mg / magnesium hydroxide"
    )
    assert (one.method, paths(one), one.contains_magnesium) == (
        "product",
        ["medications/omeprazole", "(magnesium hydroxide)"],
        True,
    )
    assert other.method == "name"


def test_nothing_is_mixed_up_between_items(app: FastAPI) -> None:
    many = ["omeprazole", "atc:C03DB01", "zebra", {"text": "omeprazole", "code": "rxnorm:644"}, "pantoprazole"]
    assert resolved(app, *many) == [resolved(app, item)[0] for item in many]
    assert [one.status for one in resolved(app, *many)][2:4] == [Status.NOT_RECOGNISED, Status.CONFLICT]
    assert resolved(app) == []

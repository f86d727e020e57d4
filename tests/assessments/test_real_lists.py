"""Lines of medication lists against the real release: codes, salts, routes, magnesium, combinations, not-matching."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.assessments.score import lines_of

URL = "/v1/assessments/medications"
M, K = "medications/", "medication-classes/"


def assess(client: TestClient, *items: Any) -> Any:
    response = client.post(URL, json={"items": items})
    assert response.status_code == 200, response.text
    return response.json()


def line(client: TestClient, item: Any) -> tuple[str, set[str]]:
    """What became of an item, and what it holds: ids, or names of what is not in the data."""
    (read,) = assess(client, item)["items"]
    return read["status"], {one.get("entity", one["name"].lower()) for one in read.get("ingredients", [])}


def cautions(client: TestClient, item: Any) -> set[str]:
    (read,) = assess(client, item)["items"]
    return {one["code"] for one in read.get("cautions", [])}


@pytest.mark.parametrize(
    ("code", "holds"),
    [
        ("rxnorm:7646", {M + "omeprazole"}),
        ("RXNORM:7646", {M + "omeprazole"}),
        ("rxnorm:198051", {M + "omeprazole"}),  # a product
        ("rxnorm:202991", {M + "furosemide"}),  # a brand
        ("atc:A02BC01", {M + "omeprazole"}),
        ("atc:a02bc01", {M + "omeprazole"}),
        ("unii:KG60484QX9", {M + "omeprazole"}),
        ("atc:A02BC", {K + "proton-pump-inhibitors"}),
        ("atc:C03CA", {K + "loop-diuretics"}),
        ("atc:C03", {K + "diuretics"}),
        ("atc:A02BC99", {K + "proton-pump-inhibitors"}),  # no such substance: the nearest level above
    ],
)
def test_codes(real: TestClient, code: str, holds: set[str]) -> None:
    assert line(real, {"code": code}) == line(real, code) == ("recognised", holds)


@pytest.mark.parametrize("code", ["rxnorm:99999999", "rxnorm:x", "atc:ZZZ", "unii:0000000000", "hp:0002917", "mondo:1"])
def test_a_code_that_is_no_drug_here(real: TestClient, code: str) -> None:
    assert line(real, code) == ("not-recognised", set())
    assert line(real, {"text": "omeprazole", "code": code}) == ("recognised", {M + "omeprazole"})
    assert cautions(real, {"text": "omeprazole", "code": code}) == {"code-unknown"}


@pytest.mark.parametrize(
    ("text", "code", "status", "said"),
    [
        ("omeprazole 20 mg", "rxnorm:7646", "recognised", set()),
        ("Losec", "rxnorm:198051", "recognised", set()),
        ("PPI", "rxnorm:7646", "recognised", {"code-says-more"}),
        ("omeprazole", "atc:A02BC", "recognised", {"code-says-more"}),
        ("telmisartan / hydrochlorothiazide", "atc:C03AA03", "recognised", {"code-says-more"}),
        ("water", "rxnorm:7646", "recognised", {"text-unread"}),
        ("omeprazole", "rxnorm:4603", "conflict", set()),
        ("omeprazole", "atc:C03CA", "conflict", set()),
        ("omeprazole", "rxnorm:161", "conflict", set()),
        ("Tylenol", "rxnorm:7646", "conflict", set()),
        ("Tylenol", "rxnorm:161", "not-in-data", {"names-differ"}),
    ],
)
def test_text_and_code(real: TestClient, text: str, code: str, status: str, said: set[str]) -> None:
    item = {"text": text, "code": code}
    assert (line(real, item)[0], cautions(real, item)) == (status, said)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("esomeprazole magnesium 40 mg", {M + "esomeprazole"}),
        ("pantoprazole sodium 40 mg EC tab", {M + "pantoprazole"}),
        ("cefazolin sodium, furosemide 40", {M + "furosemide", "cefazolin"}),
        ("Omeprazole 20 MG Delayed Release Oral Capsule", {M + "omeprazole"}),
        ("Lasix 40mg tab po bid", {M + "furosemide"}),
        ("HCTZ 25", {M + "hydrochlorothiazide"}),
        ("telmisartan 80 mg / hydrochlorothiazide 12.5 mg", {M + "hydrochlorothiazide", "telmisartan"}),
        ("insulin glargine 100 units/mL pen", {M + "insulin-glargine"}),
        ("Yasmin", {M + "ethinylestradiol-combinations", "drospirenone", "inert ingredients"}),
    ],
)
def test_lines_of_prescribing_systems(real: TestClient, text: str, holds: set[str]) -> None:
    status, found = line(real, text)
    assert (status, {one for one in found if "/" in one}) == ("recognised", {one for one in holds if "/" in one})
    assert found == holds


@pytest.mark.parametrize(
    ("item", "local"),
    [
        ("gentamicin 0.3 % eye drops", True),
        ("neomycin cream", True),
        ("gentamicin 80 mg iv q8h", False),
        ({"text": "gentamicin", "route": "eye drops"}, True),
        ({"text": "gentamicin eye drops", "route": "intravenous"}, False),
        ("acetazolamide 250 mg for eye pressure", False),
        ("tobramycin nebulizer", False),
    ],
)
def test_a_local_route_is_told_and_not_counted(real: TestClient, item: Any, local: bool) -> None:
    answer = assess(real, item)
    assert bool(answer["not_counted"]) is local
    assert bool(answer["findings"] or answer["effect_unknown"] or answer["no_effect_found"]) is not local
    assert ("local-route" in cautions(real, item)) is local


@pytest.mark.parametrize(
    ("item", "contains"),
    [
        ("Maalox", True),
        ("magnesium oxide 400 mg", True),
        ("milk of magnesia 30 mL", True),
        ("magnesium glycinate", True),
        ("calcium carbonate / milk of magnesia Oral Tablet", True),
        ("esomeprazole magnesium 40 mg", False),
        ("omeprazole", False),
    ],
)
def test_products_that_contain_magnesium(real: TestClient, item: Any, contains: bool) -> None:
    answer = assess(real, "furosemide", item)
    assert answer["contains_magnesium"] == ([1] if contains else [])
    assert ("contains-magnesium" in cautions(real, item)) is contains


def test_three_kinds_of_not_matching_are_kept_apart(real: TestClient) -> None:
    answer = assess(real, "famotidine", "aspirin 81", "xyzzyx 5", "furosemidexx 40", "magnesium 400 mg")
    assert [item["status"] for item in answer["items"]] == [
        "recognised",
        "not-in-data",
        "not-recognised",
        "recognised",
        "ambiguous",
    ]
    assert [one["entity"]["id"] for one in answer["no_effect_found"]] == [M + "famotidine"]
    assert answer["not_in_data"] == [{"item": 1, "names": ["Aspirin"]}]
    assert answer["not_recognised"] == [2]
    assert answer["ambiguous"] == [4]
    assert answer["items"][2]["unread"] == ["xyzzyx"]


def test_what_was_not_recognised_has_suggestions(real: TestClient) -> None:
    (item,) = assess(real, "fursemie 40")["items"]
    assert item["status"] == "not-recognised"
    assert {"name": "Furosemide", "entity": M + "furosemide"} in item["suggestions"]


def test_a_list_adds_up(real: TestClient) -> None:
    answer = assess(real, "Losec 20", "Lasix 40", "pantoprazole 40", "digoxin 0.125", "amiloride 5")
    by = {one["pathway"]: set(one["by"]) for one in answer["pathways"]}
    assert by["absorption"] == {M + "omeprazole", M + "pantoprazole"}
    assert M + "furosemide" in by["excretion"]
    assert [one["entity"]["id"] for one in answer["protective"]] == [M + "amiloride"]
    together = {one["entity"]["id"] for one in answer["combinations"]}
    assert {"combinations/proton-pump-inhibitors-with-loop-diuretics"} <= together
    assert {
        "entity": K + "proton-pump-inhibitors",
        "members": [M + "omeprazole", M + "pantoprazole"],
        "items": [0, 2],
    } in answer["duplicates"]
    assert answer["monitoring"]
    assert answer["alternatives"]
    cited = {claim["id"] for claim in answer["claims"]}
    for part in ("monitoring", "alternatives", "prevention"):
        for advice in answer[part]:
            assert advice["claim"] in cited
            assert advice["concerns"]


def test_two_hundred_different_lines(real: TestClient) -> None:
    texts = [row["text"] for row in lines_of("handmade_strings.csv")][:200]
    content = real.post(URL, json={"items": texts}).content
    assert content == real.post(URL, json={"items": texts}).content
    assert len(assess(real, *texts)["items"]) == 200
    assert real.post(URL, json={"items": [*texts, "x"]}).status_code == 422

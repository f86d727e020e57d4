"""What partners ask, answered from the real release: right, ranked first, with evidence one step away."""

from typing import Any

import pytest
from starlette.testclient import TestClient

PPI = "medication-classes/proton-pump-inhibitors"


def ask(client: TestClient, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_classes_that_lower_magnesium_by_excretion(real: TestClient) -> None:
    page = ask(real, "/v1/medication-classes?pathway=excretion&direction=lowers&limit=200")
    slugs = {item["slug"] for item in page["items"]}
    assert {"loop-diuretics", "thiazide-diuretics", "platinum-chemotherapy", "aminoglycosides"} <= slugs
    assert {"calcineurin-inhibitors", "egfr-monoclonal-antibodies"} <= slugs
    assert not {"proton-pump-inhibitors", "potassium-sparing-diuretics", "h2-receptor-antagonists"} & slugs
    assert all(item["direction"] == "lowers" and "excretion" in item["pathways"] for item in page["items"])


def test_a_class_has_its_evidence_inline(real: TestClient) -> None:
    whole = ask(real, f"/v1/{PPI}")
    assert (whole["direction"], whole["strength"], whole["pathways"]) == ("lowers", "established", ["absorption"])
    assert all(claim["evidence"] and claim["supporting"] >= 1 for claim in whole["claims"])


def test_members_of_a_class(real: TestClient) -> None:
    page = ask(real, f"/v1/{PPI}/medications")
    slugs = {item["slug"] for item in page["items"]}
    assert {"omeprazole", "esomeprazole", "lansoprazole", "pantoprazole", "rabeprazole", "dexlansoprazole"} <= slugs
    assert page["total"] == len(page["items"])


def test_batch_by_code_names_what_is_not_there(real: TestClient) -> None:
    page = ask(real, "/v1/medication-classes?code=atc:A02BC&code=atc:ZZZ")
    assert [item["id"] for item in page["items"]] == [PPI]
    assert page["not_found"] == ["atc:ZZZ"]


@pytest.mark.parametrize(
    ("code", "first", "also"),
    [
        ("rxnorm/7646", "medications/omeprazole", None),
        ("RxNorm/7646", "medications/omeprazole", None),
        ("atc/A02BC01", "medications/omeprazole", PPI),
        ("atc/a02bc", PPI, "medications/omeprazole"),
        ("rxnorm/198051", "medications/omeprazole", None),
        ("rxnorm/202991", "medications/furosemide", None),
        ("icd10cm/E83.42", "condition/hypomagnesemia", None),
        ("loinc/19123-9", "laboratory-tests/serum-magnesium", None),
    ],
)
def test_codes_lead_to_entities(real: TestClient, code: str, first: str, also: str | None) -> None:
    found = [match["entity"]["id"] for match in ask(real, f"/v1/codes/{code}")["matches"]]
    assert found[0] == first
    assert also is None or also in found


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Prilosec", "medications/omeprazole"),
        ("omeprazol", "medications/omeprazole"),
        ("omperazole", "medications/omeprazole"),
        ("PPI", PPI),
        ("HCTZ", "medications/hydrochlorothiazide"),
        ("Lasix", "medications/furosemide"),
        ("A02BC01", "medications/omeprazole"),
        ("hypomagnesaemia", "condition/hypomagnesemia"),
    ],
)
def test_search_ranks_the_right_entity_first(real: TestClient, query: str, first: str) -> None:
    hit = ask(real, f"/v1/search?q={query}")["items"][0]
    assert hit["entity"]["id"] == first
    claims = ask(real, f"/v1/{first}/claims")["items"]
    assert claims
    assert all(claim["evidence"] for claim in claims)


def test_a_reader_of_loop_diuretics_sees_the_contradiction(real: TestClient) -> None:
    claims = ask(real, "/v1/medication-classes/loop-diuretics/claims?limit=200")["items"]
    disputing = [e for c in claims for e in c["evidence"] if e["stance"] == "disputes"]
    assert "kieboom-2018" in {e["reference"]["id"] for e in disputing}
    assert any(c["direction"] == "lowers" and c["disputing"] for c in claims if c["kind"] == "association")

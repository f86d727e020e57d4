"""What the founding article says of each cause, symptom, function and medication group is served, with its claim."""

from typing import Any

import pytest
from starlette.testclient import TestClient

ARTICLE = "founding-article"

# Cause; pathway that the article names; key of the claim that says so. Of kidney tubular disorders it names none.
CAUSES = [
    ("alcohol-use-disorder", "excretion", "affects-excretion"),
    ("alcohol-use-disorder", "absorption", "affects-absorption"),
    ("celiac-disease", "absorption", "changes-absorption"),
    ("celiac-disease", "excretion", "changes-elimination"),
    ("cystic-fibrosis", "absorption", "mucus-hinders-absorption"),
    ("diabetes-mellitus", "excretion", "urination-removes-magnesium"),
    ("type-1-diabetes", "excretion", "urination-removes-magnesium"),
    ("type-2-diabetes", "excretion", "urination-removes-magnesium"),
    ("diarrhea", "excretion", "persistent-or-severe"),
    ("inflammatory-bowel-disease", "absorption", "inflamed-bowel-absorbs-poorly"),
    ("gastric-bypass-surgery", "absorption", "less-stomach"),
    ("medications", "absorption", "affects-absorption"),
    ("medications", "excretion", "affects-elimination"),
    ("pancreatitis", "absorption", "poor-absorption"),
    ("starvation", "intake", "lack-of-intake"),
]
SYMPTOMS = {
    "mild": {"fatigue", "nausea", "muscle-cramps"},
    "severe": {"abnormal-heart-rhythm", "coma", "seizures"},
}
FUNCTIONS = [
    "absorbed-in-gut",
    "acidity",
    "blood-glucose",
    "blood-pressure",
    "bone-development",
    "brain-function",
    "electrolyte-partnership",
    "fluid-balance",
    "heart-rhythm",
    "kidney-maintains-levels",
    "metabolism",
    "muscle-function",
    "nerve-function",
    "tissue-repair",
]
# Group; pathway by which it, or a class below it, lowers magnesium.
MEDICATION_GROUPS = [
    ("proton-pump-inhibitors", "absorption"),
    ("diuretics", "excretion"),
    ("chemotherapy", "excretion"),
    ("immunosuppressants", "excretion"),
    ("antibiotics", "excretion"),
]


def items(client: TestClient, path: str, **parameters: str) -> list[dict[str, Any]]:
    """All items of a list, over all its pages."""
    found: list[dict[str, Any]] = []
    address: str | None = path
    while address is not None:
        answer = client.get(address, params=parameters or None)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        address, parameters = page["links"].get("next"), {}
    return found


def cites_article(claim: dict[str, Any]) -> bool:
    return any(e["reference"]["id"] == ARTICLE and e["stance"] == "supports" for e in claim["evidence"])


@pytest.mark.parametrize(("cause", "pathway", "key"), CAUSES)
def test_each_cause_has_the_pathway_that_the_article_names(
    real: TestClient, cause: str, pathway: str, key: str
) -> None:
    claim = real.get(f"/v1/causes/{cause}/claims/{key}").json()
    assert claim["pathway"] == pathway
    assert cites_article(claim)
    assert f"causes/{cause}" in {item["id"] for item in items(real, "/v1/causes", pathway=pathway)}


@pytest.mark.parametrize("pathway", ["absorption", "excretion", "intake", "redistribution"])
def test_a_pathway_lists_just_the_causes_with_a_claim_of_it(real: TestClient, pathway: str) -> None:
    listed = {item["id"] for item in items(real, "/v1/causes", pathway=pathway)}
    claims = items(real, "/v1/claims", pathway=pathway, limit="200")
    kinds = {"association", "mechanism"}
    said = {c["subject"] for c in claims if c["subject"].startswith("causes/") and c["kind"] in kinds}
    assert listed == said
    assert listed


@pytest.mark.parametrize(("severity", "slugs"), SYMPTOMS.items())
def test_symptoms_have_the_severity_that_the_article_gives(real: TestClient, severity: str, slugs: set[str]) -> None:
    listed = {item["slug"] for item in items(real, "/v1/symptoms", severity=severity)}
    assert slugs <= listed
    for slug in slugs:
        assert any(map(cites_article, items(real, f"/v1/symptoms/{slug}/claims"))), slug


@pytest.mark.parametrize("slug", FUNCTIONS)
def test_functions_of_magnesium_cite_the_article(real: TestClient, slug: str) -> None:
    assert any(map(cites_article, items(real, f"/v1/functions/{slug}/claims")))


@pytest.mark.parametrize(("group", "pathway"), MEDICATION_GROUPS)
def test_medication_groups_are_found_by_pathway(real: TestClient, group: str, pathway: str) -> None:
    found = items(real, "/v1/medication-classes", pathway=pathway, direction="lowers")
    assert f"medication-classes/{group}" in {item["id"] for item in found}
    whole = real.get(f"/v1/medication-classes/{group}").json()
    assert any(map(cites_article, whole["claims"]))
    for effect in whole["effects"]:
        claim = real.get(f"/v1/{effect['claim']}").json()
        assert (claim["pathway"], claim["subject"]) == (effect["pathway"], effect["via"])


def test_where_article_and_stronger_sources_differ_both_are_there(real: TestClient) -> None:
    bypass = {c["id"].rsplit("/", 1)[1]: c for c in items(real, "/v1/causes/gastric-bypass-surgery/claims")}
    assert bypass["less-stomach"]["disputing"] >= 1
    assert any(
        c["mechanism"] == "mechanisms/reduced-intestinal-absorption" for c in bypass.values() if "mechanism" in c
    )
    pancreatitis = items(real, "/v1/causes/pancreatitis/claims")
    assert {c["pathway"] for c in pancreatitis if "pathway" in c} >= {"absorption", "redistribution"}

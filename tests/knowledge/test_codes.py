"""`/v1/codes`: from a code to what it leads to, up and down its system, and through products to their ingredients."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.pack.code_tables import CODES, PRODUCTS
from api.pack.load import build_release
from api.settings import Settings
from tests.conftest import FIXTURE_PACK
from tests.pack.damage import both, swap
from tests.rest.asking import read, refused

ACID, HISTAMINE = "medication-classes/acid-blockers", "medication-classes/histamine-blockers"
SPARING, WATER = "medication-classes/sparing-tablets", "medication-classes/water-tablets"
OMEPRAZOLE, PANTOPRAZOLE = "medications/omeprazole", "medications/pantoprazole"
LOW = "condition/low-magnesium"

MORE_PRODUCTS = """rxcui,tty,name,ingredients,other_ingredients,contains_magnesium,route,status,source,note
203,BN,Zegamag,omeprazole|magnesium-hydroxide,sodium,true,,current,test,
204,BN,Acidoff Forte,pantoprazole,,false,oral|rectal,current,test,
205,GPCK,Both {1 (amiloride) / 1 (omeprazole)} Pack,omeprazole|amiloride,,false,oral,current,test,
644,SCD,its own ingredient once more,amiloride,,false,oral,current,test,
"""
MORE_CODES = "code,name,source\natc:C03,All of them,test\natc:C03DA,Others that spare,test\n"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serves the fixture pack with more products, and with a class that has the code of a part of it."""
    folder = tmp_path_factory.mktemp("codes")
    pack = Path(shutil.copytree(FIXTURE_PACK, folder / "pack"))
    both(
        swap(CODES, "code,name,source\n", MORE_CODES),
        swap(PRODUCTS, (pack / PRODUCTS).read_text().partition("\n")[0] + "\n", MORE_PRODUCTS),
        swap(
            f"{WATER}.yaml",
            "claims:",
            'codes: [{code: "atc:C03DA", relation: narrower}, {code: "atc:C03", relation: broader}]\nclaims:',
        ),
    )(pack)
    link = folder / "hypomag.sqlite"
    build_release(pack, link, lambda _step, _share: None)
    app = create_app(Settings(database_url=f"sqlite:///{link}"))
    with TestClient(app, headers={"Accept-Encoding": "identity"}) as client:
        yield client


def matches(client: TestClient, code: str) -> list[tuple[str, str, str]]:
    """Entity, relation and code of each match."""
    found = read(client, f"/v1/codes/{code}")["matches"]
    return [(match["entity"]["id"], match["relation"], match["code"]) for match in found]


def test_a_whole_answer(client: TestClient) -> None:
    assert read(client, "/v1/codes/atc/A02BC01") == {
        "code": "atc:A02BC01",
        "system": "http://www.whocc.no/atc",
        "name": "Name of atc:A02BC01",
        "matches": [
            {
                "entity": {"id": OMEPRAZOLE, "type": "medications", "name": "Omeprazole"},
                "relation": "exact",
                "code": "atc:A02BC01",
            },
            {
                "entity": {"id": ACID, "type": "medication-classes", "name": "Acid blockers"},
                "relation": "narrower",
                "code": "atc:A02BC",
            },
        ],
    }


FOUND: dict[str, list[tuple[str, str, str]]] = {
    # Up: a drug that is nowhere in the data is of a class that is.
    "atc/A02BC05": [(ACID, "narrower", "atc:A02BC")],
    "atc/C03DB02": [(SPARING, "narrower", "atc:C03D")],
    # Down, the nearest first.
    "atc/A02B": [
        (ACID, "broader", "atc:A02BC"),
        (HISTAMINE, "broader", "atc:A02BA"),
        (OMEPRAZOLE, "broader", "atc:A02BC01"),
        (PANTOPRAZOLE, "broader", "atc:A02BC02"),
    ],
    "atc/A02BC": [
        (ACID, "exact", "atc:A02BC"),
        (OMEPRAZOLE, "broader", "atc:A02BC01"),
        (PANTOPRAZOLE, "broader", "atc:A02BC02"),
    ],
    # A class that only a part of the code stands for, among others: how they compare is not known.
    "atc/C03D": [
        (SPARING, "exact", "atc:C03D"),
        ("medications/amiloride", "broader", "atc:C03DB01"),
        (WATER, "overlapping", "atc:C03DA"),
    ],
    "atc/C03DA": [(WATER, "narrower", "atc:C03DA"), (SPARING, "narrower", "atc:C03D")],
    "atc/C03DA01": [(WATER, "narrower", "atc:C03DA"), (SPARING, "narrower", "atc:C03D")],
    "atc/C03": [
        (WATER, "broader", "atc:C03"),
        (SPARING, "broader", "atc:C03D"),
        ("medications/amiloride", "broader", "atc:C03DB01"),
    ],
    "icd10cm/E83.42": [(LOW, "exact", "icd10cm:E83.42")],
    "icd10cm/E83.421": [(LOW, "narrower", "icd10cm:E83.42")],
    "icd10cm/E83.4": [(LOW, "broader", "icd10cm:E83.42")],
    "icd10cm/E83": [(LOW, "broader", "icd10cm:E83.42")],
    "icd10cm/K90": [("causes/bowel-disease", "broader", "icd10cm:K90")],
    "hp/0012378": [("symptoms/tiredness", "exact", "hp:0012378")],
    # Prefix and code in any case, with spaces around.
    "ATC/a02bc01": [(OMEPRAZOLE, "exact", "atc:A02BC01"), (ACID, "narrower", "atc:A02BC")],
    "%20unii%20/%20kg60484qx9%20": [(OMEPRAZOLE, "exact", "unii:KG60484QX9")],
    # Products: what they contain.
    "rxnorm/198051": [(OMEPRAZOLE, "narrower", "rxnorm:198051")],
    "rxnorm/203": [(OMEPRAZOLE, "narrower", "rxnorm:203")],
    "rxnorm/205": [("medications/amiloride", "narrower", "rxnorm:205"), (OMEPRAZOLE, "narrower", "rxnorm:205")],
    "rxnorm/999001": [],
    "rxnorm/644": [("medications/amiloride", "exact", "rxnorm:644")],
}


@pytest.mark.parametrize(("code", "expected"), FOUND.items())
def test_what_a_code_leads_to(client: TestClient, code: str, expected: list[tuple[str, str, str]]) -> None:
    assert matches(client, code) == expected


PRODUCT: dict[str, dict[str, Any]] = {
    # What is in it that the data does not know is named all the same, and the magnesium in it too.
    "203": {
        "name": "Zegamag",
        "term_type": "BN",
        "routes": [],
        "contains_magnesium": True,
        "status": "current",
        "ingredients": [
            {"name": "omeprazole", "medication": OMEPRAZOLE},
            {"name": "magnesium hydroxide"},
            {"name": "sodium"},
        ],
    },
    "204": {
        "name": "Acidoff Forte",
        "term_type": "BN",
        "routes": ["oral", "rectal"],
        "contains_magnesium": False,
        "status": "current",
        "ingredients": [{"name": "pantoprazole", "medication": PANTOPRAZOLE}],
    },
    "999001": {
        "name": "other 1 MG Eye Drops",
        "term_type": "SCD",
        "routes": ["ophthalmic"],
        "contains_magnesium": False,
        "status": "unknown",
        "ingredients": [{"name": "other"}],
    },
}


@pytest.mark.parametrize(("code", "product"), PRODUCT.items())
def test_what_a_product_is(client: TestClient, code: str, product: dict[str, Any]) -> None:
    answer = read(client, f"/v1/codes/rxnorm/{code}")
    assert (answer["product"], answer["name"]) == (product, product["name"])


def test_the_code_of_an_ingredient_is_no_product(client: TestClient) -> None:
    answer = read(client, "/v1/codes/rxnorm/7646")
    assert "product" not in answer
    assert answer["name"] == "Name of rxnorm:7646"


@pytest.mark.parametrize("brand", ["zegamag", "Acidoff Forte", "acidoff"])
def test_search_knows_the_brands_of_products(client: TestClient, brand: str) -> None:
    hit = read(client, f"/v1/search?q={brand}")["items"][0]
    assert hit["entity"]["id"] in (OMEPRAZOLE, PANTOPRAZOLE)
    assert hit["matched_kind"] == "brand"
    assert hit["matched"].casefold().startswith(brand.casefold())


def test_search_knows_products_by_nothing_else(client: TestClient) -> None:
    assert read(client, "/v1/search?q=Pack&autocomplete=true")["items"] == []
    assert read(client, "/v1/search?q=eye drops&autocomplete=true")["items"] == []


NOT_FOUND = [
    "atc/A02BC99X",
    "atc/A0",
    # Below a code that means more than the entity nothing follows.
    "atc/C03XA",
    "atc/A02B%25",
    "atc/A02BC01/x",
    "atc/N05",
    "icd10cm/E8",
    "icd10cm/E83.",
    "icd10cm/K90.1",
    "mondo/000513",
    "rxnorm/999999",
    "snomedct/A",
    "atc/%C3%9F",
]


@pytest.mark.parametrize("code", NOT_FOUND)
def test_an_unknown_code_is_not_called_safe(client: TestClient, code: str) -> None:
    problem = refused(client.get(f"/v1/codes/{code}"), 404)
    if "/x" not in code:
        assert problem["detail"].endswith("That is no statement that what it names is safe.")


def test_an_unknown_code_with_a_name_is_named(client: TestClient) -> None:
    problem = refused(client.get("/v1/codes/omim.ps/263800"), 404)
    assert "the code omim.ps:263800." in problem["detail"]


@pytest.mark.parametrize(
    ("system", "meant"), [("rxnom", "rxnorm"), ("ICD10", "icd10cm"), ("snomed", "snomedct"), ("zz", None)]
)
def test_an_unknown_system_is_refused_with_the_nearest(client: TestClient, system: str, meant: str | None) -> None:
    (fault,) = refused(client.get(f"/v1/codes/{system}/A02"), 422)["errors"]
    assert fault["where"] == "path.system"
    assert fault["message"] == f"'{system}:A02' names no known code system"
    assert "rxnorm, unii, icd10cm" in fault["expected"]
    assert fault.get("did_you_mean") == meant


def test_fields_can_be_picked_and_nothing_else_asked(client: TestClient) -> None:
    assert read(client, "/v1/codes/atc/A02BC?fields=name") == {"name": "Name of atc:A02BC"}
    assert refused(client.get("/v1/codes/atc/A02BC?depth=1"), 400)["errors"][0]["where"] == "query.depth"
    assert refused(client.get("/v1/codes/atc/" + 61 * "A"), 422)["errors"][0]["where"] == "path.code"

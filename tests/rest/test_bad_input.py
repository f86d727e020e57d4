"""What a client can get wrong: each gets the right status, as a problem, readable by any page."""

import pytest
from starlette.testclient import TestClient

from tests.rest.asking import ENTITY_LISTS, NESTED_ENTITY_LISTS, OTHER_LISTS, read, refused

LISTS = (*ENTITY_LISTS, *NESTED_ENTITY_LISTS, *OTHER_LISTS)
SINGLE = (
    "/v1",
    "/v1/causes/bowel-disease",
    "/v1/codes/atc/A02BC",
    "/v1/condition",
    "/v1/dataset",
    "/v1/references/review-a",
    "/v1/search?q=bowel",
)


@pytest.mark.parametrize("path", [*LISTS, *SINGLE])
def test_unknown_parameter(client: TestClient, path: str) -> None:
    joined = f"{path}{'&' if '?' in path else '?'}fieldz=id"
    problem = refused(client.get(joined), 400)
    assert problem["type"] == "/problems/unknown-parameter"
    assert [(fault["where"], fault["did_you_mean"]) for fault in problem["errors"]] == [("query.fieldz", "fields")]


def test_every_fault_is_named(client: TestClient) -> None:
    problem = refused(client.get("/v1/causes?pathwy=x&limit=0&category=renl"), 400)
    assert {fault["where"]: fault.get("did_you_mean") for fault in problem["errors"]} == {
        "query.pathwy": "pathway",
        "query.limit": None,
        "query.category": "renal",
    }


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", ["0", "999", "201", "-1", "x", "", "1.5", "9" * 400])
def test_limit(client: TestClient, path: str, limit: str) -> None:
    (fault,) = refused(client.get(f"{path}?limit={limit}"), 422)["errors"]
    assert fault["where"] == "query.limit"
    assert fault["expected"] == "a whole number from 1 to 200"


@pytest.mark.parametrize(
    ("url", "where", "meant"),
    [
        ("/v1/causes?pathway=absorbtion", "pathway", "absorption"),
        ("/v1/causes?sort=nam", "sort", "name"),
        ("/v1/causes?strength=", "strength", None),
        ("/v1/symptoms?emergency=maybe", "emergency", None),
        ("/v1/symptoms?severity=sever", "severity", "severe"),
        ("/v1/claims?kind=asociation", "kind", "association"),
        ("/v1/references?kind=reviews", "kind", "review"),
        ("/v1/search?q=x&type=cause", "type", "causes"),
        ("/v1/search?q=x&limit=51", "limit", None),
        ("/v1/search", "q", None),
        ("/v1/search?q=", "q", None),
        ("/v1/causes?q=", "q", None),
        ("/v1/causes?parent=", "parent", None),
        ("/v1/causes?mechanism=", "mechanism", None),
        ("/v1/causes?gene=", "gene", None),
        ("/v1/causes?id=", "id.0", None),
        ("/v1/medications?class=", "class", None),
        ("/v1/combinations?medication=", "medication", None),
        ("/v1/mechanisms?site=", "site", None),
        ("/v1/claims?subject=", "subject", None),
        ("/v1/claims?reference=", "reference", None),
        ("/v1/references?doi=", "doi", None),
        ("/v1/references?pmid=", "pmid", None),
    ],
)
def test_a_value_that_cannot_be_used(client: TestClient, url: str, where: str, meant: str | None) -> None:
    (fault,) = refused(client.get(url), 422)["errors"]
    assert (fault["where"], fault.get("did_you_mean")) == (f"query.{where}", meant)


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("/v1/causes?pathway=absorption&pathway=excretion", "pathway"),
        ("/v1/causes?limit=1&limit=1", "limit"),
        ("/v1/causes?fields=id&code=atc:A02BC&code=atc:A02BA&fields=name", "fields"),
        ("/v1/medications?class=acid-blockers&class=water-tablets", "class"),
        ("/v1/causes/bowel-disease?fields=id&fields=name", "fields"),
    ],
)
def test_of_two_values_none_is_ignored(client: TestClient, url: str, where: str) -> None:
    (fault,) = refused(client.get(url), 422)["errors"]
    assert (fault["where"], fault["expected"]) == (f"query.{where}", "one value")


@pytest.mark.parametrize("path", ["/v1/causes", "/v1/references", "/v1/search"])
@pytest.mark.parametrize("q", ["***", '"', "%22%22", "...", " ", "%E2%80%8B", "^"])
def test_nothing_to_look_for(client: TestClient, path: str, q: str) -> None:
    (fault,) = refused(client.get(f"{path}?q={q}"), 422)["errors"]
    assert fault == {
        "where": "query.q",
        "message": "there is nothing to look for",
        "expected": "at least one letter or digit",
    }


# Raw, each of these is an error in a full-text query.
FULL_TEXT_SYNTAX = [
    "AND", "OR NOT", '"', 'x"', "foo-bar", "mg2+", "drug: x", "x *", "*x", "NEAR(", "NEAR(x z, 2)", "x AND", "{x} : z",
    "folded : x", "-x", "x^2", "(x", "x)", "'; DROP TABLE name; --", "\\", "%", "_", "x\nz", "x" * 200, "𞤀", "日本語",
    "ß", "*",
]  # fmt: skip


@pytest.mark.parametrize("path", ["/v1/causes", "/v1/medications", "/v1/references", "/v1/search"])
@pytest.mark.parametrize("q", FULL_TEXT_SYNTAX)
def test_full_text_syntax_is_plain_text(client: TestClient, path: str, q: str) -> None:
    response = client.get(path, params={"q": q})
    if any(letter.isalnum() for letter in q):
        assert response.status_code == 200, response.text
        assert response.json()["items"] == []
    else:
        refused(response, 422)


@pytest.mark.parametrize("path", ["/v1/causes", "/v1/references", "/v1/search"])
def test_nul_and_length(client: TestClient, path: str) -> None:
    assert "NUL" in refused(client.get(f"{path}?q=a%00b"), 400)["detail"]
    (fault,) = refused(client.get(f"{path}?q={'x' * 10_000}"), 422)["errors"]
    assert (fault["where"], fault["expected"]) == ("query.q", "at most 200 characters")
    assert len(fault["message"]) < 500
    refused(client.get(f"{path}?q={'x' * 20_000}"), 414)
    refused(client.get(f"{path}?q=%ff"), 400)


@pytest.mark.parametrize("path", [*LISTS, *SINGLE])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_wrong_method(client: TestClient, path: str, method: str) -> None:
    response = client.request(method, path)
    refused(response, 405)
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", [*LISTS, *SINGLE, "/v1/causes/bowl", "/v1/causes/old-bowel", "/v1/causes?limit=0"])
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    got, headed = client.get(path), client.head(path)
    assert headed.status_code == got.status_code
    assert headed.content == b""

    def telling(headers: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in headers.items() if name not in ("x-request-id", "date")}

    assert telling(dict(headed.headers)) == telling(dict(got.headers))
    assert int(headed.headers["content-length"]) == len(got.content)


@pytest.mark.parametrize("path", [*LISTS, *SINGLE])
@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0, text/csv", "image/*"])
def test_unsupported_accept(client: TestClient, path: str, accept: str) -> None:
    problem = refused(client.get(path, headers={"Accept": accept}), 406)
    assert problem["errors"][0]["where"] == "header.accept"


@pytest.mark.parametrize("accept", ["*/*", "application/*", "application/json", "text/html, */*;q=0.1"])
def test_supported_accept(client: TestClient, accept: str) -> None:
    assert client.get("/v1/causes", headers={"Accept": accept}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/cause", 404),
        ("/v1/causes/", 404),
        ("/v1//causes", 404),
        ("/v2/causes", 404),
        ("/v1/causes/bowel-disease/claims/", 404),
        ("/v1/causes/bowel-disease/claim", 404),
        ("/v1/causes/BOWEL-DISEASE", 404),
        (f"/v1/causes/{'x' * 121}", 422),
        ("/v1/conditions/low-magnesium/claims", 422),
        ("/v1/references/review-a/claims", 422),
        ("/v1/causes/a%2Fb", 404),
    ],
)
def test_paths_that_lead_nowhere(client: TestClient, path: str, status: int) -> None:
    refused(client.get(path), status)


def test_a_word_in_a_filter_is_no_pattern(client: TestClient) -> None:
    assert read(client, "/v1/mechanisms?site=%25")["items"] == []
    assert read(client, "/v1/mechanisms?site=_idney")["items"] == []

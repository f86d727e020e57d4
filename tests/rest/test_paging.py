"""Every list, in every order, walked from end to end and back: nothing is lost, nothing comes twice."""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.rest.asking import ENTITY_LISTS, NESTED_ENTITY_LISTS, OTHER_LISTS, SORTS, read, refused

SORTED = [f"{path}?sort={sort}" for path in (*ENTITY_LISTS, *NESTED_ENTITY_LISTS) for sort in SORTS]
LISTS = [*SORTED, *(f"{path}?" for path in OTHER_LISTS)]


def pages(client: TestClient, url: str, relation: str) -> Iterator[Any]:
    """All pages from this one on, by the links of one relation."""
    while url:
        body = read(client, url)
        yield body
        url = body["links"].get(relation, "")


def ids_of(walked: list[Any]) -> list[str]:
    return [item["id"] for page in walked for item in page["items"]]


@pytest.mark.parametrize("url", LISTS)
@pytest.mark.parametrize("limit", [1, 2])
def test_walk_there_and_back(client: TestClient, url: str, limit: int) -> None:
    whole = read(client, url)
    ids = ids_of([whole])
    onward = list(pages(client, f"{url}&limit={limit}", "next"))
    assert ids_of(onward) == ids
    assert {page["total"] for page in onward} == {len(ids)}
    assert all(len(page["items"]) == limit for page in onward[:-1])

    back = list(pages(client, onward[-1]["links"]["self"], "prev"))
    assert [item["id"] for page in reversed(back) for item in page["items"]] == ids
    # Going back ends at the beginning of the list, however the pages were cut.
    assert back[-1]["items"][0]["id"] == ids[0]
    assert read(client, onward[-1]["links"]["first"]) == onward[0]


@pytest.mark.parametrize("path", ENTITY_LISTS)
def test_orders(client: TestClient, path: str) -> None:
    by_sort = {sort: read(client, f"{path}?sort={sort}")["items"] for sort in SORTS}
    for sort, items in by_sort.items():
        field = sort.removeprefix("-")
        keys = [(item[field], item["slug"]) for item in items]
        assert keys == sorted(keys, reverse=sort.startswith("-"))
    assert by_sort["slug"] == read(client, path)["items"]


@pytest.mark.parametrize("url", [*ENTITY_LISTS, *NESTED_ENTITY_LISTS, *OTHER_LISTS])
def test_link_header_equals_the_body(client: TestClient, url: str) -> None:
    first = client.get(f"{url}?limit=1")
    for response in [first, *(client.get(link) for link in first.json()["links"].values())]:
        assert re.findall(r'<([^>]*)>; rel="(\w+)"', response.headers["link"]) == [
            (address, relation) for relation, address in response.json()["links"].items()
        ]


def test_ends_have_no_link_beyond(client: TestClient) -> None:
    onward = list(pages(client, "/v1/causes?limit=2", "next"))
    assert "prev" not in onward[0]["links"]
    assert "next" not in onward[-1]["links"]
    assert "cursor" not in onward[0]["links"]["first"]


def test_links_keep_every_other_parameter(client: TestClient) -> None:
    url = "/v1/medications?limit=1&code=atc:A02BC01&code=atc:A02BC02&fields=id,name&sort=-name&direction=lowers"
    first = read(client, url)
    second = read(client, first["links"]["next"])
    assert [item["id"] for item in (*first["items"], *second["items"])] == [
        "medications/pantoprazole",
        "medications/omeprazole",
    ]
    assert second["items"][0].keys() == {"id", "name"}


def test_an_empty_list_has_no_other_pages(client: TestClient) -> None:
    body = read(client, "/v1/causes?category=renal&limit=1")
    assert body["items"] == []
    assert body["total"] == 0
    assert body["links"] == {"self": "/v1/causes?category=renal&limit=1", "first": "/v1/causes?category=renal&limit=1"}


def test_limit_and_fields_may_change_under_way(client: TestClient) -> None:
    following = read(client, "/v1/causes?limit=1")["links"]["next"].replace("limit=1", "limit=2") + "&fields=id"
    assert [item["id"] for item in read(client, following)["items"]] == [
        "causes/salt-wasting",
        "causes/small-bowel-disease",
    ]


def cursor_of(client: TestClient, url: str) -> str:
    following: str = read(client, url)["links"]["next"]
    return following.partition("cursor=")[2]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "/v1/causes?category=gastrointestinal",
        "/v1/causes?sort=-slug",
        "/v1/causes?sort=name",
        "/v1/causes?q=bowel",
        "/v1/causes?id=bowel-disease",
        "/v1/symptoms?",
        "/v1/claims?",
        "/v1/references?",
        "/v1/mechanisms/less-uptake/causes?",
    ],
)
def test_a_cursor_belongs_to_its_list(client: TestClient, elsewhere: str) -> None:
    cursor = cursor_of(client, "/v1/causes?limit=1")
    problem = refused(client.get(f"{elsewhere}&cursor={cursor}"), 400)
    assert problem["errors"][0]["where"] == "query.cursor"


def test_a_cursor_belongs_to_one_entity(client: TestClient) -> None:
    cursor = cursor_of(client, "/v1/causes/bowel-disease/claims?limit=1")
    refused(client.get(f"/v1/causes/salt-wasting/claims?cursor={cursor}"), 400)


def forged(cursor: str, *key: Any) -> str:
    """A cursor of the same list with another key."""
    kept, forward, *_ = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return base64.urlsafe_b64encode(json.dumps([kept, forward, *key]).encode()).decode().rstrip("=")


@pytest.mark.parametrize("key", [[], ["a", "b"], [1], [None], ["\ud800"], [["a"]]])
def test_a_forged_key(client: TestClient, key: list[Any]) -> None:
    cursor = forged(cursor_of(client, "/v1/causes?limit=1"), *key)
    refused(client.get(f"/v1/causes?cursor={cursor}"), 400)


@pytest.mark.parametrize(
    "cursor", ["", "x", "xx", "!!!!", "bnVsbA", "W10", "e30", "ZmFsc2U", "AAAA", "%F0%9F%92%8A", "a" * 1500]
)
@pytest.mark.parametrize("path", ["/v1/causes", "/v1/claims", "/v1/references", "/v1/causes/bowel-disease/claims"])
def test_garbage(client: TestClient, path: str, cursor: str) -> None:
    problem = refused(client.get(f"{path}?cursor={cursor}"), 400)
    assert problem["errors"][0]["where"] == "query.cursor"
    assert "next" in problem["errors"][0]["expected"]


def test_a_place_that_is_gone_still_orders_the_rest(client: TestClient) -> None:
    cursor = forged(cursor_of(client, "/v1/causes?limit=1"), "c")
    assert [item["slug"] for item in read(client, f"/v1/causes?cursor={cursor}")["items"]] == [
        "salt-wasting",
        "small-bowel-disease",
    ]

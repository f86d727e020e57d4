"""`/v1`: every resource that there is, with links that open."""

import pytest
from starlette.testclient import TestClient

from api.rest.index import RESOURCES
from tests.rest.asking import read

FILLED_IN = {
    "search": "/v1/search?q=omeprazole",
    "codes": "/v1/codes/atc/A02BC01",
    "graph": "/v1/graph?around=causes/bowel-disease",
    "changes": "/v1/dataset/changes?from=1.2.3",
}


def test_index(client: TestClient) -> None:
    index = read(client, "/v1")
    assert index["version"] == "1.2.3"
    assert index["licence"] == "CC-BY-4.0"
    assert index["disclaimer"] == "For tests only."
    assert index["links"].keys() == RESOURCES.keys()
    assert read(client, "/v1?fields=version,links").keys() == {"version", "links"}


POSTED = {"assess-medications", "assess-laboratory", "assess-differential"}


@pytest.mark.parametrize("name", RESOURCES)
def test_links_open(client: TestClient, name: str) -> None:
    href = read(client, "/v1")["links"][name]["href"]
    # What takes a body says so.
    answer = client.get(FILLED_IN.get(name, href))
    assert (answer.status_code, answer.headers.get("Allow")) == (
        (405, "OPTIONS, POST") if name in POSTED else (200, None)
    )
    assert FILLED_IN.get(name, href).partition("?")[0].startswith(href.partition("{")[0])


def test_every_list_is_in_it(client: TestClient) -> None:
    hrefs = {link["href"].partition("{")[0] for link in read(client, "/v1")["links"].values()}
    paths = read(client, "/openapi.json")["paths"]
    shallow = {path for path in paths if path.startswith("/v1/") and path.count("/") == 2 and "{" not in path}
    assert shallow <= hrefs

"""The documentation page asks nobody else for anything."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from fastapi import FastAPI

from tests.edge.asking import bare_app, client, with_edge


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return with_edge(bare_app())


def policy(header: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in header.split(";"))}


def test_all_that_it_loads_is_served_here(app: FastAPI) -> None:
    asked = client(app)
    page = asked.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(addresses) == 4
    for address in addresses:
        assert not address.startswith(("/", "http"))
        assert asked.get(f"/{address}").status_code == 200
    assert (
        '"openapi": "3.1' in asked.get("/openapi.json").text
        or asked.get("/openapi.json").json()["openapi"][:3] == "3.1"
    )


def test_its_policy_lets_in_this_origin_and_the_one_script_only(app: FastAPI) -> None:
    page = client(app).get("/docs")
    allowed = policy(page.headers["content-security-policy"])
    [script] = re.findall(r"<script>(.+?)</script>", page.text, re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert allowed["default-src"] == ["'none'"]
    assert allowed["script-src"] == ["'self'", f"'sha256-{digest}'"]
    assert allowed["style-src"] == allowed["connect-src"] == ["'self'"]
    assert "unsafe" not in page.headers["content-security-policy"]


def test_it_may_ask_the_public_url_too() -> None:
    page = client(with_edge(bare_app(), public_url="https://api.example.org/mg")).get("/docs")
    assert policy(page.headers["content-security-policy"])["connect-src"] == ["'self'", "https://api.example.org"]


def test_the_viewer_knows_openapi_31(app: FastAPI) -> None:
    bundle = client(app).get("/docs/assets/swagger-ui-bundle.js").text
    [version] = re.findall(r'PACKAGE_VERSION:"(\d+)\.', bundle)
    assert int(version) >= 5


def test_assets_are_revalidated_not_fetched_again(app: FastAPI) -> None:
    asked = client(app)
    first = asked.get("/docs/assets/swagger-ui.css", headers={"Accept-Encoding": "gzip"})
    assert first.headers["etag"].startswith('W/"')
    again = asked.get("/docs/assets/swagger-ui.css", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert asked.get("/docs/assets/../../pyproject.toml").status_code == 404


def test_a_title_is_text_not_markup() -> None:
    app = FastAPI(title="<b>&", docs_url=None, redoc_url=None)
    assert "<title>&lt;b&gt;&amp;</title>" in client(with_edge(app)).get("/docs").text

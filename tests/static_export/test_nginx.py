"""The shipped nginx configuration on an export, asked over HTTP: pages as the live service sends them, or a problem."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.settings import Settings
from api.static_export.export import Exported, export_static
from tests.static_export.reading import pages
from tests.static_export.web_server import Answer, WebServer, nginx, serving

# What the live service says of an answer that files cannot say: see docs/static-export.md.
LIVE_ONLY = {"accept-ranges", "date", "etag", "last-modified", "link", "vary", "x-request-id"}
ADDED = {"connection", "content-length", "date", "etag", "last-modified", "server", "vary"}
KINDS = (
    "/v1",
    "/v1/functions",
    "/v1/causes/bowel-disease",
    "/v1/causes/bowel-disease/claims",
    "/v1/dataset/changes?from=1.2.3",
    "/v1/dataset/export/json",
    "/v1/dataset/export/csv",
    "/v1/dataset/export/sqlite",
    "/healthz",
    "/readyz",
    "/openapi.json",
    "/docs",
    "/docs/assets/favicon-32x32.png",
    "/docs/assets/swagger-ui.css",
    "/docs/assets/swagger-ui-bundle.js",
    "/problems",
    "/problems/not-found",
)


@pytest.fixture(scope="module")
def web(exported: Exported, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    static = exported.folder.with_name("static")
    with serving(static, tmp_path_factory.mktemp("nginx")) as server:
        yield server


def tag(exported: Exported) -> str:
    return f'W/"{exported.folder.name.rpartition("-")[2]}"'


def problem(answer: Answer, status: int) -> Any:
    """The body of a refusal, which any page may read and which carries no tag."""
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["etag"] is None
    assert answer.headers["cache-control"] == ("public, max-age=60" if status == 404 else "no-store")
    return json.loads(answer.body)


def test_without_nginx_only_continuous_integration_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="nginx is not installed"):
        nginx(str(tmp_path))
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="nginx is not installed"):
        nginx(str(tmp_path))


def test_every_page_is_its_file(exported: Exported, web: WebServer) -> None:
    for address, entry in pages(exported.folder).items():
        body = (exported.folder / entry["path"]).read_bytes()
        plain = web.ask(address)
        assert (plain.status, plain.headers["content-type"]) == (200, entry["media_type"]), address
        assert plain.body == body, address
        packed = web.ask(address, headers={"Accept-Encoding": "br;q=1, gzip;q=0.8"})
        assert (packed.headers["content-encoding"] == "gzip") == entry["gzip"], address
        assert (gzip.decompress(packed.body) if entry["gzip"] else packed.body) == body, address
        assert plain.headers["etag"] == packed.headers["etag"] == tag(exported)
        assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    assert any(len(address) > 220 for address in pages(exported.folder))


@pytest.mark.parametrize("address", KINDS)
def test_headers_are_those_of_the_live_service(address: str, live: TestClient, web: WebServer) -> None:
    expected = {name: text for name, text in live.get(address).headers.items() if name not in LIVE_ONLY}
    headers = {name.lower(): text for name, text in web.ask(address).headers.items()}
    assert expected.items() <= headers.items()
    assert headers.keys() - expected.keys() <= ADDED


@pytest.mark.parametrize("address", KINDS)
def test_head_is_get_without_a_body(address: str, web: WebServer) -> None:
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        head, get = web.ask(address, "HEAD", headers), web.ask(address, headers=headers)
        assert (head.status, head.body) == (200, b"")
        assert {k: v for k, v in head.headers.items() if k != "Date"} == {
            k: v for k, v in get.headers.items() if k != "Date"
        }


def test_last_modified_is_the_day_of_the_release(live: TestClient, web: WebServer) -> None:
    assert web.ask("/v1/causes").headers["last-modified"] == live.get("/v1/causes").headers["last-modified"]


@pytest.mark.parametrize(
    ("held", "status"),
    [
        ("{tag}", 304),
        ("{strong}", 304),
        ("*", 304),
        (" * ", 304),
        ('"x", {tag}', 304),
        ('{tag}, "x"', 304),
        ('W/"x",{strong},"y"', 304),
        ('"x"', 200),
        ('W/"0123456789abcdef"', 200),
        ("{bare}", 200),
        ('"x{bare}"', 200),
        ('"{bare}x"', 200),
        ("", 200),
    ],
)
@pytest.mark.parametrize("address", ["/v1/functions", "second page", "/openapi.json"])
def test_none_match(address: str, held: str, status: int, exported: Exported, web: WebServer) -> None:
    if address == "second page":
        address = json.loads(web.ask("/v1/functions").body)["links"]["next"]
    weak = tag(exported)
    field = held.format(tag=weak, strong=weak.removeprefix("W/"), bare=weak.removeprefix("W/").strip('"'))
    answer = web.ask(address, headers={"If-None-Match": field})
    assert answer.status == status
    whole = web.ask(address)
    for name in ("etag", "cache-control", "vary", "last-modified", "access-control-allow-origin", "hypomag-release"):
        assert answer.headers[name] == whole.headers[name]
    if status == 304:
        assert answer.body == b""
        assert answer.headers["content-length"] is None
        assert answer.headers["content-encoding"] is None


def test_no_error_becomes_a_304(web: WebServer) -> None:
    any_tag = {"If-None-Match": "*"}
    problem(web.ask("/v1/causes/nothing", headers=any_tag), 404)
    problem(web.ask("/v1/causes?x=1", headers=any_tag), 400)
    problem(web.ask("/v1/functions?cursor=nothing", headers=any_tag), 400)
    problem(web.ask("/v1/functions", "POST", any_tag, b"{}"), 405)


def test_other_preconditions(web: WebServer) -> None:
    problem(web.ask("/v1", headers={"If-Match": 'W/"x"'}), 412)
    # A date does not tell two releases of one day apart.
    since = web.ask("/v1").headers["last-modified"]
    assert web.ask("/v1", headers={"If-Modified-Since": since}).status == 200
    assert web.ask("/v1/dataset/export/sqlite", headers={"Range": "bytes=0-9"}).status == 200


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/v1/",
        "/v1/causes/",
        "/v1/causes/nothing",
        "/v2",
        "/v1/causes.json",
        "/v1/causes.json.gz",
        "/v1/search",
        "/v1/codes/atc/A02BC",
        "//v1/causes",
        "/v1//causes",
        "/manifest.jsonl",
        "/manifest",
        "/nginx-release.conf",
        "/nginx-release",
        "/problems@404",
        "/problems@404.json",
        "/problems@204",
        "/special@",
        "/docs/assets/",
        "/docs/assets",
        "/docs.html",
        "/docs/assets/swagger-ui.css.gz",
        "/docs/assets/../../manifest.jsonl",
        "/v1/%2e%2e/manifest.jsonl",
        "/v1/..%2fmanifest.jsonl",
        "/.page",
        "/v1/.",
        "/v1/functions@cursor=x",
        "/v1/causes%20",
        "/v1/causes%0a",
        "/v1/causes%252e",
        "/v1/caus%C3%A9s",
        "/V1/CAUSES",
    ],
)
def test_what_is_no_page_is_a_404(target: str, web: WebServer) -> None:
    for method in ("GET", "OPTIONS", "POST"):
        assert "let alone that it is safe" in problem(web.ask(target, method), 404)["detail"]


@pytest.mark.parametrize(
    "target",
    [
        "/../etc/passwd",
        "/%2e%2e/etc/passwd",
        "/v1/../../etc/passwd",
        "/v1/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/v1/..%2f..%2f..%2fetc/passwd",
        "/v1/causes%00",
        "/v1/causes%",
        "/v1/causes%zz",
    ],
)
def test_what_leads_outside_is_a_400(target: str, web: WebServer) -> None:
    assert b"root:" not in web.ask(target).body
    problem(web.ask(target), 400)


@pytest.mark.parametrize(
    "query",
    [
        "limit=5",
        "fields=name",
        "q=x",
        "cursor=",
        "cursor=x",
        "cursor=../causes",
        "cursor=..%2fcauses",
        "cursor=%2e%2e/%2e%2e/manifest",
        "cursor=x/../../causes",
        "cursor=" + "x" * 200 + "/../../../causes",
        "cursor=" + "a" * 300,
        "cursor=" + "a" * 1000,
        "from=../../causes",
        "from=..",
        "x",
        "=",
        "&",
        "?",
        "cursor=x&cursor=y",
        "@",
    ],
)
@pytest.mark.parametrize("path", ["/v1/functions", "/v1/dataset/changes", "/v1/causes/bowel-disease", "/v1/nothing"])
def test_an_unknown_query_is_never_answered_with_a_page(path: str, query: str, web: WebServer) -> None:
    assert "no query is answered" in problem(web.ask(f"{path}?{query}"), 400)["detail"]


def test_a_known_query_with_more_is_unknown(web: WebServer) -> None:
    page = json.loads(web.ask("/v1/functions").body)["links"]["next"]
    assert web.ask(page).status == 200
    for more in ("&limit=5", "&", "=", ".json", "%20"):
        problem(web.ask(page + more), 400)
    problem(web.ask(page.replace("/functions?", "/causes?")), 400)


def test_an_empty_query_is_none(web: WebServer) -> None:
    assert web.ask("/v1/functions?").body == web.ask("/v1/functions").body


def test_the_same_path_in_other_spelling_is_the_same_page(live: TestClient, web: WebServer) -> None:
    for target in ("/v1%2fcauses%2Fbowel-disease", "/v1/c%61uses/bowel%2ddisease"):
        assert web.ask(target).body == live.get(target).content == live.get("/v1/causes/bowel-disease").content


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACE"])
def test_other_methods_are_a_405(method: str, web: WebServer) -> None:
    answer = web.ask("/v1/causes", method)
    problem(answer, 405)
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_large_request_is_a_problem(web: WebServer) -> None:
    problem(web.ask("/v1/causes", "POST", body=b" " * 1_100_000), 413)
    problem(web.ask(f"/v1/causes/{'x' * 9000}"), 414)
    problem(web.ask("/v1/causes", headers={"X-Long": "x" * 9000}), 400)


def test_a_preflight_is_granted_as_by_the_live_service(live: TestClient, web: WebServer) -> None:
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    allowed = web.ask("/v1/causes", "OPTIONS", asked).headers["access-control-allow-headers"]
    expected = live.options("/v1/causes", headers={**asked, "Access-Control-Request-Headers": allowed})
    granted = web.ask("/v1/causes", "OPTIONS", asked)
    assert (granted.status, granted.body) == (expected.status_code, expected.content) == (204, b"")
    names = ["allow", *(name for name in expected.headers if name.startswith("access-control-"))]
    assert {name: granted.headers[name] for name in names} == {name: expected.headers[name] for name in names}


def test_a_new_release_is_taken_up_whole_by_a_reload(
    settings: Settings, wide_settings: Settings, tmp_path: Path
) -> None:
    static = tmp_path / "site" / "static"
    first = export_static(settings, static)
    (tmp_path / "nginx").mkdir()
    with serving(static, tmp_path / "nginx") as web:
        before = web.ask("/v1/functions")
        second = export_static(wide_settings, static)
        # Still one release: its bytes, its tag, its name.
        between = web.ask("/v1/functions")
        assert (between.body, between.headers["etag"]) == (before.body, tag(first))
        added = next(address for address in pages(second.folder) if "/functions/function-001" in address)
        assert web.ask(added).status == 404
        web.reload(second.folder.name.rpartition("-")[2])
        after = web.ask("/v1/functions", headers={"If-None-Match": tag(first)})
        assert (after.status, after.headers["etag"]) == (200, tag(second))
        assert after.headers["hypomag-release"] != before.headers["hypomag-release"]
        assert web.ask(added).status == 200

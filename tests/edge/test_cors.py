"""Any page may ask and may read every answer."""

import pytest
from fastapi import APIRouter, FastAPI
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles

from tests.edge.asking import bare_app, client, nothing, with_edge

EXPOSED = {"etag", "link", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id", "hypomag-release"}


@pytest.fixture(scope="module")
def app() -> FastAPI:
    app, outer, inner = bare_app(), APIRouter(prefix="/v1"), APIRouter(prefix="/inner")
    outer.get("/causes/{slug}")(nothing)
    outer.put("/causes/{slug}")(nothing)
    inner.get("/both")(nothing)
    inner.post("/both")(nothing)
    inner.delete("/{anything}")(nothing)
    outer.include_router(inner)
    app.include_router(outer)

    @app.get("/v1/crash")
    def crash() -> None:
        raise RuntimeError

    @app.get("/v1/own", response_model=None)
    def own() -> PlainTextResponse:
        return PlainTextResponse("x", headers={"Access-Control-Allow-Origin": "https://one.example"})

    app.mount("/mounted", PlainTextResponse("mounted"))
    app.mount("/files", StaticFiles(packages=[("fastapi_swagger", "resources")]))
    return with_edge(app)


@pytest.mark.parametrize(
    "origin", [{}, {"Origin": "https://page.example"}, {"Origin": "null"}], ids=["no", "some", "null"]
)
@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/v1/causes/x", {}, 200),
        ("HEAD", "/v1/causes/x", {}, 200),
        ("GET", "/v1/causes/x", {"If-None-Match": "*"}, 304),
        ("GET", "/v1/causes/x", {"Accept": "text/html"}, 406),
        ("GET", "/v1/causes/x?q=%00", {}, 400),
        ("POST", "/v1/causes/x", {}, 405),
        ("GET", "/nowhere", {}, 404),
        ("GET", "/v1/crash", {}, 500),
        ("GET", "/v1/own", {"Accept": "*/*"}, 200),
        ("OPTIONS", "/v1/causes/x", {}, 204),
        ("OPTIONS", "/nowhere", {}, 404),
        ("OPTIONS", "/v1/causes/x", {"Access-Control-Request-Method": "PUT"}, 204),
    ],
)
def test_every_answer_is_open(
    app: FastAPI, origin: dict[str, str], method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = client(app).request(method, path, headers=headers | origin)
    assert answer.status_code == status
    assert answer.headers.get_list("access-control-allow-origin") == ["*"]
    assert set(answer.headers["access-control-expose-headers"].lower().split(", ")) >= EXPOSED
    assert "access-control-allow-credentials" not in answer.headers
    assert "origin" not in answer.headers.get("vary", "").lower()


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/causes/x", "GET, HEAD, OPTIONS, PUT"),
        ("/v1/inner/both", "DELETE, GET, HEAD, OPTIONS, POST"),
        ("/v1/inner/other", "DELETE, OPTIONS"),
        ("/files/swagger-ui.css", "GET, HEAD, OPTIONS"),
        ("/mounted/x", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"),
        ("/openapi.json", "GET, HEAD, OPTIONS"),
        ("/docs", "GET, HEAD, OPTIONS"),
    ],
)
def test_the_methods_are_those_of_all_routes_at_the_path(app: FastAPI, path: str, allowed: str) -> None:
    plain = client(app).options(path)
    assert (plain.status_code, plain.content) == (204, b"")
    assert plain.headers["allow"] == allowed
    assert "access-control-allow-methods" not in plain.headers
    preflight = client(app).options(path, headers={"Origin": "https://a", "Access-Control-Request-Method": "GET"})
    assert preflight.headers["access-control-allow-methods"] == allowed
    assert int(preflight.headers["access-control-max-age"]) > 0


def test_405_names_the_same_methods(app: FastAPI) -> None:
    for path, allowed in (("/v1/inner/both", "DELETE, GET, HEAD, OPTIONS, POST"), ("/files/x", "GET, HEAD, OPTIONS")):
        answer = client(app).patch(path)
        assert answer.status_code == 405
        assert answer.headers.get_list("allow") == [allowed]
        assert answer.json()["errors"][0]["expected"] == allowed


def test_only_known_headers_are_granted_and_none_is_repeated(app: FastAPI) -> None:
    wanted = "authorization,X-API-KEY , if-none-match,x-evil,<b>,,accept"
    headers = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": wanted}
    granted = client(app).options("/v1/causes/x", headers=headers).headers["access-control-allow-headers"]
    assert granted == "Accept, Authorization, If-None-Match, X-API-Key"
    headers["Access-Control-Request-Headers"] = "x-evil"
    assert "access-control-allow-headers" not in client(app).options("/v1/causes/x", headers=headers).headers

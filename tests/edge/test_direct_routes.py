"""The short way to a route gives what FastAPI gives, and takes only what is plain."""

from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Header, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from api.edge.direct_routes import DirectRoutes
from api.edge.parameters import NoParameters, SingleValues
from api.errors import NotFound


class Asked(BaseModel):
    """What the routes of these tests are asked."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    size: Annotated[int, Field(ge=1)] = 7
    word: str | None = None
    kind: Annotated[str | None, Field(alias="class")] = None
    id: list[str] = []


def direct(request: Request) -> bool:
    """Whether FastAPI's own routing was left out."""
    return "fastapi_inner_astack" not in request.scope


def make_app() -> FastAPI:
    app = FastAPI(redirect_slashes=False)

    @app.get("/v1/things", dependencies=[SingleValues])
    async def things(request: Request, query: Annotated[Asked, Query()]) -> Response:
        return Response(f"{direct(request)} {query.model_dump_json()}")

    @app.get("/v1/things/fixed", dependencies=[NoParameters])
    async def fixed(request: Request) -> Response:
        return Response(f"{direct(request)} fixed {request.scope['route'].path}")

    @app.get("/v1/things/slow")
    def slow(request: Request) -> Response:
        return Response(f"{direct(request)} slow")

    @app.get("/v1/things/{name}")
    async def thing(request: Request, name: Annotated[str, Path(max_length=5)]) -> Response:
        if name == "none":
            raise NotFound("There is none.")
        return Response(f"{direct(request)} {name} {request.path_params}")

    @app.get("/v1/{any}/{name}/parts")
    async def parts(request: Request, any: str, name: str) -> Response:
        return Response(f"{direct(request)} {any} {name}")

    add_what_is_not_plain(app)
    return app


def add_what_is_not_plain(app: FastAPI) -> None:
    app.mount("/v1/mounted", Starlette(routes=[Route("/x", lambda _: Response("mounted"))]))

    @app.get("/v1/{any}/{name}")
    async def whatever(request: Request, any: str, name: str) -> Response:
        return Response(f"{direct(request)} {any} {name}")

    @app.get("/v1/long/{name:path}")
    async def long(request: Request, name: str) -> Response:
        return Response(f"{direct(request)} {name}")

    @app.get("/v1/header")
    async def with_header(request: Request, x_word: Annotated[str, Header()] = "") -> Response:
        return Response(f"{direct(request)} {x_word}")

    @app.get("/v1/dependency")
    async def with_dependency(request: Request, one: Annotated[int, Depends(lambda: 1)]) -> Response:
        return Response(f"{direct(request)} {one}")

    @app.get("/v1/serialised")
    async def serialised(request: Request) -> dict[str, bool]:
        return {"direct": direct(request)}

    @app.get("/v1/thread")
    def in_a_thread(request: Request) -> Response:
        return Response(str(direct(request)))

    @app.post("/v1/things")
    async def posted(request: Request) -> Response:
        return Response(str(direct(request)))


@pytest.fixture
def clients() -> tuple[TestClient, TestClient]:
    """One with the short way, and one without."""
    short = make_app()
    short.add_middleware(DirectRoutes)
    return TestClient(short), TestClient(make_app())


@pytest.mark.parametrize(
    "url",
    [
        "/v1/things",
        "/v1/things?size=3&word=a%20b&id=x&id=y",
        "/v1/things?class=c&word=",
        "/v1/things?id=x",
        "/v1/things/fixed",
        "/v1/things/a%2Bb",
        "/v1/things/%F0%9F%92%8A",
        "/v1/causes/x/parts",
        "/v1/causes/x",
        "/v1/things/x/parts",
    ],
)
def test_what_is_plain_goes_the_short_way(clients: tuple[TestClient, TestClient], url: str) -> None:
    short, whole = (client.get(url) for client in clients)
    assert short.text.startswith("True ")
    assert short.text.removeprefix("True ") == whole.text.removeprefix("False ")


@pytest.mark.parametrize(
    "url",
    [
        "/v1/things?size=0",
        "/v1/things?size=x",
        "/v1/things?nope=1",
        "/v1/things/toolong",
        "/v1/things/fixed?x=1",
        "/v1/things/slow",
        "/v1/mounted/x",
        "/v1/long/a/b/c",
        "/v1/header",
        "/v1/dependency",
        "/v1/serialised",
        "/v1/thread",
        "/v1/nothing",
        "/v1/nothing/at/all/here",
        "/",
        "/v1/things/",
    ],
)
def test_all_else_is_left_to_fastapi(clients: tuple[TestClient, TestClient], url: str) -> None:
    short, whole = (client.get(url) for client in clients)
    assert (short.status_code, short.content) == (whole.status_code, whole.content)
    assert not short.text.startswith("True")


def test_other_methods_are_left_to_fastapi(clients: tuple[TestClient, TestClient]) -> None:
    for method in ("POST", "PUT", "DELETE"):
        short, whole = (client.request(method, "/v1/things") for client in clients)
        assert (short.status_code, short.content) == (whole.status_code, whole.content)


def test_an_error_of_ours_passes(clients: tuple[TestClient, TestClient]) -> None:
    with pytest.raises(NotFound):
        clients[0].get("/v1/things/none")

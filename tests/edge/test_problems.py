"""Every error is problem+json, with a `type` that opens and nothing of the inside."""

import json
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException
from starlette.responses import StreamingResponse

from api.edge.problem_types import PROBLEM_TYPES
from api.errors import BadRequest, Fault, Gone, HypomagError, InvalidParameter, NotFound, Unavailable
from tests.edge.asking import Answer, ask, bare_app, client, nothing, with_edge

ERRORS: dict[str, Exception] = {
    "bad": BadRequest(
        "The cursor is not one of ours.", [Fault("query.cursor", "It is cut short.", "a cursor", "next")]
    ),
    "missing": NotFound("There is no cause alcohl.", ["causes/alcohol", "/v1/causes"]),
    "gone": Gone("causes/old", "causes/new"),
    "invalid": InvalidParameter("Two at most."),
    "closed": Unavailable("The release is being replaced."),
    "teapot": HTTPException(418, "Short and stout", {"X-Spout": "left"}),
    "absent": HTTPException(404, "The page is torn out."),
    "odd": HTTPException(499),
    "see": HTTPException(304),
    "crash": RuntimeError("password hunter2"),
    "group": ExceptionGroup("several", [ValueError("hunter2")]),
}


@pytest.fixture(scope="module")
def app() -> FastAPI:
    app = bare_app()

    @app.get("/v1/raise/{name}")
    def fail(name: str) -> None:
        raise ERRORS[name]

    return with_edge(app)


@pytest.mark.parametrize(
    ("name", "status", "slug"),
    [
        ("bad", 400, "bad-request"),
        ("missing", 404, "not-found"),
        ("absent", 404, "not-found"),
        ("gone", 410, "gone"),
        ("invalid", 422, "invalid-parameter"),
        ("crash", 500, "internal-error"),
        ("group", 500, "internal-error"),
        ("closed", 503, "unavailable"),
    ],
)
def test_shape(app: FastAPI, name: str, status: int, slug: str) -> None:
    answer = client(app).get(f"/v1/raise/{name}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert list(body)[:5] == ["type", "title", "status", "detail", "instance"]
    assert body["type"] == f"/problems/{slug}"
    assert body["status"] == status
    assert body["instance"] == f"/v1/raise/{name}"
    kind = client(app).get(body["type"]).json()
    assert (kind["type"], kind["title"], kind["status"]) == (body["type"], body["title"], status)


def test_faults_are_told_whole_and_absent_parts_are_left_out(app: FastAPI) -> None:
    bad = client(app).get("/v1/raise/bad").json()
    assert bad["errors"] == [
        {"where": "query.cursor", "message": "It is cut short.", "expected": "a cursor", "did_you_mean": "next"}
    ]
    assert "errors" not in client(app).get("/v1/raise/invalid").json()


def test_not_found_and_gone_lead_on(app: FastAPI) -> None:
    assert client(app).get("/v1/raise/missing").json()["did_you_mean"] == ["/v1/causes/alcohol", "/v1/causes"]
    gone = client(app).get("/v1/raise/gone")
    assert gone.json()["successor"] == "/v1/causes/new"
    assert gone.headers["link"] == '</v1/causes/new>; rel="successor-version"'


def test_links_begin_with_the_public_url() -> None:
    app = bare_app()

    @app.get("/v1/gone")
    def gone() -> None:
        raise Gone("causes/old", "causes/n\u00e9w")

    answer = client(with_edge(app, public_url="https://api.example.org/mg")).get("/v1/gone")
    assert answer.json()["type"] == "https://api.example.org/mg/problems/gone"
    assert answer.headers["link"] == '<https://api.example.org/mg/v1/causes/n%C3%A9w>; rel="successor-version"'


@pytest.mark.parametrize("name", ["crash", "group"])
def test_a_500_tells_nothing_but_logs_everything(app: FastAPI, name: str, caplog: pytest.LogCaptureFixture) -> None:
    answer = client(app).get(f"/v1/raise/{name}", headers={"X-Request-Id": "seen-by-us"})
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-request-id"] == "seen-by-us"
    assert answer.headers["access-control-allow-origin"] == "*"
    [record] = caplog.records
    assert "seen-by-us" in record.getMessage()
    assert record.exc_info is not None
    assert record.exc_info[1] is ERRORS[name]


def test_a_503_is_logged_with_its_cause(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    client(app).get("/v1/raise/closed")
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_faults_of_clients_are_not_logged(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("bad", "missing", "gone", "invalid"):
        client(app).get(f"/v1/raise/{name}")
    assert caplog.records == []


def test_a_log_entry_cannot_be_forged(caplog: pytest.LogCaptureFixture) -> None:
    app = bare_app()

    @app.get("/v1/{name}")
    def fail(name: str) -> None:
        raise RuntimeError(name)

    ask(with_edge(app), b"/v1/a%0AERROR%20all%20is%20lost")
    assert "\n" not in caplog.records[0].getMessage()


def test_statuses_outside_the_table_say_no_more_than_they_are(app: FastAPI) -> None:
    teapot = client(app).get("/v1/raise/teapot")
    assert teapot.status_code == 418
    assert teapot.headers["x-spout"] == "left"
    assert teapot.json()["type"] == "about:blank"
    assert teapot.json()["title"] == "I'm a Teapot"
    assert client(app).get("/v1/raise/odd").json()["title"] == "Error"


def test_a_raised_304_is_no_problem(app: FastAPI) -> None:
    answer = client(app).get("/v1/raise/see")
    assert answer.status_code == 304
    assert answer.content == b""


def test_a_framework_404_with_a_detail_keeps_it(app: FastAPI) -> None:
    assert client(app).get("/v1/raise/absent").json()["detail"] == "The page is torn out."


@pytest.mark.parametrize("path", ["/v1/cuases", "/v1/causes/", "/V1/Causes"])
def test_an_unknown_path_is_named_with_its_nearest(path: str) -> None:
    app = bare_app()
    app.get("/v1/causes")(nothing)
    app.get("/v1/claims/{slug}")(nothing)
    answer = client(with_edge(app)).get(path)
    assert answer.status_code == 404
    assert path in answer.json()["detail"]
    assert answer.json()["did_you_mean"][0] == "/v1/causes"


def test_an_error_with_half_a_surrogate_pair_can_still_be_written() -> None:
    app = bare_app()

    @app.get("/v1/x")
    def fail() -> None:
        raise NotFound("no \ud800", ["causes/\ud800"])

    body = client(with_edge(app)).get("/v1/x").json()
    assert body["detail"] == "no ?"
    assert body["did_you_mean"] == ["/v1/causes/%3F"]


def test_a_long_detail_is_cut() -> None:
    app = bare_app()

    @app.get("/v1/{name}")
    def fail(name: str) -> None:
        raise NotFound(f"There is no {name}.")

    assert len(client(with_edge(app)).get("/v1/" + "x" * 10_000).text) < 1500


def test_a_started_answer_is_cut_off_not_ended(caplog: pytest.LogCaptureFixture) -> None:
    app = bare_app()

    def half() -> Any:
        yield b"[1,"
        raise RuntimeError("halfway")

    app.get("/v1/half", response_model=None)(lambda: StreamingResponse(half(), media_type="application/json"))
    sent = Answer()
    with pytest.raises(RuntimeError, match="halfway"):
        ask(with_edge(app), b"/v1/half", answer=sent)
    assert sent.status == 200
    assert sent.body == b"[1,"
    assert not sent.complete
    assert len(caplog.records) == 1


def test_every_error_of_the_domain_has_a_problem_type() -> None:
    listed = {kind.slug: kind for kind in PROBLEM_TYPES}
    assert len(listed) == len(PROBLEM_TYPES)
    family: list[type[HypomagError]] = [HypomagError]
    family += [error for error in HypomagError.__subclasses__() if error.__module__ == "api.errors"]
    assert len(family) > 5
    for error in family:
        assert (listed[error.slug].title, listed[error.slug].status) == (error.title, error.status)


def test_the_table_of_problem_types_is_served(app: FastAPI) -> None:
    asked = client(app)
    listed = asked.get("/problems").json()["items"]
    assert [kind["status"] for kind in listed] == sorted(kind["status"] for kind in listed)
    for kind in listed:
        assert asked.get(kind["type"]).json() == kind
    assert asked.get("/problems/gonne").json()["did_you_mean"] == ["/problems/gone"]
    assert asked.get("/problems?page=2").status_code == 400
    assert json.dumps(listed)

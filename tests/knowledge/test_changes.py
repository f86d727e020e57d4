"""`/v1/dataset/changes`: what happened between an earlier release, of which only the manifest is left, and this one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.pack.load import build_release, keep_manifest
from api.settings import Settings
from tests.conftest import FIXTURE_PACK
from tests.pack.damage import both, copy, remove, swap
from tests.rest.asking import read, refused

BOWEL = "causes/bowel-disease.yaml"
NEW = "functions/nerves.yaml"


def release(pack: Path, version: str) -> None:
    text = (pack / "dataset.yaml").read_text()
    before = text.partition("version: ")[2].partition("\n")[0]
    (pack / "dataset.yaml").write_text(text.replace(f"version: {before}", f"version: {version}"))
    keep_manifest(pack)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serves the third of three releases; the first two are known by their manifests."""
    folder = tmp_path_factory.mktemp("changes")
    pack = Path(shutil.copytree(FIXTURE_PACK, folder / "pack"))
    release(pack, "1.9.0")
    both(
        copy("functions/heart-rhythm.yaml", NEW),
        swap(NEW, "name: Heart rhythm", "name: Nerves"),
        swap(NEW, "  heart-rhythm:", "  nerves:"),
        swap("functions/heart-rhythm.yaml", "summary: Magnesium keeps", "summary: It keeps"),
        remove("laboratory-tests/serum-magnesium.yaml"),
        swap(BOWEL, "  wasting-clue:", "  tiredness-clue:"),
        swap(BOWEL, "The diseased bowel takes up less.", "The bowel takes up less."),
        copy("references/blog-a.yaml", "references/blog-b.yaml"),
        swap(NEW, "reference: blog-a", "reference: blog-b"),
        swap("references/label-a.yaml", "year: 2011", "year: 2012"),
        remove("references/review-b.yaml"),
        swap(BOWEL, "      - {reference: review-b, level: review, note: Lists it too.}\n", ""),
        swap("mechanisms/kidney-loss.yaml", "review-b", "review-a"),
        swap("diagnostic-algorithms/workup.yaml", "review-b", "review-a"),
    )(pack)
    release(pack, "1.10.0")
    swap("symptoms/fits.yaml", "A fit needs urgent care.", "A fit needs care at once.")(pack)
    release(pack, "2.0.0")
    link = folder / "hypomag.sqlite"
    build_release(pack, link, lambda _step, _share: None)
    with TestClient(create_app(Settings(database_url=f"sqlite:///{link}"))) as client:
        yield client


def test_everything_that_happened(client: TestClient) -> None:
    answer = read(client, "/v1/dataset/changes?from=1.9.0")
    now = read(client, "/v1/dataset")
    assert answer["current"] == {key: now[key] for key in ("version", "digest", "date")}
    assert (answer["earlier"]["version"], answer["earlier"]["date"]) == ("1.9.0", "2026-01-02")
    assert len(answer["earlier"]["digest"]) == 64
    assert answer["earlier"]["digest"] != now["digest"]
    assert answer["entities"] == {
        "added": ["functions/nerves"],
        "removed": ["laboratory-tests/serum-magnesium"],
        "changed": ["functions/heart-rhythm"],
    }
    assert answer["claims"] == {
        "added": ["causes/bowel-disease/claims/tiredness-clue", "functions/nerves/claims/nerves"],
        "removed": ["causes/bowel-disease/claims/wasting-clue", "laboratory-tests/serum-magnesium/claims/low"],
        "changed": [
            "causes/bowel-disease/claims/less-uptake",
            "causes/bowel-disease/claims/low-magnesium",
            "diagnostic-algorithms/workup/claims/measure",
            "mechanisms/kidney-loss/claims/kidney-loss",
            "symptoms/fits/claims/call-for-help",
        ],
    }
    assert answer["references"] == {"added": ["blog-b"], "removed": ["review-b"], "changed": ["label-a"]}
    assert answer["known_versions"] == ["1.9.0", "1.10.0", "2.0.0"]


def test_a_later_release_has_less_to_tell(client: TestClient) -> None:
    answer = read(client, "/v1/dataset/changes?from=1.10.0&fields=entities,claims,references")
    nothing: dict[str, list[str]] = {"added": [], "removed": [], "changed": []}
    assert answer == {
        "entities": nothing,
        "claims": nothing | {"changed": ["symptoms/fits/claims/call-for-help"]},
        "references": nothing,
    }


def test_since_itself_nothing_changed(client: TestClient) -> None:
    answer = read(client, "/v1/dataset/changes?from=2.0.0")
    assert answer["earlier"] == answer["current"]
    for part in ("entities", "claims", "references"):
        assert answer[part] == {"added": [], "removed": [], "changed": []}


def test_an_unknown_version_is_refused_with_the_known(client: TestClient) -> None:
    (fault,) = refused(client.get("/v1/dataset/changes?from=1.9"), 422)["errors"]
    assert fault == {
        "where": "query.from",
        "message": "version '1.9' is not known",
        "expected": "one of 1.9.0, 1.10.0, 2.0.0",
    }


@pytest.mark.parametrize(
    ("query", "status", "where"),
    [
        ("", 422, "query.from"),
        ("?from=", 422, "query.from"),
        ("?from=" + 41 * "1", 422, "query.from"),
        ("?from=1.9.0&from_version=1.9.0", 400, "query.from_version"),
        ("?from=1.9.0&to=2.0.0", 400, "query.to"),
        ("?from=1.9.0&fields=added", 422, "query.fields"),
    ],
)
def test_what_cannot_be_asked_is_refused(client: TestClient, query: str, status: int, where: str) -> None:
    assert where in {fault["where"] for fault in refused(client.get(f"/v1/dataset/changes{query}"), status)["errors"]}

"""`/v1/dataset`: the identity of a release, and how much is in it."""

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from api.curies import SYSTEMS
from api.db import open_for_serving
from api.errors import SetupError
from api.knowledge.release import read_identity
from tests.conftest import FIXTURE_PACK
from tests.knowledge.edges_of_claims import every
from tests.rest.asking import read, refused


def test_what_the_release_is(client: TestClient, release_file: Path) -> None:
    release = read(client, "/v1/dataset")
    assert release["title"] == "Test pack"
    assert (release["version"], release["date"], release["licence"]) == ("1.2.3", "2026-01-02", "CC-BY-4.0")
    assert release["disclaimer"] == "For tests only."
    assert release["notice"] == (FIXTURE_PACK / "NOTICE.md").read_text()
    assert release_file.stem == f"hypomag-{release['digest'][:16]}"
    assert {system["prefix"] for system in release["code_systems"]} == set(SYSTEMS)


def test_the_counts_are_those_of_the_lists(client: TestClient) -> None:
    counts = read(client, "/v1/dataset?fields=counts")["counts"]
    claims = list(every(client, "claims"))
    evidence = [evidence for claim in claims for evidence in claim["evidence"]]
    lists = [kind for kind in counts["entities"] if kind != "condition"]
    entities = {kind: list(every(client, kind)) for kind in lists} | {"condition": [read(client, "/v1/condition")]}
    assert counts == {
        "entities": {kind: len(entities[kind]) for kind in counts["entities"]},
        "claims": len(claims),
        "claims_by_kind": Counter(claim["kind"] for claim in claims),
        "claims_by_strength": Counter(claim["strength"] for claim in claims),
        "evidence": len(evidence),
        "disputing_evidence": sum(item["stance"] == "disputes" for item in evidence),
        "references": len(list(every(client, "references"))),
        "codes": Counter(
            code["code"].partition(":")[0] for items in entities.values() for item in items for code in item["codes"]
        ),
    }


def test_only_fields_can_be_asked(client: TestClient) -> None:
    assert read(client, "/v1/dataset?fields=version,licence") == {"version": "1.2.3", "licence": "CC-BY-4.0"}
    refused(client.get("/v1/dataset?version=1"), 400)


@pytest.mark.parametrize(
    "damage", ["DELETE FROM release", "UPDATE release SET strength_rule = '0'", "DROP TABLE release"]
)
def test_what_is_no_release_of_ours_is_refused(damage: str, release_file: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(release_file, tmp_path))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(damage)
    engine = open_for_serving(file)
    with Session(engine) as session, pytest.raises(SetupError, match=r"^The database is no .*: run `hypomag build`\.$"):
        read_identity(session.connection())
    engine.dispose()

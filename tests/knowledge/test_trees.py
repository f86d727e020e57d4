"""What stands below an entity, at any depth; and lists by name, whatever letters the names have."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from api.app import create_app
from api.pack.load import build_release
from api.settings import Settings
from tests.rest.asking import found, read

EVIDENCE = [{"reference": "review-a", "level": "review", "note": "Says so."}]
CLAIM = {"kind": "association", "statement": "It is.", "direction": "lowers", "evidence": EVIDENCE}
CAUSE = {"summary": "A cause.", "category": "renal", "claims": {"it-is": CLAIM}}
CLASS = {"summary": "A class.", "direction": "raises", "claims": {"it-is": CLAIM | {"direction": "raises"}}}


@pytest.fixture
def deep(copy_pack: Path, tmp_path: Path) -> Iterator[TestClient]:
    """Serves the fixture pack with a third level of causes and of classes, and with odd names."""
    added = {
        "causes/below-small": {"name": "Below small", "parent": "small-bowel-disease", **CAUSE},
        "causes/z-lower": {"name": "bowel of lower case", **CAUSE},
        "causes/odd": {"name": "Ä 'name' with \U0001f48a", **CAUSE},
        "medication-classes/below-sparing": {"name": "Below sparing", "parent": "sparing-tablets", **CLASS},
        "medications/triamterene": {"name": "Triamterene", "summary": "One.", "classes": ["below-sparing"]},
    }
    for path, content in added.items():
        (copy_pack / f"{path}.yaml").write_text(yaml.safe_dump(content))
    file = build_release(copy_pack, tmp_path / "deep.sqlite", lambda _step, _share: None).file
    with TestClient(create_app(Settings(database_url=f"sqlite:///{file}"))) as client:
        yield client


def test_every_level_below(deep: TestClient) -> None:
    assert found(deep, "/v1/causes?parent=bowel-disease") == ["below-small", "small-bowel-disease"]
    assert found(deep, "/v1/causes?parent=small-bowel-disease") == ["below-small"]
    assert found(deep, "/v1/medication-classes?parent=water-tablets") == ["below-sparing", "sparing-tablets"]
    assert found(deep, "/v1/medication-classes/water-tablets/medications") == ["amiloride", "triamterene"]
    assert found(deep, "/v1/medications?class=sparing-tablets") == ["amiloride", "triamterene"]
    assert found(deep, "/v1/medications?class=below-sparing") == ["triamterene"]
    assert [child["id"] for child in read(deep, "/v1/causes/bowel-disease")["children"]] == [
        "causes/small-bowel-disease"
    ]
    assert read(deep, "/v1/medication-classes/water-tablets")["member_directions"] == {"raises": 2}


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_any_name_can_be_paged_by(deep: TestClient, sort: str) -> None:
    whole = [item["slug"] for item in read(deep, f"/v1/causes?sort={sort}")["items"]]
    assert sorted(whole) == ["below-small", "bowel-disease", "odd", "salt-wasting", "small-bowel-disease", "z-lower"]
    walked: list[str] = []
    address = f"/v1/causes?sort={sort}&limit=1"
    while address:
        page = read(deep, address)
        walked += [item["slug"] for item in page["items"]]
        last, address = address, page["links"].get("next", "")
    assert walked == whole
    back: list[str] = []
    while last:
        page = read(deep, last)
        back = [item["slug"] for item in page["items"]] + back
        last = page["links"].get("prev", "")
    assert back == whole

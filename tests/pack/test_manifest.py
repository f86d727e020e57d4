"""Manifests: what a release held, by id; and the files of earlier ones."""

import json
from pathlib import Path

import pytest

from api.pack.digest import digest_of, release_text
from api.pack.finding import PackError
from api.pack.load import keep_manifest
from api.pack.manifest import HASH_LENGTH, Manifest, make_manifest
from api.pack.rules import check_pack
from tests.pack.damage import Damage, at, copy, refused, swap, write

BOWEL = "causes/bowel-disease.yaml"


def manifest_of(pack: Path) -> Manifest:
    read, findings = check_pack(pack)
    assert findings == []
    return make_manifest("1.2.3", "digest", "2026-01-02", read.entities, read.references)


def test_every_entity_claim_and_reference_has_a_hash(copy_pack: Path) -> None:
    read, _ = check_pack(copy_pack)
    manifest = manifest_of(copy_pack)
    assert manifest.entities.keys() == read.entities.keys()
    assert manifest.references.keys() == read.references.keys()
    assert manifest.claims.keys() == {f"{path}/claims/{key}" for path, e in read.entities.items() for key in e.claims}
    hashes = [*manifest.entities.values(), *manifest.claims.values(), *manifest.references.values()]
    assert {len(value) for value in hashes} == {HASH_LENGTH}


def changed(before: Manifest, after: Manifest) -> set[str]:
    maps = [(before.entities, after.entities), (before.claims, after.claims), (before.references, after.references)]
    return {key for old, new in maps for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


@pytest.mark.parametrize(
    ("damage", "ids"),
    [
        (lambda _: None, set()),
        (swap(BOWEL, "A disease of the bowel.", "Another."), {"causes/bowel-disease"}),
        (swap(BOWEL, "note: Lists it.", "note: Names it."), {"causes/bowel-disease/claims/low-magnesium"}),
        (
            swap(BOWEL, "  wasting-clue:", "  other-clue:"),
            {f"causes/bowel-disease/claims/{key}" for key in ("wasting-clue", "other-clue")},
        ),
        (swap("references/label-a.yaml", "2011", "2012"), {"label-a"}),
        (swap(BOWEL, "name: Bowel", "# A comment.\nname: Bowel"), set()),
    ],
)
def test_a_change_shows_where_it_is(damage: Damage, ids: set[str], copy_pack: Path) -> None:
    before = manifest_of(copy_pack)
    damage(copy_pack)
    assert changed(before, manifest_of(copy_pack)) == ids


def test_a_kept_manifest_is_read_again(copy_pack: Path) -> None:
    file = keep_manifest(copy_pack)
    assert file == copy_pack / "manifests" / "1.2.3.json"
    pack, findings = check_pack(copy_pack)
    assert findings == []
    kept = pack.manifests["1.2.3"]
    assert kept.entities == manifest_of(copy_pack).entities
    assert (kept.version, kept.date) == ("1.2.3", "2026-01-02")


def test_a_kept_manifest_names_the_release_before_it_was_kept(copy_pack: Path) -> None:
    digest = digest_of(release_text(check_pack(copy_pack)[0]))
    assert json.loads(keep_manifest(copy_pack).read_text())["digest"] == digest


def test_of_a_bad_pack_none_is_kept(copy_pack: Path) -> None:
    swap(BOWEL, "name:", "nam:")(copy_pack)
    with pytest.raises(PackError):
        keep_manifest(copy_pack)
    assert not (copy_pack / "manifests").exists()


NOT_A_MANIFEST = "not a manifest: `hypomag manifest` writes one"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": "1.0.0"}', b"\xff"])
def test_a_bad_manifest_is_refused(content: str | bytes, copy_pack: Path, published: Path) -> None:
    file = "manifests/1.0.0.json"
    refused(copy_pack, published, write(file, content), [at(file, 1, NOT_A_MANIFEST)])


def test_a_manifest_of_another_version_is_refused(copy_pack: Path, published: Path) -> None:
    keep_manifest(copy_pack)
    file = "manifests/1.0.0.json"
    damage = copy("manifests/1.2.3.json", file)
    refused(copy_pack, published, damage, [at(file, 1, "this is the manifest of version 1.2.3")])

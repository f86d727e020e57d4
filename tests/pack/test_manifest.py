"""Manifests: what changes in one when the pack changes, how they are kept, and which are refused."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from api.pack.digest import digest_of, release_text
from api.pack.finding import PackError
from api.pack.load import build_release, keep_manifest
from api.pack.manifest import Manifest, make_manifest
from api.pack.rules import check_pack
from tests.pack.damage import Damage, at, both, refused, remove, swap, write

BOWEL = "causes/bowel-disease.yaml"
DATASET = "dataset.yaml"
KEPT = "manifests/1.2.3.json"
OLD = '{"version":"1.0.0","digest":"d","date":"2025-01-01","entities":{},"claims":{},"references":{}}'


def manifest_of(pack: Path) -> Manifest:
    read, findings = check_pack(pack)
    assert findings == []
    return make_manifest("1.0.0", "d", "2026-01-01", read.entities, read.references)


def digest(pack: Path) -> str:
    read, findings = check_pack(pack)
    assert findings == []
    return digest_of(release_text(read))


def test_every_entity_claim_and_reference_has_a_short_hash(copy_pack: Path) -> None:
    read, _ = check_pack(copy_pack)
    manifest = manifest_of(copy_pack)
    assert (manifest.version, manifest.digest, manifest.date) == ("1.0.0", "d", "2026-01-01")
    assert list(manifest.entities) == sorted(read.entities)
    assert list(manifest.references) == sorted(read.references)
    assert set(manifest.claims) == {f"{p}/claims/{key}" for p, entity in read.entities.items() for key in entity.claims}
    hashes = [*manifest.entities.values(), *manifest.claims.values(), *manifest.references.values()]
    assert all(re.fullmatch("[0-9a-f]{12}", found) for found in hashes)
    assert len(set(hashes)) == len(hashes)


CHANGES: dict[str, tuple[Damage, dict[str, set[str]]]] = {
    "an entity": (
        swap(BOWEL, "[BD]", "[BD, BOD]"),
        {"entities": {"causes/bowel-disease"}, "claims": set(), "references": set()},
    ),
    "a claim": (
        swap(BOWEL, "Lists it too.", "Lists it also."),
        {"entities": set(), "claims": {"causes/bowel-disease/claims/low-magnesium"}, "references": set()},
    ),
    "a reference": (
        swap("references/review-b.yaml", "2017", "2018"),
        {"entities": set(), "claims": set(), "references": {"review-b"}},
    ),
    "a comment": (
        swap(BOWEL, "name: Bowel", "# A comment.\nname: Bowel"),
        {"entities": set(), "claims": set(), "references": set()},
    ),
    "a default that is written out": (
        both(
            swap(BOWEL, "note: Says so.}", "note: Says so., stance: supports}"),
            swap(BOWEL, "summary:", "genes: []\nsummary:"),
        ),
        {"entities": set(), "claims": set(), "references": set()},
    ),
    "the order of claims": (
        lambda pack: turn_claims(pack / "symptoms/fits.yaml"),
        {"entities": set(), "claims": set(), "references": set()},
    ),
}


def turn_claims(file: Path) -> None:
    head, first, second = re.split(r"^(?=  late-sign|  call-for-help)", file.read_text(), flags=re.MULTILINE)
    file.write_text(head + second + first)


@pytest.mark.parametrize(("damage", "changed"), CHANGES.values(), ids=CHANGES.keys())
def test_what_changes_is_what_was_changed(damage: Damage, changed: dict[str, set[str]], copy_pack: Path) -> None:
    before = manifest_of(copy_pack).model_dump()
    damage(copy_pack)
    after = manifest_of(copy_pack).model_dump()
    found = {part: {key for key in after[part] if before[part][key] != after[part][key]} for part in changed}
    assert found == changed


def test_a_manifest_is_kept_under_its_version(copy_pack: Path, release_file: Path) -> None:
    read, _ = check_pack(copy_pack)
    file = keep_manifest(copy_pack)
    assert file == copy_pack / KEPT
    assert json.loads(file.read_bytes()) == {
        **manifest_of(copy_pack).model_dump(),
        "version": "1.2.3",
        "digest": digest_of(release_text(read)),
        "date": "2026-01-02",
    }
    assert file.stat().st_size < release_file.stat().st_size / 20


def test_keeping_it_changes_neither_the_release_nor_itself(copy_pack: Path) -> None:
    before = digest(copy_pack)
    content = keep_manifest(copy_pack).read_bytes()
    assert digest(copy_pack) == before
    assert keep_manifest(copy_pack).read_bytes() == content


def test_that_of_an_earlier_release_is_part_of_the_release(copy_pack: Path) -> None:
    before = digest(copy_pack)
    write("manifests/1.0.0.json", OLD)(copy_pack)
    assert digest(copy_pack) != before
    write("manifests/notes.txt", "not read")(copy_pack)
    read, findings = check_pack(copy_pack)
    assert (list(read.manifests), findings) == (["1.0.0"], [])


def test_a_kept_manifest_names_the_release_that_is_built(copy_pack: Path, tmp_path: Path) -> None:
    kept = Manifest.model_validate_json(keep_manifest(copy_pack).read_bytes())
    built = build_release(copy_pack, tmp_path / "var" / "hypomag.sqlite", lambda _step, _share: None)
    assert built.digest == kept.digest
    assert built.file.name == f"hypomag-{kept.digest[:16]}.sqlite"


def test_no_manifest_of_a_pack_with_faults(copy_pack: Path) -> None:
    swap(BOWEL, "review-b", "review-z")(copy_pack)
    with pytest.raises(PackError) as raised:
        keep_manifest(copy_pack)
    assert [finding.line for finding in raised.value.findings] == [17]
    assert not (copy_pack / "manifests").exists()


def test_no_manifest_of_a_pack_without_identity(copy_pack: Path) -> None:
    remove(DATASET)(copy_pack)
    with pytest.raises(PackError):
        keep_manifest(copy_pack)


BAD: dict[str, tuple[Damage, list[str]]] = {
    "no JSON": (
        write("manifests/1.0.0.json", "version: 1.0.0"),
        [at("manifests/1.0.0.json", 1, "not a manifest: `hypomag manifest` writes one")],
    ),
    "no UTF-8": (
        write("manifests/1.0.0.json", OLD.encode().replace(b"2025", b"\xff")),
        [at("manifests/1.0.0.json", 1, "not a manifest: `hypomag manifest` writes one")],
    ),
    "another shape": (
        write("manifests/1.0.0.json", OLD.replace("claims", "claim")),
        [at("manifests/1.0.0.json", 1, "not a manifest: `hypomag manifest` writes one")],
    ),
    "a folder": (
        lambda pack: (pack / "manifests" / "1.0.0.json").mkdir(parents=True),
        [at("manifests/1.0.0.json", 1, "not a manifest: `hypomag manifest` writes one")],
    ),
    "another version's": (
        write("manifests/1.1.0.json", OLD),
        [at("manifests/1.1.0.json", 1, "this is the manifest of version 1.0.0")],
    ),
}


@pytest.mark.parametrize(("damage", "findings"), BAD.values(), ids=BAD.keys())
def test_what_is_no_manifest_is_refused(damage: Damage, findings: list[str], copy_pack: Path, published: Path) -> None:
    refused(copy_pack, published, damage, findings)


def test_a_hash_is_of_the_content_alone(copy_pack: Path) -> None:
    # Written out, so that a change of how it is made is noticed: it would make everything look changed.
    content = '{"title":"A label","year":2011,"url":"https://example.org/label-a","kind":"label"}'
    assert manifest_of(copy_pack).references["label-a"] == hashlib.sha256(content.encode()).hexdigest()[:12]

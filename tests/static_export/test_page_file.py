"""Writing one page: both files whole and under their names, or neither; never one over another."""

import gzip
from pathlib import Path

import pytest

from api.errors import SetupError
from api.static_export.page_file import PageFile


def write(folder: Path, name: str, body: bytes, media_type: str = "application/json") -> dict[str, object]:
    with PageFile(folder / ".page") as page:
        for start in range(0, len(body), 100):
            page.take(body[start : start + 100])
        return page.finish(folder / name, media_type, 86_400.0)


@pytest.mark.parametrize(("size", "packed"), [(0, False), (499, False), (500, True), (100_000, True)])
def test_what_is_worth_it_is_packed_too(size: int, packed: bool, tmp_path: Path) -> None:
    body = b"x" * size
    noted = write(tmp_path, "v1/page.json", body)
    assert (noted["bytes"], noted["gzip"]) == (size, packed)
    assert {file.name for file in tmp_path.rglob("*.*")} == {"page.json", *(["page.json.gz"] if packed else [])}
    assert (tmp_path / "v1" / "page.json").read_bytes() == body
    if packed:
        twin = tmp_path / "v1" / "page.json.gz"
        assert gzip.decompress(twin.read_bytes()) == body
        # The header holds no time, or two exports would differ.
        assert twin.read_bytes()[4:8] == bytes(4)


def test_what_is_packed_already_is_left(tmp_path: Path) -> None:
    assert write(tmp_path, "all.zip", b"x" * 1000, "application/zip")["gzip"] is False


def test_no_page_is_written_over_another(tmp_path: Path) -> None:
    write(tmp_path, "page.json", b"first")
    with pytest.raises(SetupError, match="would be written twice"):
        write(tmp_path, "page.json", b"second")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"page.json": b"first"}


def test_what_is_not_finished_leaves_nothing(tmp_path: Path) -> None:
    with PageFile(tmp_path / ".page") as page:
        page.take(b"half")
    assert list(tmp_path.iterdir()) == []

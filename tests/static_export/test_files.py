"""Names of files: found from the URL alone, never two for one, never outside the folder."""

import pytest

from api.errors import SetupError
from api.static_export.files import file_of

CURSOR = "Ab0-_" * 60


@pytest.mark.parametrize(
    ("address", "media_type", "name"),
    [
        ("/v1", "application/json", "v1.json"),
        ("/v1/causes", "application/json", "v1/causes.json"),
        ("/v1/causes/bowel-disease", "application/json", "v1/causes/bowel-disease.json"),
        ("/v1/causes?cursor=Ab0-_", "application/json", "v1/causes@cursor=Ab0-_.json"),
        (f"/v1/claims?cursor={CURSOR}", "application/json", f"v1/claims@cursor={CURSOR[:200]}/{CURSOR[200:]}.json"),
        ("/v1/dataset/changes?from=1.2.3", "application/json", "v1/dataset/changes@from=1.2.3.json"),
        ("/v1/dataset/export/csv", "application/zip", "v1/dataset/export/csv.zip"),
        ("/v1/dataset/export/sqlite", "application/vnd.sqlite3", "v1/dataset/export/sqlite.sqlite"),
        ("/openapi.json", "application/json", "openapi.json"),
        ("/docs", "text/html; charset=utf-8", "docs.html"),
        ("/docs/assets/swagger-ui.css", "text/css; charset=utf-8", "docs/assets/swagger-ui.css"),
    ],
)
def test_an_address_has_a_name(address: str, media_type: str, name: str) -> None:
    assert str(file_of(address, media_type)) == name
    assert max(len(part) for part in name.split("/")) <= 250


@pytest.mark.parametrize(
    "address",
    [
        "",
        "v1",
        "/",
        "/v1/",
        "//v1",
        "/v1/../etc",
        "/v1/.hidden",
        "/v1/a@b",
        "/v1/a%2fb",
        "/v1/causes?limit=5",
        "/v1/causes?cursor=",
        "/v1/causes?cursor=a/b",
        "/v1/causes?cursor=a&limit=5",
        f"/v1/causes?cursor={'a' * 401}",
        "https://example.org/v1",
    ],
)
def test_an_address_without_a_name_is_refused(address: str) -> None:
    with pytest.raises(SetupError, match="cannot be the name of a file"):
        file_of(address, "application/json")

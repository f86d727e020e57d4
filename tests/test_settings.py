"""Settings come from the environment, are checked when they are read, and do not change."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from api.settings import Settings


def test_defaults_are_those_of_a_checkout() -> None:
    settings = Settings()
    assert settings.database_url == "sqlite:///var/hypomag.sqlite"
    assert settings.seed_dir == Path("seed")
    assert settings.public_url == ""


def test_the_environment_has_the_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPOMAG_SEED_DIR", "elsewhere")
    monkeypatch.setenv("hypomag_cache_max_age", "60")
    monkeypatch.setenv("HYPOMAG_NO_SUCH_SETTING", "1")
    monkeypatch.setenv("SEED_DIR", "ignored")
    settings = Settings()
    assert (settings.seed_dir, settings.cache_max_age) == (Path("elsewhere"), 60)


def test_they_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().cache_max_age = 1  # type: ignore[misc]


@pytest.mark.parametrize("url", ["", "https://api.example.org", "http://localhost:8000", "https://example.org/a/b"])
def test_a_public_address_has_no_end_that_a_path_could_not_follow(url: str) -> None:
    assert Settings(public_url=url).public_url == url


@pytest.mark.parametrize(
    "wrong",
    [
        {"public_url": "https://example.org/"},
        {"public_url": "example.org"},
        {"public_url": "https://"},
        {"public_url": "https://example.org/?a"},
        {"public_url": "https://example.org#a"},
        {"public_url": "https://exa mple.org"},
        {"cache_max_age": -1},
        {"cache_max_age": "soon"},
        {"cache_stale_while_revalidate": 10**9},
        {"max_body_bytes": 0},
    ],
    ids=str,
)
def test_a_wrong_value_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []

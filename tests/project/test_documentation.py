"""The documentation cannot fall behind: every setting and command is in it, and its steps are the real ones."""

import re
from pathlib import Path

import pytest

from api.cli import app
from api.settings import Settings

ROOT = Path(__file__).parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def settings_table() -> list[str]:
    """One Markdown row per setting, in the order of the class."""
    prefix = Settings.model_config.get("env_prefix", "")
    rows = []
    for name, field in Settings.model_fields.items():
        default = "empty" if field.default == "" else f"`{field.default}`"
        rows.append(f"| `{(prefix + name).upper()}` | {default} | {field.description} |")
    return rows


def commands() -> list[str]:
    return [
        f"{prefix}{command.name or getattr(command.callback, '__name__', '')}"
        for prefix, group in [("", app), *((f"{group.name} ", group.typer_instance) for group in app.registered_groups)]
        for command in (group.registered_commands if group else ())
    ]


def test_the_settings_table_is_that_of_the_settings() -> None:
    documented = re.findall(r"^\| `HYPOMAG_.*$", OPERATIONS, re.MULTILINE)
    assert "\n".join(documented) == "\n".join(settings_table())


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert any(re.search(rf"`?\bhypomag {command}\b", page.read_text()) for page in pages)


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()
    assert sorted(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE)) == sorted(phony)


@pytest.mark.parametrize("step", re.findall(r"^\.venv/bin/python -m (pip .*)$", OPERATIONS, re.MULTILINE))
def test_the_manual_steps_are_those_of_the_makefile_and_the_image(step: str) -> None:
    options = set(step.split()) - {"pip", "install", ".", "requirements.lock"}
    for file in ("Makefile", "Dockerfile"):
        lines = (ROOT / file).read_text().splitlines()
        assert any(options <= set(line.replace("\\", "").split()) for line in lines), file

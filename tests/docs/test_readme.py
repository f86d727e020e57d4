"""The README's curls give what the README shows."""

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

README = (Path(__file__).parents[2] / "README.md").read_text()
SHOWN = re.findall(r"```console\n\$ curl 'http://127\.0\.0\.1:8000([^']+)'\n(.*?)\n```", README, re.DOTALL)


def test_the_readme_shows_five_curls() -> None:
    assert len(SHOWN) == README.count("$ curl") == 5


@pytest.mark.parametrize(("address", "output"), SHOWN)
def test_a_curl_gives_what_is_shown(real: TestClient, address: str, output: str) -> None:
    assert real.get(address).json() == json.loads(output)

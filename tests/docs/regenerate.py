"""Writes what the API's documents show of it: `python -m tests.docs.regenerate` (`make snapshot`).

All are reviewed like code:

* `api/rest/examples.json`: an answer of the release of `seed/` for each operation, shortened;
* `tests/docs/openapi.json`: the OpenAPI document, without these examples;
* `README.md`: what its curls give.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.app import create_app
from api.pack.load import build_release
from api.rest.openapi import EXAMPLES_FILE
from api.settings import Settings

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seed"
README = ROOT / "README.md"
SNAPSHOT = Path(__file__).with_name("openapi.json")
README = Path(__file__).parents[2] / "README.md"
CONSOLE = re.compile(
    r"(?P<command>```console\n\$ curl 'http://127\.0\.0\.1:8000(?P<address>[^']+)')\n.*?\n```", re.DOTALL
)
SCORE = re.compile(r"(<!-- search-score -->).*?(<!-- /search-score -->)", re.DOTALL)

CURL = re.compile(
    r"(?P<head>```console\n\$ curl 'http://127\.0\.0\.1:8000(?P<address>[^']+)'\n).*?(?=\n```)", re.DOTALL
)

# Values of parameters that need not be given, where the answer would otherwise be too long to learn from.
CHOSEN = {"limit": "1", "around": "causes/celiac-disease"}
# Items that are left of a list, unless it is a list of short texts.
KEPT = 1
KEPT_TEXTS = 3
LONGEST_TEXT = 300


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Path and operation of everything that answers with a schema of ours; exports answer with files."""
    for path, methods in document["paths"].items():
        for operation in methods.values():
            if "$ref" in operation["responses"]["200"]["content"].get("application/json", {}).get("schema", {}):
                yield path, operation


def example_url(path: str, operation: dict[str, Any], chosen: dict[str, str]) -> str:
    """The address that the examples of an operation's parameters make."""
    query = []
    for parameter in operation.get("parameters", []):
        name = parameter["name"]
        if parameter["in"] == "path":
            path = path.replace(f"{{{name}}}", parameter["example"])
        elif parameter["required"]:
            query.append(f"{name}={parameter['example']}")
        elif name in chosen:
            query.append(f"{name}={chosen[name]}")
    return f"{path}?{'&'.join(query)}" if query else path


def shortened(value: Any) -> Any:
    """The same with few items in each list, and no long text."""
    if isinstance(value, dict):
        return {key: shortened(part) for key, part in value.items()}
    if isinstance(value, list):
        most = KEPT_TEXTS if all(isinstance(part, str) for part in value) else KEPT
        return [shortened(part) for part in value[:most]]
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{value[: LONGEST_TEXT - 2]} …"
    return value


def without_examples(document: dict[str, Any]) -> dict[str, Any]:
    """The document as the snapshot keeps it."""
    for _, operation in operations(document):
        operation["responses"]["200"]["content"]["application/json"].pop("example", None)
    return document


def as_text(value: Any) -> str:
    """JSON as both files have it."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


@contextmanager
def _asking(file: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(database_url=f"sqlite:///{file}", seed_dir=SEED))) as client:
        yield client


def example_body(operation: dict[str, Any], document: dict[str, Any]) -> Any:
    """The first example of the body that an operation reads; None when it reads none."""
    if "requestBody" not in operation:
        return None
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return document["components"]["schemas"][reference.rpartition("/")[2]]["examples"][0]


def _examples(client: TestClient, document: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for path, operation in operations(document):
        address, body = example_url(path, operation, CHOSEN), example_body(operation, document)
        response = client.get(address) if body is None else client.post(address, json=body)
        response.raise_for_status()
        found[operation["operationId"]] = shortened(response.json())
    return dict(sorted(found.items()))


def main() -> None:
    """Build the release of `seed/` in a temporary folder, ask it, and write all files."""
    with tempfile.TemporaryDirectory() as folder:
        file = build_release(SEED, Path(folder, "hypomag.sqlite"), lambda _step, _share: None).file
        with _asking(file) as client:

            def shown(curl: re.Match[str]) -> str:
                return curl["head"] + as_text(client.get(curl["address"]).json()).rstrip()

            document = client.get("/openapi.json").json()
            EXAMPLES_FILE.write_text(as_text(_examples(client, document)), encoding="utf-8")
            SNAPSHOT.write_text(as_text(without_examples(document)), encoding="utf-8")
            README.write_text(CURL.sub(shown, README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()

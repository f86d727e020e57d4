"""How well medication lists are read, as the documentation shows it: `python -m tests.assessments.score`.

* `ehr_strings_sample.csv`: 300 names of RxNorm products, as prescribing systems print them, with their true ingredients
  (RxNorm, U.S. National Library of Medicine; `seed/NOTICE.md` has the terms). Asked by text, by text that is no
  product's exact name (one idle word more), and by code.
* `handmade_strings.csv`: made-up lines of medication lists: abbreviations, brands, directions, salts, misspellings,
  look-alikes, drugs outside the data, and what is no drug at all.
"""

import csv
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from starlette.testclient import TestClient

from api.app import create_app
from api.pack.load import build_release
from api.settings import Settings

HERE = Path(__file__).parent
SEED = Path(__file__).parents[2] / "seed"
MOST_ITEMS = 200
IDLE_WORD = "daily"
KEPT_UNDER = {"irinotecan-liposomal": "irinotecan"}
"""Ingredients that the pack does not have apart."""
OUTCOMES = {"ambiguous": "ambiguous", "not-in-data": "product-outside", "not-recognised": "unrecognised"}


class Outcome(NamedTuple):
    """A line, what should have been read in it, and what was; equal when it is right."""

    text: str
    group: str
    expected: str
    got: str
    wrong: tuple[str, ...]
    """Medications that are not in it."""

    @property
    def right(self) -> bool:
        return self.expected == self.got


def assessed(client: TestClient, items: Sequence[Any]) -> Iterator[Any]:
    """The items of the answer."""
    for some in _batched(items, MOST_ITEMS):
        response = client.post("/v1/assessments/medications", json={"items": some})
        assert response.status_code == 200, response.text
        yield from response.json()["items"]


def _batched(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def product_names(client: TestClient, ask: str) -> list[Outcome]:
    """The real strings, asked by `text`, `reworded` text or `code`."""
    rows = lines_of("ehr_strings_sample.csv")
    sent = {
        "text": [{"text": row["text"]} for row in rows],
        "reworded": [{"text": f"{row['text']} {IDLE_WORD}"} for row in rows],
        "code": [{"code": f"rxnorm:{row['rxcui']}"} for row in rows],
    }
    known = _ingredient_ids()
    outcomes = []
    for row, item in zip(rows, assessed(client, sent[ask]), strict=True):
        true = {KEPT_UNDER.get(one, one) for one in row["ingredient_ids"].split("|")}
        ids = {_id_of(one) for one in item.get("ingredients", [])} & known
        wrong = tuple(sorted(ids - true))
        outcomes.append(Outcome(row["text"], ask, ", ".join(sorted(true)), ", ".join(sorted(ids)), wrong))
    return outcomes


def handmade(client: TestClient) -> list[Outcome]:
    """The made-up lines: what was read and what became of the line must both be right."""
    rows = lines_of("handmade_strings.csv")
    outcomes = []
    for row, item in zip(rows, assessed(client, [{"text": row["text"]} for row in rows]), strict=True):
        true = {one if "/" in one else f"medications/{one}" for one in row["expected"].split(";") if one}
        found = {one["entity"] for one in item.get("ingredients", []) if "entity" in one}
        wrong = tuple(sorted(one for one in found - true if one.startswith("medications/")))
        named = "resolved" if any(one.startswith("medications/") for one in found) else "class"
        became = OUTCOMES.get(item["status"], named)
        outcomes.append(Outcome(row["text"], row["group"], _told(row["outcome"], true), _told(became, found), wrong))
    return outcomes


def _told(became: str, found: Iterable[str]) -> str:
    return ": ".join([became, *filter(None, [", ".join(sorted(found))])])


def lines_of(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _id_of(ingredient: dict[str, str]) -> str:
    """The slug of a medication; else the name as the pack's product table would write it."""
    entity = ingredient.get("entity", "")
    return entity.removeprefix("medications/") or ingredient["name"].lower().replace(" ", "-")


def _ingredient_ids() -> set[str]:
    """Of these ingredients the true contents are known; of others, such as sweeteners, they are not asked."""
    with (SEED / "codes" / "rxnorm-products.csv").open(encoding="utf-8", newline="") as file:
        return {one for row in csv.DictReader(file) for one in row["ingredients"].split("|") if one}


def all_sets(client: TestClient) -> dict[str, list[Outcome]]:
    return {
        "300 names of RxNorm products, by text alone": product_names(client, "text"),
        "the same, never a product's exact name": product_names(client, "reworded"),
        "the same, by code alone": product_names(client, "code"),
        "made-up lines of medication lists": handmade(client),
    }


def share(outcomes: Sequence[Outcome]) -> float:
    """Right ones, 0 to 1."""
    return sum(outcome.right for outcome in outcomes) / len(outcomes)


def table(sets: dict[str, list[Outcome]]) -> str:
    """Markdown: the scores, then those of the made-up lines by group."""
    head = ["| lines | asked | right | share | wrong drug |", "|---|---:|---:|---:|---:|"]
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in list(sets.values())[-1]:
        groups[outcome.group].append(outcome)
    rows = [_row(name, outcomes) for name, outcomes in sets.items()]
    return "\n".join([*head, *rows, *(_row(f"— {group}", outcomes) for group, outcomes in sorted(groups.items()))])


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    right, wrong = sum(outcome.right for outcome in outcomes), sum(bool(outcome.wrong) for outcome in outcomes)
    return f"| {name} | {len(outcomes)} | {right} | {share(outcomes):.1%} | {wrong} |"


def confusions(outcomes: Iterable[Outcome]) -> str:
    """Markdown: every line that was not read rightly, once."""
    head = ["| line | should be | was |", "|---|---|---|"]
    rows = [f"| {one.text} | {one.expected} | {one.got} |" for one in outcomes if not one.right]
    return "\n".join([*head, *dict.fromkeys(rows)])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = build_release(SEED, Path(folder) / "hypomag.sqlite", lambda _step, _share: None)
        app = create_app(Settings(database_url=f"sqlite:///{built.file}", seed_dir=SEED))
        with TestClient(app) as client:
            sets = all_sets(client)
        every = [one for outcomes in sets.values() for one in outcomes]
        sys.stdout.write(f"{table(sets)}\n\n{confusions(every)}\n")


if __name__ == "__main__":
    main()

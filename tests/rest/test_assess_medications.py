"""`POST /v1/assessments/medications` on the small pack: the parts of the answer, and what is refused."""

import json
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.knowledge.assessments.answer import INFORMATION
from tests.rest.asking import read
from tests.rest.test_answers import has_null, ids_in
from tests.rest.test_sql_statements import counted

URL = "/v1/assessments/medications"
OMEPRAZOLE, PANTOPRAZOLE = "medications/omeprazole", "medications/pantoprazole"
BLOCKERS, WATER_TABLETS = "medication-classes/acid-blockers", "medication-classes/water-tablets"
EVERYTHING = [
    "omeprazole 20 mg",
    "pantoprazole 40",
    {"text": "ABX", "dose": "1", "duration": "2 years", "route": "by mouth"},
    "amiloride",
    "histamine blockers",
    "zebra",
    {"code": "rxnorm:313100"},
    "water tablets",
    {"code": "rxnorm:999001"},
    {"text": "omeprazole", "code": "atc:C03DB01"},
    {"text": "omeprazole eye drops"},
    "omeprazol 20",
    "atc:A02BC02",
    "acid",
]


def assess(client: TestClient, *items: Any) -> Any:
    """The body of a 200."""
    response = client.post(URL, json={"items": items})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


def found(answer: Any, part: str) -> list[tuple[str, list[int]]]:
    """The entities of a part of the answer, with the positions of their items."""
    return [(one["entity"]["id"], one["items"]) for one in answer[part]]


# The frame


def test_every_answer_says_what_it_is_and_what_it_rests_on(client: TestClient) -> None:
    for items in (["omeprazole"], ["zebra"], EVERYTHING):
        answer = assess(client, *items)
        assert answer["information"] == INFORMATION
        dataset = read(client, "/v1/dataset")
        assert answer["release"] == {key: dataset[key] for key in ("version", "digest")}
        assert not has_null(answer)


def test_the_same_items_give_the_same_bytes(client: TestClient) -> None:
    once, again = (client.post(URL, json={"items": EVERYTHING}).content for _ in range(2))
    assert once == again
    spaced = client.post(
        URL, content=json.dumps({"items": EVERYTHING}, indent=4), headers={"Content-Type": "application/json"}
    )
    assert spaced.content == once


def test_the_order_of_the_items_changes_nothing_but_positions(client: TestClient) -> None:
    answer, backwards = assess(client, *EVERYTHING), assess(client, *reversed(EVERYTHING))
    last = len(EVERYTHING) - 1

    def turned(value: Any) -> Any:
        """With the positions of the reversed list made those of the list."""
        if isinstance(value, dict):
            whole = {key: turned(part) for key, part in value.items()}
            return whole | {key: last - whole[key] for key in ("position", "item") if key in whole}
        if isinstance(value, list):
            parts = [turned(part) for part in value]
            return sorted(last - part for part in parts) if parts and isinstance(parts[0], int) else parts
        return value

    backwards = turned(backwards)
    for part in ("items", "not_in_data"):
        backwards[part].reverse()
    assert backwards == answer


def test_one_more_item_takes_nothing_away(client: TestClient) -> None:
    parts = ("findings", "protective", "no_effect_found")
    for more in EVERYTHING:
        before = assess(client, "omeprazole", "amiloride", "water tablets")
        after = assess(client, "omeprazole", "amiloride", "water tablets", more)
        for part in parts:
            assert {path for path, _ in found(before, part)} <= {path for path, _ in found(after, part)}
        pathways = {one["pathway"]: set(one["by"]) for one in after["pathways"]}
        assert all(set(one["by"]) <= pathways[one["pathway"]] for one in before["pathways"])
        assert {one["entity"]["id"] for one in before["combinations"]} <= {
            one["entity"]["id"] for one in after["combinations"]
        }


def test_every_line_names_claims_that_are_there_with_their_references(client: TestClient) -> None:
    answer = assess(client, *EVERYTHING)
    cited = {claim["id"]: claim for claim in answer["claims"]}
    assert list(cited) == sorted(cited)
    lines = [
        one
        for part in ("findings", "protective", "no_effect_found", "combinations", "pathways")
        for one in answer[part]
    ]
    assert len(lines) > 5
    assert all(one["claims"] for one in lines)
    advice = {one["claim"] for part in ("monitoring", "alternatives", "prevention") for one in answer[part]}
    assert {claim for one in lines for claim in one["claims"]} | advice <= set(cited)
    references = [one["id"] for one in answer["references"]]
    assert references == sorted(set(references))
    assert {one for claim in cited.values() for one in (*claim["supported_by"], *claim.get("disputed_by", []))} == set(
        references
    )
    for path in ids_in(answer):
        assert read(client, f"/v1/{path}")["id"] == path


# What is found


def test_items_come_back_as_they_were_sent_and_read(client: TestClient) -> None:
    answer = assess(client, *EVERYTHING)
    items = answer["items"]
    assert [item["position"] for item in items] == list(range(len(EVERYTHING)))
    assert [item["status"] for item in items] == [
        "recognised", "recognised", "recognised", "recognised", "recognised", "not-recognised", "recognised",
        "recognised", "not-in-data", "conflict", "recognised", "recognised", "recognised", "not-recognised",
    ]  # fmt: skip
    assert items[0] == {
        "position": 0,
        "text": "omeprazole 20 mg",
        "status": "recognised",
        "match": {"method": "name", "score": 1.0},
        "ingredients": [{"name": "Omeprazole", "entity": OMEPRAZOLE}],
    }
    assert items[2] == {
        "position": 2,
        "text": "ABX",
        "dose": "1",
        "duration": "2 years",
        "status": "recognised",
        "match": {"method": "name", "score": 1.0},
        "ingredients": [{"name": "Acid blockers", "entity": BLOCKERS}],
        "routes": ["oral"],
    }
    assert items[11]["match"] == {"method": "spelling", "score": 0.9}
    assert items[12]["code"] == "atc:A02BC02"
    assert "text" not in items[12]
    assert items[9]["conflict"] == {
        "by_text": [{"name": "Omeprazole", "entity": OMEPRAZOLE}],
        "by_code": [{"name": "Amiloride", "entity": "medications/amiloride"}],
    }
    assert "ingredients" not in items[9]


def test_what_lowers_raises_does_neither_and_what_is_not_known(client: TestClient) -> None:
    answer = assess(client, *EVERYTHING)
    assert found(answer, "findings") == [
        (BLOCKERS, [2]),
        (OMEPRAZOLE, [0, 6, 10, 11]),
        (PANTOPRAZOLE, [1, 12]),
        (WATER_TABLETS, [7]),
    ]
    assert found(answer, "protective") == [("medications/amiloride", [3])]
    assert found(answer, "no_effect_found") == [("medication-classes/histamine-blockers", [4])]
    assert answer["effect_unknown"] == answer["not_counted"] == []
    assert answer["conflicts"] == [9]
    assert answer["not_recognised"] == [5, 13]
    assert answer["not_in_data"] == [{"item": 6, "names": ["magnesium hydroxide"]}, {"item": 8, "names": ["other"]}]
    assert answer["contains_magnesium"] == [6]


def test_a_finding_names_the_entity_whose_claims_say_so(client: TestClient) -> None:
    own, by_class = assess(client, "omeprazole", "pantoprazole")["findings"]
    assert own["direction_from"] == OMEPRAZOLE
    assert f"{OMEPRAZOLE}/claims/named-in-label" in own["claims"]
    assert by_class == {
        "entity": {"id": PANTOPRAZOLE, "type": "medications", "name": "Pantoprazole"},
        "items": [1],
        "direction": "lowers",
        "direction_from": BLOCKERS,
        "strength": "established",
        "classes": [BLOCKERS],
        "pathways": ["absorption"],
        "mechanisms": ["mechanisms/less-uptake"],
        "claims": [f"{BLOCKERS}/claims/label-warning", f"{BLOCKERS}/claims/less-uptake"],
    }


def test_pathways_add_up(client: TestClient) -> None:
    answer = assess(client, "omeprazole", "water tablets", "pantoprazole", "amiloride", "histamine blockers")
    assert answer["pathways"] == [
        {
            "pathway": "absorption",
            "by": [OMEPRAZOLE, PANTOPRAZOLE],
            "mechanisms": [{"mechanism": "mechanisms/less-uptake", "by": [OMEPRAZOLE, PANTOPRAZOLE]}],
            "claims": [f"{BLOCKERS}/claims/less-uptake"],
        },
        {
            "pathway": "excretion",
            "by": [WATER_TABLETS],
            "mechanisms": [],
            "claims": [f"{WATER_TABLETS}/claims/kidney-loss"],
        },
    ]


def test_combinations_and_duplicates(client: TestClient) -> None:
    answer = assess(client, "omeprazole", "zebra", "water tablets", "Losec", "pantoprazole")
    assert answer["combinations"] == [
        {
            "entity": {
                "id": "combinations/acid-blockers-with-water-tablets",
                "type": "combinations",
                "name": "Acid blockers with water tablets",
            },
            "members": [
                {"member": BLOCKERS, "by": [OMEPRAZOLE, PANTOPRAZOLE]},
                {"member": WATER_TABLETS, "by": [WATER_TABLETS]},
            ],
            "claims": ["combinations/acid-blockers-with-water-tablets/claims/additive"],
        }
    ]
    assert answer["duplicates"] == [
        {"entity": BLOCKERS, "members": [OMEPRAZOLE, PANTOPRAZOLE], "items": [0, 3, 4]},
        {"entity": OMEPRAZOLE, "members": [OMEPRAZOLE], "items": [0, 3]},
    ]
    alone = assess(client, "omeprazole")
    assert alone["combinations"] == alone["duplicates"] == []


def test_what_is_for_one_place_only_is_set_apart(client: TestClient) -> None:
    answer = assess(client, "omeprazole eye drops", "water tablets")
    assert found(answer, "not_counted") == [(OMEPRAZOLE, [0])]
    assert found(answer, "findings") == [(WATER_TABLETS, [1])]
    assert [one["pathway"] for one in answer["pathways"]] == ["excretion"]
    assert answer["combinations"] == []
    (caution,) = answer["items"][0]["cautions"]
    assert caution["code"] == "local-route"
    # Unless it is also taken otherwise.
    both = assess(client, "omeprazole eye drops", "omeprazole")
    assert found(both, "findings") == [(OMEPRAZOLE, [0, 1])]
    assert both["not_counted"] == []


def test_nothing_of_a_conflict_counts(client: TestClient) -> None:
    answer = assess(client, {"text": "omeprazole", "code": "rxnorm:644"})
    assert answer["conflicts"] == [0]
    assert [part for part in ("findings", "protective", "claims", "references", "not_in_data") if answer[part]] == []


# What it costs


@pytest.fixture(scope="module", autouse=True)
def warm(client: TestClient) -> None:
    """What a process reads once is read."""
    assess(client, "omeprazole")


def test_more_items_are_not_more_statements(app: FastAPI, client: TestClient) -> None:
    with counted(app) as for_few:
        assess(client, *EVERYTHING)
    with counted(app) as for_many:
        assess(client, *(EVERYTHING * 14))
    assert len(for_many) == len(for_few) <= 24

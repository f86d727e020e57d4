"""The graph's edges, counted from what the API says of claims and entities."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from starlette.testclient import TestClient

from tests.rest.asking import read

Edge = tuple[str, str, str]


def every(client: TestClient, path: str) -> Iterator[Any]:
    """All items of a list, page by page."""
    address: str | None = f"/v1/{path}?limit=200"
    while address:
        page = read(client, address)
        yield from page["items"]
        address = page["links"].get("next")


def counted_edges(client: TestClient) -> dict[Edge, int]:
    """Weights by source, target and kind; filing has the weight 0."""
    claims = list(every(client, "claims"))
    condition = read(client, "/v1/condition?fields=id")["id"]
    edges = Counter(edge for claim in claims for edge in _told_by(claim, condition))
    about = Counter(claim["subject"] for claim in claims)
    for mechanism in every(client, "mechanisms"):
        edges[mechanism["id"], f"pathways/{mechanism['pathway']}", "belongs-to"] += about[mechanism["id"]]
    for combination in every(client, "combinations"):
        for member in combination["members"]:
            edges[member["id"], combination["id"], "part-of"] += about[combination["id"]]
    for medication in every(client, "medications"):
        edges.update({(medication["id"], each, "member-of"): 0 for each in medication["classes"]})
    for item in (*every(client, "causes"), *every(client, "medication-classes")):
        if "parent" in item:
            edges[item["id"], item["parent"], "kind-of"] += 0
    return dict(edges)


def _told_by(claim: Any, condition: str) -> list[Edge]:
    subject: str = claim["subject"]
    kind = subject.partition("/")[0]
    edges: list[Edge] = [(subject, other, "related") for other in claim.get("related", []) if other != subject]
    if kind == "symptoms" and claim["kind"] == "association":
        edges.append((condition, subject, "shows-as"))
    if kind not in ("causes", "medication-classes", "medications") or claim["kind"] not in ("association", "mechanism"):
        return edges
    if "mechanism" in claim:
        edges.append((subject, claim["mechanism"], "acts-by"))
    elif "pathway" in claim:
        edges.append((subject, f"pathways/{claim['pathway']}", "acts-on"))
    if kind == "causes" and "pathway" in claim:
        edges.append((f"pathways/{claim['pathway']}", condition, "leads-to"))
    return edges

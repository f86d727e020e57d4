"""Diagnostic algorithms: steps from a suspicion to a likely cause, as nodes and edges, each resting on claims."""

import json
from collections.abc import Sequence
from typing import Any, Final

from pydantic import Field
from sqlalchemy import Connection

from api.knowledge.entities import EntitySummary
from api.knowledge.gathering import among
from api.knowledge.kinds import Kind, More
from api.knowledge.listing import EntityQuery, list_entities
from api.knowledge.wholes import EntityWhole
from api.paging import Slice
from api.public import Public


class Step(Public):
    """A node of the algorithm."""

    id: str = Field(description="Key of the step within the algorithm.")
    kind: str = Field(description="prompt, decision, action, result or end (open list).")
    text: str
    pathway: str | None = Field(default=None, description="The pathway that a result points to.")
    claims: list[str] = Field(description="Ids of the claims that the step rests on.")


class StepEdge(Public):
    """From one step to the next."""

    source: str
    target: str
    answer: str | None = Field(default=None, description="The answer that leads this way; absent after other steps.")


class DiagnosticAlgorithmSummary(EntitySummary):
    """A diagnostic algorithm as lists show it."""

    start: str = Field(description="Key of the first step.")


class DiagnosticAlgorithm(DiagnosticAlgorithmSummary, EntityWhole):
    """A diagnostic algorithm with all its steps, edges and claims."""

    steps: list[Step]
    edges: list[StepEdge]


class DiagnosticAlgorithmQuery(EntityQuery):
    """Filters of the list of diagnostic algorithms."""


def find_diagnostic_algorithms(connection: Connection, query: DiagnosticAlgorithmQuery) -> Slice:
    """One page of diagnostic algorithms."""
    return list_entities(connection, KIND.entity_type, query)


def _more(connection: Connection, paths: Sequence[str]) -> More:
    statement = "SELECT path, steps FROM diagnostic_algorithm WHERE path IN {paths}"
    stored = {path: json.loads(steps) for path, steps in among(connection, statement, paths)}
    return {
        "steps": {path: [_step(path, key, step) for key, step in steps.items()] for path, steps in stored.items()},
        "edges": {
            path: [edge for key, step in steps.items() for edge in _edges(key, step)] for path, steps in stored.items()
        },
    }


def _step(path: str, key: str, step: dict[str, Any]) -> Step:
    claims = [f"{path}/claims/{claim}" for claim in step["claims"]]
    return Step(id=key, kind=step["kind"], text=step["text"], pathway=step.get("pathway"), claims=claims)


def _edges(key: str, step: dict[str, Any]) -> list[StepEdge]:
    onward = [StepEdge(source=key, target=step["next"])] if "next" in step else []
    return onward + [StepEdge(source=key, target=to, answer=answer) for answer, to in step["answers"].items()]


KIND: Final = Kind(
    "diagnostic-algorithms", DiagnosticAlgorithmSummary, DiagnosticAlgorithm, "diagnostic_algorithm", _more
)

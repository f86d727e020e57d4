"""Diagnostic algorithms: steps from a suspicion to a likely cause, as nodes and edges, each resting on claims."""

import json
from typing import Any

from pydantic import Field
from sqlmodel import Session

from api.knowledge.entities import EntitySummary
from api.knowledge.listing import EntityQuery, ListedType, list_entities, summarise
from api.knowledge.wholes import EntityWhole, whole_fields
from api.paging import Slice
from api.public import Public
from api.tables import DiagnosticAlgorithmRow, table_of

LISTED = ListedType("diagnostic-algorithms", table_of(DiagnosticAlgorithmRow))


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


def find_diagnostic_algorithms(session: Session, query: DiagnosticAlgorithmQuery) -> Slice[DiagnosticAlgorithmSummary]:
    """One page of diagnostic algorithms."""
    return summarise(session, list_entities(session, LISTED, query), DiagnosticAlgorithmSummary)


def get_diagnostic_algorithm(session: Session, slug: str) -> DiagnosticAlgorithm:
    """A whole diagnostic algorithm.

    Raises:
        NotFound: no such algorithm.
        Gone: the id was retired.
    """
    fields = whole_fields(session, LISTED, slug)
    stored: dict[str, dict[str, Any]] = json.loads(fields.pop("steps"))
    return DiagnosticAlgorithm(
        **fields,
        steps=[
            Step(
                id=key,
                kind=step["kind"],
                text=step["text"],
                pathway=step.get("pathway"),
                claims=[f"{fields['id']}/claims/{claim}" for claim in step["claims"]],
            )
            for key, step in stored.items()
        ],
        edges=[edge for key, step in stored.items() for edge in _edges(key, step)],
    )


def _edges(key: str, step: dict[str, Any]) -> list[StepEdge]:
    onward = [StepEdge(source=key, target=step["next"])] if "next" in step else []
    return onward + [StepEdge(source=key, target=to, answer=answer) for answer, to in step["answers"].items()]

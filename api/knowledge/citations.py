"""A reference together with the claims that cite it."""

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import Field
from sqlalchemy import Connection

from api.knowledge.gathering import among
from api.knowledge.references import Reference
from api.public import Public


class Citation(Public):
    """A claim that cites the reference, and what the reference says about it."""

    claim: str = Field(description="Id of the claim.")
    statement: str
    stance: str = Field(description="supports or disputes.")
    level: str
    note: str


class CitedReference(Reference):
    """A reference with the claims that cite it."""

    citations: list[Citation]


_CITATIONS: Final = """
    SELECT e.reference, e.claim, c.statement, e.stance, e.level, e.note FROM evidence e JOIN claim c ON c.id = e.claim
    WHERE e.reference IN {paths} ORDER BY e.reference, e.claim, e.position
"""


def citations_of(connection: Connection, references: Sequence[str]) -> Mapping[str, list[Citation]]:
    """The claims that cite each reference, by id: for the build, which keeps them as JSON."""
    found: dict[str, list[Citation]] = {key: [] for key in references}
    for row in among(connection, _CITATIONS, references):
        fields = dict(row._mapping)
        found[fields.pop("reference")].append(Citation(**fields))
    return found

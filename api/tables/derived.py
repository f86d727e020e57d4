"""Derived from claims, so that filters and the graph are one indexed lookup."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from api import vocabulary as words
from api.tables.schema import one_of


class EffectRow(SQLModel, table=True):
    """Derived: by which pathway and mechanism an entity acts, and which entity's claim says so.

    A medication also has the effects of its classes, and a class those of the classes below it (`via` is then that
    class), so that one indexed lookup answers the pathway and mechanism filters.
    """

    __tablename__ = "effect"
    __table_args__ = (
        one_of("pathway", words.Pathway),
        one_of("direction", words.Direction),
        one_of("strength", words.Strength),
        Index(None, "pathway", "entity"),
        Index(None, "mechanism", "entity"),
    )

    entity: str = Field(primary_key=True, foreign_key="entity.path")
    claim: str = Field(primary_key=True, foreign_key="claim.id")
    via: str = Field(foreign_key="entity.path")
    pathway: str
    mechanism: str | None = Field(default=None, foreign_key="mechanism.path")
    direction: str | None = None
    strength: str


class EdgeRow(SQLModel, table=True):
    """Derived: an edge of the graph; `weight` counts the claims behind it (0: it follows from filing alone).

    Nodes are entities, and the four pathways as `pathways/absorption` and so on.
    """

    __tablename__ = "edge"
    __table_args__ = (one_of("kind", words.EdgeKind),)

    source: str = Field(primary_key=True)
    target: str = Field(primary_key=True, index=True)
    kind: str = Field(primary_key=True)
    weight: int

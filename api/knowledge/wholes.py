"""A whole entity: what its page shows whatever its type, and how it is read."""

from sqlalchemy import Connection

from api.db import rows
from api.knowledge.claims import Claim
from api.knowledge.entities import Effect, EntitySummary, Name, missing
from api.vocabulary import EntityType


class EntityWhole(EntitySummary):
    """What every entity's page adds to its summary."""

    names: list[Name]
    claims: list[Claim]


class ActingWhole(EntityWhole):
    """What the page of an acting entity adds."""

    effects: list[Effect]


def get_whole(connection: Connection, kind: EntityType, slug: str) -> str:
    """The JSON of a whole entity.

    Raises:
        NotFound: no such entity; that is no statement that it is safe.
        Gone: the id was retired.
    """
    path = f"{kind}/{slug}"
    found = rows(connection, "SELECT before, after FROM answer_entity WHERE path = :path", {"path": path})
    if not found:
        raise missing(connection, path)
    claims = rows(connection, "SELECT json FROM answer_claim WHERE subject = :path ORDER BY position", {"path": path})
    before, after = found[0]
    return f"{before}{','.join([claim for (claim,) in claims])}{after}"

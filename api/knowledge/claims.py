"""Claims: one sourced statement each, with its evidence."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session, col, select

from api.errors import NotFound
from api.knowledge.entities import get_entity, require_entity, require_path
from api.knowledge.keyset import page_by_id
from api.knowledge.nearest import most_alike
from api.knowledge.references import Reference, references_of, require_reference
from api.paging import BatchQuery, Slice
from api.public import Public
from api.tables import ClaimCodeRow, ClaimRelatedRow, ClaimRow, EvidenceRow
from api.text import search_key
from api.vocabulary import Audience, Basis, ClaimKind, Direction, EntityType, EvidenceLevel, Pathway, Strength


class Evidence(Public):
    """What one source says about a claim."""

    reference: Reference
    level: str = Field(description="Kind of evidence, for example regulator-label or observational (open list).")
    stance: str = Field(description="supports or disputes.")
    note: str = Field(description="What this source says, in our words.")


class Range(Public):
    """A numeric band in one unit; a bound that is absent is open."""

    unit: str = Field(examples=["mg/dL"])
    at_least: float | None = None
    above: float | None = None
    below: float | None = None
    at_most: float | None = None
    below_lower_limit_of_normal: bool | None = Field(
        default=None, description="The upper bound is the laboratory's own lower limit of normal, excluded."
    )


class Claim(Public):
    """One sourced statement."""

    id: str = Field(examples=["causes/celiac-disease/claims/changes-absorption"])
    subject: str = Field(description="Id of the entity that the claim is about.")
    kind: str = Field(description="association, mechanism, frequency, onset, monitoring, ... (open list).")
    statement: str
    mechanism: str | None = Field(default=None, description="Id of the mechanism.")
    pathway: str | None = None
    direction: str | None = Field(default=None, description="What happens to blood magnesium.")
    when: str | None = Field(default=None, description="The condition under which the statement holds.")
    figure: str | None = None
    effect_size: str | None = None
    grade: str | None = Field(default=None, description="Grade on a severity scale.")
    ranges: list[Range] | None = None
    codes: list[str] | None = Field(default=None, description="CURIEs of the finding that a clue speaks of.")
    related: list[str] | None = Field(default=None, description="Ids of other entities that the statement names.")
    audience: str | None = Field(default=None, description="Who advice is meant for: clinician or patient.")
    basis: str = Field(description="sourced, or inferred (marked, and never more than possible).")
    inferred_from: str | None = None
    strength: str = Field(description="Derived from the evidence by the published rule.")
    supporting: int = Field(description="Sources that support the statement.")
    disputing: int = Field(description="Sources that dispute it.")
    evidence: list[Evidence]


class EntityClaimQuery(BatchQuery):
    """Filters of the list of one entity's claims."""

    kind: Annotated[ClaimKind | None, Field(description="Kind of statement.")] = None
    mechanism: Annotated[str | None, Field(min_length=1, max_length=120, description="Slug or id of a mechanism.")] = (
        None
    )
    pathway: Annotated[Pathway | None, Field(description="Pathway that it names.")] = None
    direction: Annotated[Direction | None, Field(description="What it says happens to blood magnesium.")] = None
    strength: Annotated[Strength | None, Field(description="Derived strength.")] = None
    basis: Annotated[Basis | None, Field(description="sourced or inferred.")] = None
    audience: Annotated[Audience | None, Field(description="Who advice is meant for.")] = None
    level: Annotated[EvidenceLevel | None, Field(description="At least one source of this level.")] = None
    reference: Annotated[
        str | None, Field(min_length=1, max_length=120, description="Id of a reference that it cites.")
    ] = None


class ClaimQuery(EntityClaimQuery):
    """Filters of the list of all claims."""

    subject: Annotated[str | None, Field(min_length=1, max_length=120, description="Id of the entity it is about.")] = (
        None
    )


def find_claims(session: Session, query: ClaimQuery) -> Slice[Claim]:
    """One page of claims, by id.

    Raises:
        BadRequest: bad cursor.
        InvalidParameter: a filter names something that is not in the data.
    """
    page = page_by_id(session, ClaimRow, query, _conditions(session, query))
    return page.with_items(_claims(session, page.items))


def get_claim(session: Session, kind: EntityType, slug: str, key: str) -> Claim:
    """One claim.

    Raises:
        NotFound: no such entity, or no such claim about it.
    """
    entity = get_entity(session, kind, slug)
    row = session.get(ClaimRow, f"{entity.path}/claims/{key}")
    if row is None:
        statement = select(ClaimRow.key, ClaimRow.id).where(ClaimRow.subject == entity.path)
        keys = {search_key(known): claim for known, claim in session.exec(statement)}
        raise NotFound(f"There is no claim {key!r} about {entity.path!r} in the data.", most_alike(key, keys))
    return _claims(session, [row])[0]


def claims_about(session: Session, path: str) -> list[Claim]:
    """All claims about an entity, in the curator's order."""
    rows = session.exec(select(ClaimRow).where(ClaimRow.subject == path).order_by(col(ClaimRow.position))).all()
    return _claims(session, rows)


def _conditions(session: Session, query: ClaimQuery) -> list[Any]:
    where: list[Any] = [
        col(getattr(ClaimRow, name)) == value
        for name in ("kind", "pathway", "direction", "strength", "basis", "audience")
        if (value := getattr(query, name)) is not None
    ]
    if query.subject is not None:
        where.append(col(ClaimRow.subject) == require_path(session, query.subject, "subject"))
    if query.mechanism is not None:
        where.append(col(ClaimRow.mechanism) == require_entity(session, "mechanisms", query.mechanism, "mechanism"))
    if query.level is not None:
        where.append(col(ClaimRow.id).in_(select(EvidenceRow.claim).where(EvidenceRow.level == query.level)))
    if query.reference is not None:
        require_reference(session, query.reference, "reference")
        where.append(col(ClaimRow.id).in_(select(EvidenceRow.claim).where(EvidenceRow.reference == query.reference)))
    return where


def _claims(session: Session, rows: Sequence[ClaimRow]) -> list[Claim]:
    """Public claims with their evidence, codes and related entities, in three queries however many there are."""
    ids = [row.id for row in rows]
    statement = (
        select(EvidenceRow)
        .where(col(EvidenceRow.claim).in_(ids))
        .order_by(col(EvidenceRow.claim), col(EvidenceRow.position))
    )
    evidence: dict[str, list[EvidenceRow]] = defaultdict(list)
    for item in session.exec(statement):
        evidence[item.claim].append(item)
    references = references_of(session, {item.reference for items in evidence.values() for item in items})
    codes: dict[str, list[str]] = defaultdict(list)
    for code in session.exec(select(ClaimCodeRow).where(col(ClaimCodeRow.claim).in_(ids))):
        codes[code.claim].append(f"{code.system}:{code.code}")
    related: dict[str, list[str]] = defaultdict(list)
    for link in session.exec(select(ClaimRelatedRow).where(col(ClaimRelatedRow.claim).in_(ids))):
        related[link.claim].append(link.entity)
    return [
        Claim(
            **row.model_dump(exclude={"key", "position", "condition", "ranges"}),
            when=row.condition,
            ranges=[Range(**band) for band in json.loads(row.ranges)] if row.ranges else None,
            codes=sorted(codes[row.id]) or None,
            related=sorted(related[row.id]) or None,
            evidence=[
                Evidence(reference=references[e.reference], level=e.level, stance=e.stance, note=e.note)
                for e in evidence[row.id]
            ],
        )
        for row in rows
    ]

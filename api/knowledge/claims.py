"""Claims: one sourced statement each, with its evidence."""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import Connection

from api.db import AnyRow, listed_values, not_in_the_loop, rows
from api.errors import NotFound
from api.knowledge.entities import Named, all_there, missing, named_by, there_among
from api.knowledge.gathering import among, grouped
from api.knowledge.keyset import page_by_id
from api.knowledge.nearest import MAX_KNOWN, most_alike
from api.knowledge.pages import CLAIMS, Condition, equals
from api.knowledge.references import Reference, no_reference, references_by_id
from api.paging import BatchQuery, Slice
from api.public import Public
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


def find_claims(connection: Connection, query: ClaimQuery) -> Slice:
    """One page of claims, by id.

    Raises:
        BadRequest: bad cursor.
        InvalidParameter: a filter names something that is not in the data.
    """
    subject = [] if query.subject is None else [Named("subject", None, query.subject)]
    return _page(connection, query, subject)


def find_claims_about(connection: Connection, kind: EntityType, slug: str, query: EntityClaimQuery) -> Slice:
    """One page of the claims about an entity, by id.

    Raises:
        NotFound: no such entity.
        Gone: the entity's id was retired.
        BadRequest: bad cursor.
        InvalidParameter: a filter names something that is not in the data.
    """
    path = f"{kind}/{slug}"
    return _page(connection, ClaimQuery.model_construct(**dict(query), subject=path), [Named("", kind, path)])


def get_claim(connection: Connection, kind: EntityType, slug: str, key: str) -> str:
    """The JSON of one claim.

    Raises:
        NotFound: no such entity, or no such claim about it.
        Gone: the entity's id was retired.
    """
    path = f"{kind}/{slug}"
    found = rows(connection, "SELECT json FROM answer_claim WHERE id = :id", {"id": f"{path}/claims/{key}"})
    if found:
        whole: str = found[0].json
        return whole
    not_in_the_loop(connection)
    if path not in there_among(connection, [path]):
        raise missing(connection, path)
    known = rows(
        connection, "SELECT key, id FROM claim WHERE subject = :path LIMIT :most", {"path": path, "most": MAX_KNOWN}
    )
    near = most_alike(key, {search_key(other): claim for other, claim in known})
    raise NotFound(f"There is no claim {key!r} about {path!r} in the data.", near)


def _page(connection: Connection, query: ClaimQuery, subject: Sequence[Named]) -> Slice:
    named = [*subject, *named_by(query, "mechanism", "mechanisms")]
    entities, claims, references = _there(connection, named, query)
    all_there(entities, named, connection)
    if query.reference is not None and query.reference not in references:
        raise no_reference(connection, query.reference, "reference")
    return page_by_id(connection, CLAIMS, query, claims, _conditions(query))


_THERE: Final = """
    SELECT 'entity', path FROM entity WHERE path IN {entities}
    UNION ALL SELECT 'claim', id FROM claim WHERE id IN {claims}
    UNION ALL SELECT 'reference', id FROM reference WHERE id = :reference
"""


def _there(connection: Connection, named: Sequence[Named], query: ClaimQuery) -> tuple[set[str], set[str], set[str]]:
    """What exists of the entities, claims and references that a query names, in one statement."""
    there: dict[str, set[str]] = {"entity": set(), "claim": set(), "reference": set()}
    if named or query.id or query.reference is not None:
        entities, paths = listed_values("path", [one.path for one in named])
        claims, ids = listed_values("id", list(dict.fromkeys(query.id)))
        values = {**paths, **ids, "reference": query.reference}
        for kind, key in rows(connection, _THERE.format(entities=entities, claims=claims), values):
            there[kind].add(key)
    return there["entity"], there["claim"], there["reference"]


def _conditions(query: ClaimQuery) -> list[Condition]:
    where = [
        condition
        for name in ("kind", "pathway", "direction", "strength", "basis", "audience", "subject")
        for condition in equals(f"c.{name}", getattr(query, name))
    ]
    for one in named_by(query, "mechanism", "mechanisms"):
        where += equals("c.mechanism", one.path)
    for name in ("level", "reference"):
        if (value := getattr(query, name)) is not None:
            cited = f"c.id IN (SELECT claim FROM evidence WHERE {name} = :{name})"
            where.append(Condition(cited, {name: value}))
    return where


_CLAIMS: Final = """
    SELECT id, subject, kind, statement, mechanism, pathway, direction, condition, figure, effect_size, grade, ranges,
           audience, basis, inferred_from, strength, supporting, disputing, position
    FROM claim WHERE subject IN {paths} ORDER BY subject, position
"""
_EVIDENCE: Final = (
    "SELECT claim, reference, level, stance, note FROM evidence WHERE claim IN {paths} ORDER BY claim, position"
)
_CODES: Final = "SELECT claim, system || ':' || code FROM claim_code WHERE claim IN {paths}"
_RELATED: Final = "SELECT claim, entity FROM claim_related WHERE claim IN {paths}"


def claims_of(connection: Connection, subjects: Sequence[str]) -> Iterator[tuple[int, Claim]]:
    """Position and public shape of every claim about some entities: for the build, which keeps them as JSON."""
    found = among(connection, _CLAIMS, subjects)
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        ids = [row.id for row in some]
        evidence: dict[str, list[AnyRow]] = {key: [] for key in ids}
        for item in among(connection, _EVIDENCE, ids):
            evidence[item.claim].append(item)
        references = references_by_id(connection, {item.reference for items in evidence.values() for item in items})
        codes, related = grouped(connection, _CODES, ids), grouped(connection, _RELATED, ids)
        for row in some:
            fields = dict(row._mapping)
            ranges = fields.pop("ranges")
            yield (
                fields.pop("position"),
                Claim(
                    when=fields.pop("condition"),
                    ranges=[Range(**band) for band in json.loads(ranges)] if ranges else None,
                    codes=sorted(codes[row.id]) or None,
                    related=sorted(related[row.id]) or None,
                    evidence=[
                        Evidence(reference=references[e.reference], level=e.level, stance=e.stance, note=e.note)
                        for e in evidence[row.id]
                    ],
                    **fields,
                ),
            )


# Values in one statement.
_AT_ONCE: Final = 1000

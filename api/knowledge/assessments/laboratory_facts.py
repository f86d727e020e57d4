"""What the laboratory assessment needs of a release: rules with bands, clues by finding, and names. Four queries."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from api.clinical.bands import Band, Rule
from api.clinical.laboratory import CONDITION, SCALES
from api.clinical.units import exact, find_unit
from api.tables import ClaimCodeRow, ClaimRow, CodeRow, EntityRow

TESTS = "laboratory-tests/"


@dataclass(frozen=True)
class ClueFact:
    """A clue claim and every finding that it speaks of."""

    claim: str
    subject: str
    statement: str
    codes: frozenset[str]


@dataclass(frozen=True)
class Facts:
    """Everything read of a release."""

    rules: tuple[Rule, ...]
    claims: frozenset[str]
    """All claims of the subjects read, so that no line names a claim that this release lacks."""
    clues: tuple[ClueFact, ...]
    findings: Mapping[str, str]
    """Finding (CURIE) to the id of the symptom that stands for it."""
    names: Mapping[str, str]
    """Names of the severity scales by id."""


def read_facts(session: Session, findings: Iterable[str]) -> Facts:
    """Read the rules, and what the release knows of these findings (CURIEs)."""
    about = [col(ClaimRow.subject).startswith(prefix) for prefix in (CONDITION, SCALES, TESTS, "symptoms/")]
    rows = session.exec(select(ClaimRow).where(or_(*about)).order_by(col(ClaimRow.id))).all()
    scales = select(EntityRow.path, EntityRow.name).where(EntityRow.type == "severity-scales")
    codes = sorted(finding.removeprefix("hp:") for finding in findings)
    symptoms = select(CodeRow).where(
        CodeRow.system == "hp",
        col(CodeRow.code).in_(codes),
        CodeRow.relation == "exact",
        col(CodeRow.entity).startswith("symptoms/"),
    )
    return Facts(
        rules=tuple(_rule(row) for row in rows if row.ranges),
        claims=frozenset(row.id for row in rows),
        clues=_clues(session, codes),
        findings={f"hp:{row.code}": row.entity for row in session.exec(symptoms)},
        names=dict(session.exec(scales).all()),
    )


def _clues(session: Session, codes: list[str]) -> tuple[ClueFact, ...]:
    named = select(ClaimCodeRow.claim).where(ClaimCodeRow.system == "hp", col(ClaimCodeRow.code).in_(codes))
    statement = (
        select(ClaimRow, ClaimCodeRow)
        .join(ClaimCodeRow, col(ClaimCodeRow.claim) == col(ClaimRow.id))
        .where(ClaimRow.kind == "clue", col(ClaimRow.id).in_(named))
        .order_by(col(ClaimRow.id))
    )
    claims: dict[str, ClaimRow] = {}
    found: dict[str, set[str]] = defaultdict(set)
    for claim, code in session.exec(statement):
        claims[claim.id] = claim
        found[claim.id].add(f"{code.system}:{code.code}")
    return tuple(
        ClueFact(row.id, row.subject, row.statement, frozenset(found[row.id])) for _, row in sorted(claims.items())
    )


def _rule(row: ClaimRow) -> Rule:
    bands = (_band(band) for band in json.loads(row.ranges or "[]"))
    return Rule(
        claim=row.id,
        subject=row.subject,
        kind=row.kind,
        statement=row.statement,
        when=row.condition,
        pathway=row.pathway,
        grade=row.grade,
        inferred=row.basis == "inferred",
        bands=tuple(band for band in bands if band is not None),
    )


def _band(band: Mapping[str, Any]) -> Band | None:
    """None for a unit that is not measured here."""
    unit = find_unit(band["unit"])
    if unit is None:
        return None
    bounds = {key: exact(float(band[key])) for key in ("at_least", "above", "below", "at_most") if key in band}
    return Band(
        unit=unit,
        low=bounds.get("at_least", bounds.get("above")),
        low_included="above" not in bounds,
        high=bounds.get("at_most", bounds.get("below")),
        high_included="at_most" in bounds,
        up_to_lower_limit=band.get("below_lower_limit_of_normal") is True,
    )

"""What all assessments have in common: what they say of themselves, and the claims and references they rest on."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pydantic import Field
from sqlmodel import Session, col, select

from api.knowledge.references import Reference, references_of
from api.public import Public
from api.tables import ClaimRow, EvidenceRow, ReleaseRow

INFORMATION = (
    "Information only: not a diagnosis, not a treatment plan, and no substitute for a clinician. "
    "What is not in the data is not thereby safe."
)


class AssessedRelease(Public):
    """The release that an assessment rests on."""

    version: str
    digest: str


class CitedClaim(Public):
    """A claim that a line of the answer rests on; `GET /v1/{id}` has it whole, with what each source says."""

    id: str = Field(examples=["medication-classes/proton-pump-inhibitors/claims/label-warning"])
    subject: str = Field(description="Id of the entity that the claim is about.")
    kind: str = Field(description="association, mechanism, monitoring, ... (open list).")
    statement: str
    when: str | None = Field(default=None, description="The condition under which the statement holds.")
    direction: str | None = Field(default=None, description="What happens to blood magnesium.")
    figure: str | None = None
    effect_size: str | None = None
    audience: str | None = Field(default=None, description="Who advice is meant for: clinician or patient.")
    basis: str = Field(description="sourced, or inferred (marked, and never more than possible).")
    strength: str
    supported_by: list[str] = Field(description="Ids of the references that support it.")
    disputed_by: list[str] | None = Field(default=None, description="Ids of the references that dispute it.")


class Assessment(Public):
    """The frame of every assessment."""

    information: str = Field(description="What this answer is, and what it is not.", examples=[INFORMATION])
    release: AssessedRelease


class Cited(Public):
    """The claims that an assessment names, and their references, each once."""

    claims: list[CitedClaim]
    references: list[Reference]


def about(session: Session) -> dict[str, Any]:
    """The fields of the frame."""
    row = session.exec(select(ReleaseRow)).one()
    return {"information": INFORMATION, "release": AssessedRelease(version=row.version, digest=row.digest)}


def cite(session: Session, ids: Iterable[str]) -> Cited:
    """The claims of these ids, in the order of their ids, with every reference they rest on: three queries."""
    wanted = sorted(set(ids))
    rows = session.exec(select(ClaimRow).where(col(ClaimRow.id).in_(wanted)).order_by(col(ClaimRow.id))).all()
    stances: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    evidence = select(EvidenceRow).where(col(EvidenceRow.claim).in_(wanted))
    for row in session.exec(evidence.order_by(col(EvidenceRow.claim), col(EvidenceRow.position))):
        stances[row.claim][row.stance].append(row.reference)
    found = references_of(session, {reference for by in stances.values() for ids_ in by.values() for reference in ids_})
    claims = [
        CitedClaim(
            **row.model_dump(include=set(CitedClaim.model_fields) & set(ClaimRow.model_fields)),
            when=row.condition,
            supported_by=stances[row.id]["supports"],
            disputed_by=stances[row.id]["disputes"] or None,
        )
        for row in rows
    ]
    return Cited(claims=claims, references=[found[key] for key in sorted(found)])

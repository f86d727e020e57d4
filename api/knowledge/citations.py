"""A reference together with the claims that cite it."""

from pydantic import Field
from sqlmodel import Session, col, select

from api.knowledge.references import Reference, get_reference
from api.public import Public
from api.tables import ClaimRow, EvidenceRow


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


def get_cited_reference(session: Session, reference_id: str) -> CitedReference:
    """One reference with its citations, by claim id.

    Raises:
        NotFound: no such reference.
    """
    reference = get_reference(session, reference_id)
    statement = (
        select(EvidenceRow, ClaimRow.statement)
        .join(ClaimRow, col(ClaimRow.id) == EvidenceRow.claim)
        .where(EvidenceRow.reference == reference_id)
        .order_by(col(EvidenceRow.claim))
    )
    citations = [
        Citation(claim=row.claim, statement=said, stance=row.stance, level=row.level, note=row.note)
        for row, said in session.exec(statement)
    ]
    return CitedReference(**reference.model_dump(), citations=citations)

"""Claims, evidence and references.

Revision: 0004, after 0003
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


CLAIM_CHECKS = {
    "ck_claim_audience": ("audience IN ('clinician', 'patient')"),
    "ck_claim_basis": ("basis IN ('sourced', 'inferred')"),
    "ck_claim_direction": ("direction IN ('lowers', 'raises', 'none-found')"),
    "ck_claim_id": ("id = subject || '/claims/' || key"),
    "ck_claim_kind": (
        "kind IN ('alternative', 'association', 'clue', 'conflict', 'definition', 'dose', 'frequency', "
        "'function', 'interpretation', 'management', 'mechanism', 'monitoring', 'onset', 'prevention', "
        "'reversal', 'risk-modifier', 'seek-care', 'threshold')"
    ),
    "ck_claim_pathway": ("pathway IN ('absorption', 'excretion', 'intake', 'redistribution')"),
    "ck_claim_strength": ("strength IN ('established', 'probable', 'possible', 'disputed', 'none-found')"),
}


def upgrade() -> None:
    _create_reference()
    _create_claim()
    _create_claim_code()
    _create_claim_related()
    _create_evidence()


def downgrade() -> None:
    for table in (
        "evidence",
        "claim_related",
        "claim_code",
        "claim",
        "reference",
    ):
        op.drop_table(table)


def _create_reference() -> None:
    op.create_table(
        "reference",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("authors", sa.String(), nullable=True),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("pmid", sa.String(), nullable=True),
        sa.Column("doi", sa.String(), nullable=True),
        sa.Column("pmcid", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('label', 'regulator', 'guideline', 'systematic-review', 'trial', "
            "'observational-study', 'case-report', 'experimental-study', 'review', 'textbook', "
            "'database', 'consumer')",
            name=op.f("ck_reference_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference")),
        sa.UniqueConstraint("doi", name=op.f("uq_reference_doi")),
        sa.UniqueConstraint("pmcid", name=op.f("uq_reference_pmcid")),
        sa.UniqueConstraint("pmid", name=op.f("uq_reference_pmid")),
    )
    with op.batch_alter_table("reference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reference_kind"), ["kind"], unique=False)


def _create_claim() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("mechanism", sa.String(), nullable=True),
        sa.Column("pathway", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("condition", sa.String(), nullable=True),
        sa.Column("figure", sa.String(), nullable=True),
        sa.Column("effect_size", sa.String(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("ranges", sa.String(), nullable=True),
        sa.Column("audience", sa.String(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("inferred_from", sa.String(), nullable=True),
        sa.Column("strength", sa.String(), nullable=False),
        sa.Column("supporting", sa.Integer(), nullable=False),
        sa.Column("disputing", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(text, name=op.f(name)) for name, text in CLAIM_CHECKS.items()),
        sa.CheckConstraint("supporting >= 1", name=op.f("ck_claim_has_evidence")),
        sa.ForeignKeyConstraint(["mechanism"], ["mechanism.path"], name=op.f("fk_claim_mechanism_mechanism")),
        sa.ForeignKeyConstraint(["subject"], ["entity.path"], name=op.f("fk_claim_subject_entity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("subject", "position", name=op.f("uq_claim_subject_position")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_kind_id"), ["kind", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_mechanism"), ["mechanism"], unique=False)


def _create_claim_code() -> None:
    op.create_table(
        "claim_code",
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_claim_code_claim_claim")),
        sa.PrimaryKeyConstraint("claim", "system", "code", name=op.f("pk_claim_code")),
    )
    with op.batch_alter_table("claim_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_code_system_code"), ["system", "code"], unique=False)


def _create_claim_related() -> None:
    op.create_table(
        "claim_related",
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_claim_related_claim_claim")),
        sa.ForeignKeyConstraint(["entity"], ["entity.path"], name=op.f("fk_claim_related_entity_entity")),
        sa.PrimaryKeyConstraint("claim", "entity", name=op.f("pk_claim_related")),
    )
    with op.batch_alter_table("claim_related", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_related_entity"), ["entity"], unique=False)


def _create_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "level IN ('regulator-label', 'guideline', 'systematic-review', 'trial', 'observational', "
            "'case-report', 'review', 'textbook', 'database', 'consumer', 'experimental')",
            name=op.f("ck_evidence_level"),
        ),
        sa.CheckConstraint("stance IN ('supports', 'disputes')", name=op.f("ck_evidence_stance")),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_evidence_claim_claim")),
        sa.ForeignKeyConstraint(["reference"], ["reference.id"], name=op.f("fk_evidence_reference_reference")),
        sa.PrimaryKeyConstraint("claim", "position", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_reference"), ["reference"], unique=False)

"""Entities and their names.

Revision: 0002, after 0001
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _create_entity()
    _create_cause()
    _create_combination_member()
    _create_diagnostic_algorithm()
    _create_laboratory_test()
    _create_mechanism()
    _create_medication()
    _create_medication_class()
    _create_name()
    _create_symptom()
    _create_gene()
    _create_membership()


def downgrade() -> None:
    for table in (
        "membership",
        "gene",
        "symptom",
        "name",
        "medication_class",
        "medication",
        "mechanism",
        "laboratory_test",
        "diagnostic_algorithm",
        "combination_member",
        "cause",
        "entity",
    ):
        op.drop_table(table)


def _create_entity() -> None:
    op.create_table(
        "entity",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("strength", sa.String(), nullable=True),
        sa.CheckConstraint("path = type || '/' || slug", name=op.f("ck_entity_path")),
        sa.CheckConstraint(
            "type IN ('condition', 'causes', 'mechanisms', 'symptoms', 'medication-classes', "
            "'medications', 'combinations', 'functions', 'laboratory-tests', 'severity-scales', "
            "'diagnostic-algorithms')",
            name=op.f("ck_entity_type"),
        ),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_entity")),
        sa.UniqueConstraint("type", "slug", name=op.f("uq_entity_type_slug")),
    )
    with op.batch_alter_table("entity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entity_type_name_slug"), ["type", "name", "slug"], unique=False)


def _create_cause() -> None:
    op.create_table(
        "cause",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("inheritance", sa.String(), nullable=True),
        sa.CheckConstraint(
            "category IN ('critical-illness', 'endocrine-metabolic', 'gastrointestinal', 'genetic', "
            "'medication', 'nutritional', 'physiological', 'renal', 'substance-use', 'surgical')",
            name=op.f("ck_cause_category"),
        ),
        sa.CheckConstraint(
            "inheritance IN ('autosomal-dominant', 'autosomal-recessive', 'x-linked', 'mitochondrial', 'mixed')",
            name=op.f("ck_cause_inheritance"),
        ),
        sa.ForeignKeyConstraint(["parent"], ["cause.path"], name=op.f("fk_cause_parent_cause")),
        sa.ForeignKeyConstraint(["path"], ["entity.path"], name=op.f("fk_cause_path_entity")),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_cause")),
    )
    with op.batch_alter_table("cause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cause_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_cause_parent"), ["parent"], unique=False)


def _create_combination_member() -> None:
    op.create_table(
        "combination_member",
        sa.Column("combination", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["combination"], ["entity.path"], name=op.f("fk_combination_member_combination_entity")
        ),
        sa.ForeignKeyConstraint(["member"], ["entity.path"], name=op.f("fk_combination_member_member_entity")),
        sa.PrimaryKeyConstraint("combination", "member", name=op.f("pk_combination_member")),
    )
    with op.batch_alter_table("combination_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_combination_member_member"), ["member"], unique=False)


def _create_diagnostic_algorithm() -> None:
    op.create_table(
        "diagnostic_algorithm",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("steps", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["path"], ["entity.path"], name=op.f("fk_diagnostic_algorithm_path_entity")),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_diagnostic_algorithm")),
    )


def _create_laboratory_test() -> None:
    op.create_table(
        "laboratory_test",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("specimen", sa.String(), nullable=False),
        sa.Column("units", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["path"], ["entity.path"], name=op.f("fk_laboratory_test_path_entity")),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_laboratory_test")),
    )


def _create_mechanism() -> None:
    op.create_table(
        "mechanism",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("pathway", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=True),
        sa.CheckConstraint(
            "pathway IN ('absorption', 'excretion', 'intake', 'redistribution')", name=op.f("ck_mechanism_pathway")
        ),
        sa.ForeignKeyConstraint(["path"], ["entity.path"], name=op.f("fk_mechanism_path_entity")),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_mechanism")),
    )
    with op.batch_alter_table("mechanism", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mechanism_pathway"), ["pathway"], unique=False)


def _create_medication() -> None:
    op.create_table(
        "medication",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("direction_from", sa.String(), nullable=False),
        sa.CheckConstraint(
            "direction IN ('lowers', 'raises', 'none-found', 'unknown')", name=op.f("ck_medication_direction")
        ),
        sa.ForeignKeyConstraint(["direction_from"], ["entity.path"], name=op.f("fk_medication_direction_from_entity")),
        sa.ForeignKeyConstraint(["path"], ["entity.path"], name=op.f("fk_medication_path_entity")),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_medication")),
    )


def _create_medication_class() -> None:
    op.create_table(
        "medication_class",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=False),
        sa.CheckConstraint(
            "direction IN ('lowers', 'raises', 'none-found', 'unknown')", name=op.f("ck_medication_class_direction")
        ),
        sa.ForeignKeyConstraint(
            ["parent"], ["medication_class.path"], name=op.f("fk_medication_class_parent_medication_class")
        ),
        sa.ForeignKeyConstraint(["path"], ["entity.path"], name=op.f("fk_medication_class_path_entity")),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_medication_class")),
    )
    with op.batch_alter_table("medication_class", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_medication_class_parent"), ["parent"], unique=False)


def _create_name() -> None:
    op.create_table(
        "name",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('preferred', 'synonym', 'brand', 'abbreviation')", name=op.f("ck_name_kind")),
        sa.ForeignKeyConstraint(["entity"], ["entity.path"], name=op.f("fk_name_entity_entity")),
        sa.PrimaryKeyConstraint("entity", "text", name=op.f("pk_name")),
    )
    with op.batch_alter_table("name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_name_folded"), ["folded"], unique=False)


def _create_symptom() -> None:
    op.create_table(
        "symptom",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('symptom', 'sign', 'ecg-finding', 'laboratory-finding', 'complication')",
            name=op.f("ck_symptom_kind"),
        ),
        sa.CheckConstraint("severity IN ('mild', 'moderate', 'severe')", name=op.f("ck_symptom_severity")),
        sa.CheckConstraint(
            "system IN ('cardiovascular', 'central-nervous', 'gastrointestinal', 'general', "
            "'metabolic', 'musculoskeletal', 'neuromuscular', 'psychiatric')",
            name=op.f("ck_symptom_system"),
        ),
        sa.ForeignKeyConstraint(["path"], ["entity.path"], name=op.f("fk_symptom_path_entity")),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_symptom")),
    )
    with op.batch_alter_table("symptom", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_symptom_severity"), ["severity"], unique=False)


def _create_gene() -> None:
    op.create_table(
        "gene",
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cause"], ["cause.path"], name=op.f("fk_gene_cause_cause")),
        sa.PrimaryKeyConstraint("cause", "symbol", name=op.f("pk_gene")),
    )
    with op.batch_alter_table("gene", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gene_symbol"), ["symbol"], unique=False)


def _create_membership() -> None:
    op.create_table(
        "membership",
        sa.Column("medication", sa.String(), nullable=False),
        sa.Column("medication_class", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["medication"], ["medication.path"], name=op.f("fk_membership_medication_medication")),
        sa.ForeignKeyConstraint(
            ["medication_class"],
            ["medication_class.path"],
            name=op.f("fk_membership_medication_class_medication_class"),
        ),
        sa.PrimaryKeyConstraint("medication", "medication_class", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_medication_class"), ["medication_class"], unique=False)

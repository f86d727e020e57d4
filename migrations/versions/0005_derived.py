"""What is derived from claims, and retired ids.

Revision: 0005, after 0004
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _create_edge()
    _create_retired()
    _create_effect()


def downgrade() -> None:
    for table in (
        "effect",
        "retired",
        "edge",
    ):
        op.drop_table(table)


def _create_edge() -> None:
    op.create_table(
        "edge",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('acts-by', 'acts-on', 'belongs-to', 'leads-to', 'shows-as', 'kind-of', "
            "'member-of', 'part-of', 'related')",
            name=op.f("ck_edge_kind"),
        ),
        sa.PrimaryKeyConstraint("source", "target", "kind", name=op.f("pk_edge")),
    )
    with op.batch_alter_table("edge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edge_target"), ["target"], unique=False)


def _create_retired() -> None:
    op.create_table(
        "retired",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("successor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["successor"], ["entity.path"], name=op.f("fk_retired_successor_entity")),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_retired")),
    )


def _create_effect() -> None:
    op.create_table(
        "effect",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("pathway", sa.String(), nullable=False),
        sa.Column("mechanism", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("strength", sa.String(), nullable=False),
        sa.CheckConstraint("direction IN ('lowers', 'raises', 'none-found')", name=op.f("ck_effect_direction")),
        sa.CheckConstraint(
            "pathway IN ('absorption', 'excretion', 'intake', 'redistribution')", name=op.f("ck_effect_pathway")
        ),
        sa.CheckConstraint(
            "strength IN ('established', 'probable', 'possible', 'disputed', 'none-found')",
            name=op.f("ck_effect_strength"),
        ),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_effect_claim_claim")),
        sa.ForeignKeyConstraint(["entity"], ["entity.path"], name=op.f("fk_effect_entity_entity")),
        sa.ForeignKeyConstraint(["mechanism"], ["mechanism.path"], name=op.f("fk_effect_mechanism_mechanism")),
        sa.ForeignKeyConstraint(["via"], ["entity.path"], name=op.f("fk_effect_via_entity")),
        sa.PrimaryKeyConstraint("entity", "claim", name=op.f("pk_effect")),
    )
    with op.batch_alter_table("effect", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_effect_mechanism_entity"), ["mechanism", "entity"], unique=False)
        batch_op.create_index(batch_op.f("ix_effect_pathway_entity"), ["pathway", "entity"], unique=False)

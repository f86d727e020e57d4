"""Codes and products.

Revision: 0003, after 0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _create_code_name()
    _create_product()
    _create_code()
    _create_product_ingredient()


def downgrade() -> None:
    for table in (
        "product_ingredient",
        "code",
        "product",
        "code_name",
    ):
        op.drop_table(table)


def _create_code_name() -> None:
    op.create_table(
        "code_name",
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("system", "code", name=op.f("pk_code_name")),
    )


def _create_product() -> None:
    op.create_table(
        "product",
        sa.Column("rxcui", sa.String(), nullable=False),
        sa.Column("tty", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("contains_magnesium", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("rxcui", name=op.f("pk_product")),
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_folded"), ["folded"], unique=False)


def _create_code() -> None:
    op.create_table(
        "code",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("relation IN ('exact', 'narrower', 'broader')", name=op.f("ck_code_relation")),
        sa.ForeignKeyConstraint(["entity"], ["entity.path"], name=op.f("fk_code_entity_entity")),
        sa.PrimaryKeyConstraint("entity", "system", "code", name=op.f("pk_code")),
    )
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_system_code"), ["system", "code"], unique=False)


def _create_product_ingredient() -> None:
    op.create_table(
        "product_ingredient",
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("medication", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["medication"], ["medication.path"], name=op.f("fk_product_ingredient_medication_medication")
        ),
        sa.ForeignKeyConstraint(["product"], ["product.rxcui"], name=op.f("fk_product_ingredient_product_product")),
        sa.PrimaryKeyConstraint("product", "position", name=op.f("pk_product_ingredient")),
    )
    with op.batch_alter_table("product_ingredient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_ingredient_medication"), ["medication"], unique=False)

"""Codes of entities, what codes are called, and the products that codes below the ingredient stand for."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from api import vocabulary as words
from api.tables.schema import one_of


class CodeRow(SQLModel, table=True):
    """A code of an entity in some system."""

    __tablename__ = "code"
    __table_args__ = (one_of("relation", words.CodeRelation), Index(None, "system", "code"))

    entity: str = Field(primary_key=True, foreign_key="entity.path")
    system: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    relation: str
    position: int


class CodeNameRow(SQLModel, table=True):
    """What a code is called in its own system."""

    __tablename__ = "code_name"

    system: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    name: str


class ProductRow(SQLModel, table=True):
    """An RxNorm concept below the ingredient, as prescribing systems send it; its routes are separated by spaces."""

    __tablename__ = "product"

    rxcui: str = Field(primary_key=True)
    tty: str
    name: str
    folded: str = Field(index=True)
    route: str
    contains_magnesium: bool
    status: str


class ProductIngredientRow(SQLModel, table=True):
    """What a product contains; `medication` is empty for what the data says nothing of."""

    __tablename__ = "product_ingredient"

    product: str = Field(primary_key=True, foreign_key="product.rxcui")
    position: int = Field(primary_key=True)
    name: str
    medication: str | None = Field(default=None, foreign_key="medication.path", index=True)

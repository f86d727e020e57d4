"""The release as a whole: its one row, retired ids, manifests and the text that the digest is over."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel


class ReleaseRow(SQLModel, table=True):
    """The release as a whole: exactly one row."""

    __tablename__ = "release"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: int = Field(default=1, primary_key=True)
    digest: str
    schema_version: str
    strength_rule: str
    version: str
    date: str
    title: str
    description: str
    licence: str
    publisher: str
    disclaimer: str
    notice: str


class RetiredRow(SQLModel, table=True):
    """An id that is no longer used, and what took its place."""

    __tablename__ = "retired"

    path: str = Field(primary_key=True)
    successor: str = Field(foreign_key="entity.path")


class ManifestRow(SQLModel, table=True):
    """A release's manifest, this one's and those of earlier ones: JSON of id to hash, compressed with zlib."""

    __tablename__ = "manifest"

    version: str = Field(primary_key=True)
    digest: str
    date: str
    content: bytes


class DocumentRow(SQLModel, table=True):
    """The pack's whole content, as hashed for the digest: JSON, compressed with zlib. Exactly one row."""

    __tablename__ = "document"

    id: str = Field(primary_key=True)
    content: bytes

"""The peer that we would be if we had followed the tutorial: FastAPI, SQLModel tables, relationships, `response_model`.

It answers from the data that all peers hold (`BENCH_PEERS`, a SQLite file). Where a tutorial would have more tables
(codes of a class, evidence of a claim), it reads JSON that is ready in a column: it would make more queries otherwise.
"""

import os
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import JSON, Column
from sqlmodel import Field, Relationship, Session, SQLModel, col, create_engine, select

JSONList = list[dict[str, Any]]


class Summary(SQLModel):
    """What rows of classes and medications share."""

    id: str
    slug: str
    name: str
    summary: str
    strength: str | None = None
    direction: str


class ClassMedication(SQLModel, table=True):
    """A medication belongs to a class."""

    __tablename__ = "memberships"

    medication: str = Field(primary_key=True, foreign_key="medications.id")
    medication_class: str = Field(primary_key=True, foreign_key="class_documents.id")


class Medication(Summary, table=True):
    """A medication."""

    __tablename__ = "medications"

    slug: str = Field(primary_key=True)
    codes: JSONList = Field(sa_column=Column(JSON))
    pathways: list[str] = Field(sa_column=Column(JSON))
    mechanisms: list[str] = Field(sa_column=Column(JSON))
    classes: list[str] = Field(sa_column=Column(JSON))


class Listed(Summary, table=True):
    """A class as lists show it."""

    __tablename__ = "classes"

    slug: str = Field(primary_key=True)
    parent: str | None = None
    codes: JSONList = Field(sa_column=Column(JSON))
    pathways: list[str] = Field(sa_column=Column(JSON))
    mechanisms: list[str] = Field(sa_column=Column(JSON))
    member_directions: dict[str, int] = Field(sa_column=Column(JSON))


class Claim(SQLModel, table=True):
    """A statement with its evidence."""

    __tablename__ = "claims"

    id: str = Field(primary_key=True)
    subject: str = Field(foreign_key="class_documents.id")
    kind: str
    statement: str
    direction: str | None = None
    basis: str
    strength: str
    supporting: int
    disputing: int
    mechanism: str | None = None
    pathway: str | None = None
    evidence: JSONList = Field(sa_column=Column(JSON))


class Whole(Summary, table=True):
    """A class with all that belongs to it."""

    __tablename__ = "class_documents"

    slug: str = Field(primary_key=True)
    parent: str | None = None
    codes: JSONList = Field(sa_column=Column(JSON))
    pathways: list[str] = Field(sa_column=Column(JSON))
    mechanisms: list[str] = Field(sa_column=Column(JSON))
    member_directions: dict[str, int] = Field(sa_column=Column(JSON))
    names: JSONList = Field(sa_column=Column(JSON))
    children: JSONList = Field(sa_column=Column(JSON))
    effects: JSONList = Field(sa_column=Column(JSON))
    claims: list[Claim] = Relationship()
    medications: list[Medication] = Relationship(link_model=ClassMedication)


class Term(SQLModel, table=True):
    """A name or code, and what it is one of."""

    __tablename__ = "terms"

    number: int = Field(primary_key=True)
    term: str
    kind: str
    entity: str
    type: str
    name: str
    summary: str


class MedicationPublic(Summary):
    """A medication as lists show it."""

    codes: JSONList
    pathways: list[str]
    mechanisms: list[str]
    classes: list[str]


class ListedPublic(Summary):
    """A class as lists show it."""

    parent: str | None = None
    codes: JSONList
    pathways: list[str]
    mechanisms: list[str]
    member_directions: dict[str, int]


class ClaimPublic(SQLModel):
    """A statement with its evidence."""

    id: str
    subject: str
    kind: str
    statement: str
    direction: str | None = None
    basis: str
    strength: str
    supporting: int
    disputing: int
    mechanism: str | None = None
    pathway: str | None = None
    evidence: JSONList


class WholePublic(ListedPublic):
    """A class with all that belongs to it."""

    names: JSONList
    children: JSONList
    effects: JSONList
    claims: list[ClaimPublic]


def create() -> FastAPI:
    """The application, for `uvicorn --factory`."""
    # Not as in the tutorial: with its 15 connections the 40 worker threads wait for each other and nothing is answered.
    engine = create_engine(
        f"sqlite:///{os.environ['BENCH_PEERS']}", connect_args={"check_same_thread": False}, pool_size=64
    )
    app = FastAPI()

    def get_session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    session_dependency = Annotated[Session, Depends(get_session)]

    @app.get("/classes", response_model=list[ListedPublic])
    def read_classes(session: session_dependency, offset: int = 0, limit: int = 50) -> Sequence[Listed]:
        return session.exec(select(Listed).order_by(Listed.slug).offset(offset).limit(limit)).all()

    @app.get("/classes/{slug}", response_model=WholePublic)
    def read_class(session: session_dependency, slug: str) -> Whole:
        return found(session, slug)

    @app.get("/classes/{slug}/medications", response_model=list[MedicationPublic])
    def read_medications(session: session_dependency, slug: str) -> list[Medication]:
        return found(session, slug).medications

    @app.get("/search", response_model=list[Term])
    def read_terms(session: session_dependency, q: str, limit: int = 20) -> Sequence[Term]:
        return session.exec(select(Term).where(col(Term.term).contains(q)).limit(limit)).all()

    def found(session: Session, slug: str) -> Whole:
        whole = session.get(Whole, slug)
        if whole is None:
            raise HTTPException(status_code=404)
        return whole

    return app

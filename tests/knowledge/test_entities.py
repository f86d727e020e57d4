"""Entities by type and slug, and those that filters name: there, retired, or like another one."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlmodel import Session

from api.errors import Gone, InvalidParameter, NotFound
from api.knowledge.entities import Named, all_there, missing, nearest_anywhere, refs_of, there_among
from api.vocabulary import EntityType


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    with Session(app.state.engine) as session:
        yield session


def require(session: Session, *named: Named) -> None:
    there = there_among(session.connection(), [one.path for one in named])
    all_there(there, named, session.connection())


def test_there(session: Session) -> None:
    paths = {"causes/bowel-disease", "symptoms/fits"}
    assert there_among(session.connection(), [*paths, "causes/nope"]) == paths
    assert there_among(session.connection(), []) == set()
    named: list[tuple[EntityType | None, str]] = [
        ("causes", "bowel-disease"),
        ("causes", "causes/bowel-disease"),
        (None, "symptoms/fits"),
    ]
    for kind, value in named:
        one = Named("parent", kind, value)
        assert one.path in paths
        require(session, one)


def test_not_there(session: Session) -> None:
    with pytest.raises(NotFound) as caught:
        require(session, Named("", "causes", "bowel-diseas"))
    assert caught.value.did_you_mean == ("causes/bowel-disease",)
    # Another type's entity is none of this type.
    with pytest.raises(NotFound):
        require(session, Named("", "symptoms", "bowel-disease"))


def test_retired(session: Session) -> None:
    with pytest.raises(Gone) as caught:
        require(session, Named("", "causes", "old-bowel"))
    assert caught.value.successor == "causes/bowel-disease"
    assert isinstance(missing(session.connection(), "causes/old-bowel"), Gone)


def test_the_first_that_is_missing_is_told(session: Session) -> None:
    with pytest.raises(InvalidParameter, match="not in the data") as caught:
        require(session, Named("parent", "causes", "bowel-disease"), Named("a", "causes", "x"), Named("b", None, "y"))
    assert caught.value.faults[0].where == "query.a"


@pytest.mark.parametrize(
    ("value", "meant"), [("old-bowel", "bowel-disease"), ("causes/bowl", "bowel-disease"), ("symptoms/fits", None)]
)
def test_a_filter_names_one_of_its_type(session: Session, value: str, meant: str | None) -> None:
    with pytest.raises(InvalidParameter) as caught:
        require(session, Named("parent", "causes", value))
    (fault,) = caught.value.faults
    assert (fault.where, fault.did_you_mean) == ("query.parent", meant)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("causes/old-bowel", "causes/bowel-disease"),
        ("causes/bowl", "causes/bowel-disease"),
        ("cause/omeprazol", "medications/omeprazole"),
        ("omeprazol", "medications/omeprazole"),
        ("symptoms/zzz", None),
        ("/", None),
    ],
)
def test_an_id_of_any_type(session: Session, path: str, meant: str | None) -> None:
    with pytest.raises(InvalidParameter) as caught:
        require(session, Named("subject", None, path))
    assert caught.value.faults[0].did_you_mean == meant
    assert path == "causes/old-bowel" or nearest_anywhere(session.connection(), path) == meant


def test_references_to_what_is_there(session: Session) -> None:
    found = refs_of(session, ["causes/bowel-disease", "causes/nope", "causes/bowel-disease"])
    assert {path: (ref.type, ref.name) for path, ref in found.items()} == {
        "causes/bowel-disease": ("causes", "Bowel disease")
    }
    assert refs_of(session, []) == {}

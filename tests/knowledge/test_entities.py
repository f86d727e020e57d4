"""Entities by type and slug, and those that filters name: there, retired, or like another one."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlmodel import Session

from api.errors import Gone, InvalidParameter, NotFound
from api.knowledge.entities import get_entity, nearest_anywhere, refs_of, require_entity, require_path


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    with Session(app.state.engine) as session:
        yield session


def test_there(session: Session) -> None:
    assert get_entity(session, "causes", "bowel-disease").path == "causes/bowel-disease"
    assert require_entity(session, "causes", "bowel-disease", "parent") == "causes/bowel-disease"
    assert require_entity(session, "causes", "causes/bowel-disease", "parent") == "causes/bowel-disease"
    assert require_path(session, "causes/bowel-disease", "subject") == "causes/bowel-disease"


def test_not_there(session: Session) -> None:
    with pytest.raises(NotFound) as caught:
        get_entity(session, "causes", "bowel-diseas")
    assert caught.value.did_you_mean == ("causes/bowel-disease",)
    # Another type's entity is none of this type.
    with pytest.raises(NotFound):
        get_entity(session, "symptoms", "bowel-disease")


def test_retired(session: Session) -> None:
    with pytest.raises(Gone) as caught:
        get_entity(session, "causes", "old-bowel")
    assert caught.value.successor == "causes/bowel-disease"


@pytest.mark.parametrize(
    ("value", "meant"), [("old-bowel", "bowel-disease"), ("causes/bowl", "bowel-disease"), ("symptoms/fits", None)]
)
def test_a_filter_names_one_of_its_type(session: Session, value: str, meant: str | None) -> None:
    with pytest.raises(InvalidParameter) as caught:
        require_entity(session, "causes", value, "parent")
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
        require_path(session, path, "subject")
    assert caught.value.faults[0].did_you_mean == meant
    assert path == "causes/old-bowel" or nearest_anywhere(session, path) == meant


def test_references_to_what_is_there(session: Session) -> None:
    found = refs_of(session, ["causes/bowel-disease", "causes/nope", "causes/bowel-disease"])
    assert {path: (ref.type, ref.name) for path, ref in found.items()} == {
        "causes/bowel-disease": ("causes", "Bowel disease")
    }
    assert refs_of(session, []) == {}

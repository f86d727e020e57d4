"""The part of a release's drug names that some texts need: texts are read by it as by all names at once."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from api.clinical.drug_names.lexicon import Lexicon, Source, Thing
from api.clinical.drug_names.reading import TextReading, read_text
from api.db import open_for_building, open_for_serving
from api.drug_index import whole_lexicon
from api.knowledge.assessments.drug_names import classes_above, lexicon_for
from api.pack.load import Built
from api.text import search_key
from tests.assessments.score import lines_of
from tests.assessments.typing_errors import one_error

SEPARATORS = [" ", "  ", "-", "/", ", ", " [", "] ", " + ", "", "s ", " 20 mg "]


@pytest.fixture(scope="module")
def engine(real_release: Built) -> Iterator[Engine]:
    engine = open_for_serving(real_release.file)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture(scope="module")
def everything(real_release: Built) -> Lexicon:
    """All names at once: slow to make and large, which is why nothing is served from it."""
    engine = open_for_building(real_release.file)
    with engine.connect() as connection:
        lexicon = whole_lexicon(connection)
    engine.dispose()
    return lexicon


def by_part(session: Session, lexicon: Lexicon, texts: list[str]) -> list[TextReading]:
    """As texts are read: by the names that they need."""
    part = lexicon_for(session, texts)
    things = {thing.path for m in part.meanings.values() for reading in m.readings for thing in reading if thing.path}
    above = classes_above(session, things)
    assert {path: lexicon.above[path] for path in above} == above
    return [read_text(text, Lexicon(**{**vars(part), "above": above})) for text in texts]


def differing(session: Session, lexicon: Lexicon, texts: list[str]) -> list[tuple[str, TextReading, TextReading]]:
    """Texts that the part reads otherwise than the whole."""
    both = zip(texts, by_part(session, lexicon, texts), strict=True)
    return [(text, read, whole) for text, read in both if read != (whole := read_text(text, lexicon))]


def test_made_up_lines_are_read_as_by_all_names(session: Session, everything: Lexicon) -> None:
    texts = [row["text"] for row in lines_of("handmade_strings.csv")]
    assert differing(session, everything, texts) == []
    # One by one too: what one text needs does not come from another.
    assert [text for text in texts if differing(session, everything, [text])] == []


def test_names_of_products_are_read_as_by_all_names(session: Session, everything: Lexicon) -> None:
    assert differing(session, everything, [row["text"] for row in lines_of("ehr_strings_sample.csv")]) == []


def test_names_with_a_typing_error_are_read_as_by_all_names(session: Session, everything: Lexicon) -> None:
    draw = random.Random(8)  # noqa: S311 - a fixed draw
    # Two suffixes of enzymes fold once more when they are folded again: `aaes`.
    steady = [phrase for phrase in sorted(everything.meanings) if search_key(" ".join(phrase)) == " ".join(phrase)]
    assert len(everything.meanings) - len(steady) < 5
    phrases = draw.sample(steady, 2000)
    typed = []
    for phrase in phrases:
        at = draw.randrange(len(phrase))
        typed.append(" ".join([*phrase[:at], draw.choice(one_error(phrase[at]) or [phrase[at]]), *phrase[at + 1 :]]))
    texts = [f"{text} 5 mg" for text in typed] + typed[:500]
    for start in range(0, len(texts), 200):
        assert differing(session, everything, texts[start : start + 200]) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_any_text_is_read_as_by_all_names(session: Session, everything: Lexicon, data: st.DataObject) -> None:
    words = sorted(everything.words)
    parts = st.sampled_from(words) | st.sampled_from(["co", "mag", "h", "c", "t", "z"])
    pieces = st.lists(st.tuples(parts, st.sampled_from(SEPARATORS)), max_size=12)
    text = data.draw(st.text(max_size=60) | pieces.map(lambda drawn: "".join(part for one in drawn for part in one)))
    assert differing(session, everything, [text]) == []


@pytest.mark.parametrize(
    "text", ["/" * 900 + " omeprazole", "co-tri-moxazole 960", "h c t z", "co-hydrochlorothiazide"]
)
def test_what_stands_apart_or_together(session: Session, everything: Lexicon, text: str) -> None:
    assert differing(session, everything, [text]) == []


def test_no_text_needs_no_names(session: Session) -> None:
    assert lexicon_for(session, []).meanings == {}
    assert classes_above(session, []) == {}


OMEPRAZOLE = Thing("Omeprazole", "medications/omeprazole")


@pytest.mark.parametrize(
    ("phrase", "source", "things"),
    [
        ("omeprazole", Source.MEDICATION, {OMEPRAZOLE}),
        ("losec", Source.MEDICATION, {OMEPRAZOLE}),
        ("ppi", Source.CLASS, {Thing("Proton pump inhibitors", "medication-classes/proton-pump-inhibitors")}),
        ("omeprazole magnesium", Source.PRODUCT, {OMEPRAZOLE}),
        ("telmisartan", Source.INGREDIENT, {Thing("telmisartan", None)}),
        ("tylenol", Source.OUTSIDE, {Thing("Tylenol", None)}),
    ],
)
def test_where_names_come_from(session: Session, phrase: str, source: Source, things: set[Thing]) -> None:
    meaning = lexicon_for(session, [phrase]).meanings[tuple(phrase.split())]
    assert meaning == (source, frozenset([frozenset(things)]))


def test_classes_at_every_level(session: Session) -> None:
    above = classes_above(session, ["medications/furosemide", "medication-classes/loop-diuretics"])
    assert above["medications/furosemide"] >= {"medication-classes/loop-diuretics", "medication-classes/diuretics"}
    assert above["medication-classes/loop-diuretics"] == {"medication-classes/diuretics"}


def test_every_name_of_a_medication_or_class_is_read_as_it(everything: Lexicon) -> None:
    ours = {phrase: meaning for phrase, meaning in everything.meanings.items() if meaning.source <= Source.CLASS}
    assert len(ours) > 500
    for phrase, meaning in ours.items():
        read = read_text(" ".join(phrase), everything)
        told = {*read.things, *(option for tie in read.ties for option in tie.options)}
        assert frozenset().union(*meaning.readings) <= told, phrase


def test_what_was_resolved_resolves_to_itself(everything: Lexicon) -> None:
    """The names of all medications and classes."""
    things = {one for m in everything.meanings.values() for reading in m.readings for one in reading if one.path}
    assert len(things) > 200
    assert [one for one in sorted(things) if read_text(one.name, everything).things != (one,)] == []

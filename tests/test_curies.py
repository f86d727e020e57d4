"""Codes as CURIEs: one canonical form, and no text that is taken for a code by mistake."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.curies import SYSTEMS, BadCurie, Curie, broader_codes, make_curie, parse_curie, parse_lookup
from api.errors import InvalidParameter

CURIES = st.sampled_from(list(SYSTEMS.values())).flatmap(
    lambda system: st.from_regex(re.compile(system.pattern, re.ASCII), fullmatch=True).map(
        lambda code: Curie(system.prefix, code)
    )
)


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_the_example_of_each_system_is_a_code_of_it(system: object) -> None:
    known = SYSTEMS[getattr(system, "prefix", "")]
    assert str(parse_curie(f"{known.prefix}:{known.example}")) == f"{known.prefix}:{known.example}"
    assert known.uri.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("text", "curie"),
    [
        ("ATC:a02bc", Curie("atc", "A02BC")),
        (" atc : A02BC01 ", Curie("atc", "A02BC01")),
        ("atc:A", Curie("atc", "A")),
        ("RxNorm:7646", Curie("rxnorm", "7646")),
        ("icd10cm:e83.42", Curie("icd10cm", "E83.42")),
        ("HP:0002917", Curie("hp", "0002917")),
        ("wikidata:q422210", Curie("wikidata", "Q422210")),
        ("OMIM.PS:601678", Curie("omim.ps", "601678")),
    ],
)
def test_case_and_spaces_do_not_matter(text: str, curie: Curie) -> None:
    assert parse_curie(text) == curie


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A02BC", "system:code, for example atc:A02BC"),
        ("", "system:code, for example atc:A02BC"),
        ("icd9:E83", f"one of the systems {', '.join(SYSTEMS)}"),
        ("hp:HP:0002917", "HPO code such as hp:0002917"),
        ("atc:A0", "ATC code such as atc:A02BC01"),
        ("atc:", "ATC code such as atc:A02BC01"),
        ("icd10cm:E8342", "ICD-10-CM code such as icd10cm:E83.42"),
        # Upper-casing makes SS of the sharp s and a plain I of the dotless one; other digits are digits too.
        ("unii:ßßßßß", "UNII code such as unii:KG60484QX9"),
        ("umls:c\u0660\u0660\u0660\u0660\u0660\u0660\u0660", "UMLS code such as umls:C0151723"),
        ("rxnorm:7646\n1", "RxNorm code such as rxnorm:7646"),
    ],
)
def test_what_is_no_code_says_what_would_be(text: str, expected: str) -> None:
    with pytest.raises(BadCurie) as caught:
        parse_curie(text)
    assert caught.value.expected.endswith(expected)
    assert str(caught.value) == f"{caught.value.text!r} is not a code: expected {caught.value.expected}"


@given(CURIES)
def test_the_written_form_is_read_back(curie: Curie) -> None:
    assert parse_curie(str(curie)) == curie
    assert parse_curie(str(curie).lower()) == curie
    assert make_curie(curie.system.upper(), f" {curie.code} ") == curie
    assert parse_lookup(str(curie), "query.code") == curie


@given(st.text() | st.tuples(st.sampled_from(list(SYSTEMS)), st.text(max_size=12)).map(":".join))
@example("atc:\x00")
@example("unii:ﬀﬀﬀﬀﬀ")
def test_any_other_text_is_refused_or_canonical(text: str) -> None:
    try:
        curie = parse_curie(text)
    except BadCurie:
        return
    assert re.fullmatch(SYSTEMS[curie.system].pattern, curie.code, re.ASCII)
    assert parse_curie(str(curie)) == curie


@given(st.text())
def test_a_lookup_is_of_a_known_system_or_refused_by_name(text: str) -> None:
    try:
        assert parse_lookup(text, "query.code").system in SYSTEMS
    except InvalidParameter as refused:
        (fault,) = refused.faults
    else:
        return
    assert fault.where == "query.code"
    assert fault.expected


def test_a_lookup_takes_a_code_of_any_shape() -> None:
    assert parse_lookup("ATC:zzz", "query.code") == Curie("atc", "ZZZ")


@pytest.mark.parametrize(("text", "near"), [("atcc:A02BC", "atc"), ("rxnorn:1", "rxnorm"), ("qqqq:1", None)])
def test_a_lookup_of_an_unknown_system_names_the_nearest(text: str, near: str | None) -> None:
    with pytest.raises(InvalidParameter) as caught:
        parse_lookup(text, "query.code")
    assert caught.value.faults[0].did_you_mean == near


@pytest.mark.parametrize(
    ("text", "broader"),
    [
        ("atc:A02BC01", ["atc:A02BC", "atc:A02B", "atc:A02", "atc:A"]),
        ("atc:A02", ["atc:A"]),
        ("atc:A", []),
        ("icd10cm:E83.42", ["icd10cm:E83.4", "icd10cm:E83"]),
        ("icd10cm:E83", []),
        ("rxnorm:7646", []),
    ],
)
def test_broader_codes_are_in_the_letters(text: str, broader: list[str]) -> None:
    assert [str(curie) for curie in broader_codes(parse_curie(text))] == broader


@given(CURIES)
def test_broader_codes_are_codes_and_shorter(curie: Curie) -> None:
    found = broader_codes(curie)
    assert [parse_curie(str(code)) for code in found] == found
    assert [len(code.code) for code in found] == sorted({len(code.code) for code in found}, reverse=True)
    assert all(curie.code.startswith(code.code) and code.code != curie.code for code in found)

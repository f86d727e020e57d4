"""The reader of the pack: exactly the JSON subset of YAML 1.2, and every refusal with its line."""

import math
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from api.pack.yaml import MAX_CHARACTERS, MAX_DEPTH, Document, YamlFault, read_yaml


@pytest.mark.parametrize("text", ["no", "No", "yes", "on", "off", "12:30", "2024-01-05", "0x1F", "0o17", "1_000", "<<"])
def test_what_yaml_1_1_changes_stays_text(text: str) -> None:
    assert read_yaml(f"key: {text}").data == {"key": text}


@pytest.mark.parametrize("text", [".inf", "-.INF", ".nan", "1e999", "12345678901234567890", ".", "+", "1e", "e5"])
def test_what_json_has_no_number_for_stays_text(text: str) -> None:
    assert read_yaml(f"key: {text}").data == {"key": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("0", 0),
        ("-12", -12),
        ("+3", 3),
        ("007", 7),
        ("1.10", 1.1),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("2e3", 2000.0),
        ("1.5E-3", 0.0015),
        ("'no'", "no"),
        ('"5"', "5"),
        ("'null'", "null"),
        ("''", ""),
        ("[a, 1, [], {}]", ["a", 1, [], {}]),
        ("{a: {b: c}}", {"a": {"b": "c"}}),
    ],
)
def test_scalars_are_those_of_the_core_schema(text: str, value: object) -> None:
    read = read_yaml(f"key: {text}").data
    assert read == {"key": value}
    assert isinstance(read, dict)
    assert type(read["key"]) is type(value)


def test_long_texts_are_joined() -> None:
    assert read_yaml("a: >-\n  one\n  two\nb: |\n  three\n").data == {"a": "one two", "b": "three\n"}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n...\n"])
def test_nothing_is_none(text: str) -> None:
    assert read_yaml(text).data is None


def test_a_byte_order_mark_is_no_data() -> None:
    assert read_yaml("\ufeffname: x").data == {"name": "x"}


FAULTS = {
    "duplicate key": ("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", 5, "duplicate key 'c': it stands already on line 3"),
    "duplicate quoted key": ("a: 1\n'a': 2\n", 2, "duplicate key 'a': it stands already on line 1"),
    "anchor": ("a: 1\nb: &x is\n", 2, "anchors and aliases are not allowed: write it out"),
    "anchored list": ("a: &x [1]\n", 1, "anchors and aliases are not allowed: write it out"),
    "anchored key": ("&x a: 1\n", 1, "anchors and aliases are not allowed: write it out"),
    "alias": ("a: 1\nb: *x\n", 2, "anchors and aliases are not allowed: write it out"),
    "endless alias": ("&a [*a]\n", 1, "anchors and aliases are not allowed: write it out"),
    "tag": ("a: 1\nb: !!str 5\n", 2, "the tag tag:yaml.org,2002:str is not allowed"),
    "own tag": ("b: !thing {a: 1}\n", 1, "the tag !thing is not allowed"),
    "tagged key": ("!!str 5: 1\n", 1, "the tag tag:yaml.org,2002:str is not allowed"),
    "python tag": (
        "!!python/object/apply:os.system [ls]",
        1,
        "the tag tag:yaml.org,2002:python/object/apply:os.system is not allowed",
    ),
    "second document": ("a: 1\n---\nb: 2\n", 2, "a second document starts here: a file holds one"),
    "key is a number": (
        "a: 1\n5: b\n",
        2,
        "a key must be text: quote it if it looks like a number, true, false or null",
    ),
    "key is true": ("true: b\n", 1, "a key must be text: quote it if it looks like a number, true, false or null"),
    "key is a list": ("? [a]\n: b\n", 1, "a key must be text: quote it if it looks like a number, true, false or null"),
    "unclosed": ("a: [1\nb: 2\n", 2, "not YAML: did not find expected ',' or ']'"),
    "two colons": ("a: 1\nb: c: d\n", 2, "not YAML: mapping values are not allowed in this context"),
    "tab": ("a:\n\tb: 1\n", 2, "not YAML: found character that cannot start any token"),
    "NUL": (
        "a: b\0",
        1,
        'not YAML: unacceptable character #x0000: control characters are not allowed in "<unicode string>", position 4',
    ),
    "half a surrogate pair": (
        "a: \ud800",
        1,
        "not YAML: 'utf-8' codec can't encode character '\\ud800' in position 3: surrogates not allowed",
    ),
    "too large": (
        "a" * (MAX_CHARACTERS + 1),
        1,
        f"the file has {MAX_CHARACTERS + 1} characters; at most {MAX_CHARACTERS} are read",
    ),
    # Composing either of these would end the process.
    "deep list": ("[" * 200_000, 1, "nested too deeply"),
    "deep block": ("a:\n  " + "- " * 200_000, 2, "nested too deeply"),
}


@pytest.mark.parametrize(("text", "line", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_everything_else_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(YamlFault) as caught:
        read_yaml(text)
    assert (caught.value.line, caught.value.message) == (line, message)
    assert str(caught.value) == f"line {line}: {message}"


def test_depth_is_bounded_exactly() -> None:
    deepest = "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)
    assert read_yaml(deepest).data is not None
    with pytest.raises(YamlFault, match="nested too deeply"):
        read_yaml(f"[{deepest}]")


def test_every_key_and_item_knows_its_line() -> None:
    document = read_yaml("\na: 1\nb:\n  - x\n\n  - c: >-\n      long\n      text\n    d: 2\n")
    assert document.lines == {
        (): 2,
        ("a",): 2,
        ("b",): 3,
        ("b", 0): 4,
        ("b", 1): 6,
        ("b", 1, "c"): 6,
        ("b", 1, "d"): 9,
    }


def test_an_unknown_place_has_the_line_of_what_it_is_in() -> None:
    document = read_yaml("\n\na:\n  b: 1\n")
    assert document.line(("a", "b", "c", 0)) == 4
    assert document.line(("a", "x")) == 3
    assert document.line(("x",)) == 3
    assert Document().line(("x",)) == 1


TEXT = st.text(alphabet=st.characters(exclude_categories=[]), max_size=60)
SYNTAX = st.text(alphabet=list("ab1.~-?:,[]{}#&*!|>'\"%@`\n\t \\"), max_size=60)


@given(TEXT | SYNTAX)
@example("%TAG ! tag:x\n--- !a 1")
@example("a: !<tag:yaml.org,2002:int> 5")
@example("'\\")
def test_whatever_comes_it_is_read_or_refused(text: str) -> None:
    last = len(text) + 1
    try:
        document = read_yaml(text)
    except YamlFault as refused:
        fault = refused
    else:
        assert all(1 <= line <= last for line in document.lines.values())
        _is_plain(document.data)
        return
    assert 1 <= fault.line <= last
    assert fault.message


def _is_plain(data: object) -> None:
    assert data is None or isinstance(data, bool | int | float | str | list | dict)
    if isinstance(data, float):
        assert math.isfinite(data)
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        _is_plain(part)


# What PyYAML writes without quotes and YAML 1.2 reads as a number (`1e5`) is left out, and line ends that YAML folds.
WORDS = st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20).filter(
    lambda text: "\ufeff" not in text and not _looks_like_a_number(text)
)
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(WORDS, children, max_size=4),
    max_leaves=12,
)


def _looks_like_a_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@given(PLAIN)
def test_what_a_yaml_library_writes_is_read_back(data: object) -> None:
    assert read_yaml(yaml.safe_dump(data, allow_unicode=True)).data == data

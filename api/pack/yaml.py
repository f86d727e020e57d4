"""A strict YAML reader: the JSON subset of YAML 1.2, with line numbers.

Refused, because each has silently changed data elsewhere: duplicate keys, anchors and aliases, explicit tags,
several documents, keys that are not text. Plain scalars follow the YAML 1.2 core schema, so `no`, `on`, `12:30` and
`2024-01-05` stay text (YAML 1.1 makes them false, true, 750 and a date); `1.10` is still a number: quote it.

The parser's events are read one by one: composed nodes do not tell an anchor or a tag from none, and composing recurses
in C, so that a deeply nested text would end the process.
"""

import math
import re
from dataclasses import dataclass, field

import yaml

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 20

Location = tuple[str | int, ...]

_INT = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


_NO_ANCHORS = "anchors and aliases are not allowed: write it out"

_NodeEvent = yaml.ScalarEvent | yaml.CollectionStartEvent


class YamlFault(Exception):
    """The text is not in the subset we read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


@dataclass
class Document:
    """Plain data, and the line on which each key or item starts."""

    data: object = None
    lines: dict[Location, int] = field(default_factory=dict)

    def line(self, location: Location) -> int:
        """Line of the location, or of its nearest known parent."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)


def read_yaml(text: str) -> Document:
    """Parse one document.

    Raises:
        YamlFault: anything outside the subset, with its line (from 1).
    """
    if len(text) > MAX_CHARACTERS:
        raise YamlFault(1, f"the file has {len(text)} characters; at most {MAX_CHARACTERS} are read")
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlFault(mark.line + 1 if mark else 1, f"not YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise YamlFault(1, f"not YAML: {' '.join(str(error).split())}") from None
    return builder.document


@dataclass
class _Open:
    """A list or mapping whose end has not come yet; `key` is that of the value to come."""

    location: Location
    content: list[object] | dict[str, object]
    key: str | None = None


class _Builder:
    """Puts a document together from the parser's events."""

    def __init__(self) -> None:
        self.document = Document()
        self._documents = 0
        self._open: list[_Open] = []

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise YamlFault(line, _NO_ANCHORS)
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            self._take_node(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise YamlFault(line, "a second document starts here: a file holds one")

    def _take_node(self, event: _NodeEvent, line: int) -> None:
        if event.anchor is not None:
            raise YamlFault(line, _NO_ANCHORS)
        if event.tag is not None:
            raise YamlFault(line, f"the tag {event.tag} is not allowed")
        parent = self._open[-1] if self._open else None
        if parent is not None and isinstance(parent.content, dict) and parent.key is None:
            parent.key = self._key(parent.location, parent.content, event, line)
            return
        value: object
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event)
        else:
            value = {} if isinstance(event, yaml.MappingStartEvent) else []
        location = self._put(parent, value, line)
        if isinstance(value, list | dict):
            self._open.append(_Open(location, value))

    def _key(self, location: Location, mapping: dict[str, object], event: _NodeEvent, line: int) -> str:
        key = _scalar(event) if isinstance(event, yaml.ScalarEvent) else None
        if not isinstance(key, str):
            raise YamlFault(line, "a key must be text: quote it if it looks like a number, true, false or null")
        if key in mapping:
            first = self.document.lines[(*location, key)]
            raise YamlFault(line, f"duplicate key {key!r}: it stands already on line {first}")
        self.document.lines[(*location, key)] = line
        return key

    def _put(self, parent: _Open | None, value: object, line: int) -> Location:
        """Put the value where it belongs, and return that place."""
        location: Location = ()
        if parent is None:
            self.document.data = value
        elif isinstance(parent.content, list):
            location = (*parent.location, len(parent.content))
            parent.content.append(value)
        else:
            assert parent.key is not None
            location = (*parent.location, parent.key)
            parent.content[parent.key] = value
            parent.key = None
        if len(location) > MAX_DEPTH:
            raise YamlFault(line, "nested too deeply")
        self.document.lines.setdefault(location, line)
        return location


def _scalar(event: yaml.ScalarEvent) -> object:
    text: str = event.value
    # Only what stands without quotes can be anything but text.
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text) if len(text) < 20 else text
    if FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text

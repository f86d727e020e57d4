"""A strict YAML reader: the JSON subset of YAML 1.2, with line numbers.

Refused, because each has silently changed data elsewhere: duplicate keys, anchors and aliases, explicit tags,
several documents, keys that are not text. Plain scalars follow the YAML 1.2 core schema, so `no`, `on`, `12:30` and
`2024-01-05` stay text (YAML 1.1 makes them false, true, 750 and a date); `1.10` is still a number: quote it.
"""

import re
from dataclasses import dataclass, field

import yaml

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 20

Location = tuple[str | int, ...]

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_STR_TAG = "tag:yaml.org,2002:str"
_COLLECTION_TAGS = {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}


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


class _Loader(yaml.CSafeLoader):
    """No implicit resolvers, so that every untagged scalar arrives as text and we resolve it ourselves."""

    yaml_implicit_resolvers = {}


def read_yaml(text: str) -> Document:
    """Parse one document.

    Raises:
        YamlFault: anything outside the subset, with its line (from 1).
    """
    if len(text) > MAX_CHARACTERS:
        raise YamlFault(1, f"the file has {len(text)} characters; at most {MAX_CHARACTERS} are read")
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlFault(mark.line + 1 if mark else 1, f"not YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise YamlFault(1, f"not YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise YamlFault(1, "nested too deeply") from None
    document = Document()
    if root is not None:
        document.data = _Converter(document.lines).convert(root, ())
    return document


class _Converter:
    """Turns composed nodes into plain data, once per node."""

    def __init__(self, lines: dict[Location, int]) -> None:
        self._lines = lines
        self._seen: set[int] = set()

    def convert(self, node: yaml.Node, location: Location) -> object:
        line = node.start_mark.line + 1
        self._lines.setdefault(location, line)
        if id(node) in self._seen:
            raise YamlFault(line, "anchors and aliases are not allowed: write it out")
        self._seen.add(id(node))
        if len(location) > MAX_DEPTH:
            raise YamlFault(line, "nested too deeply")
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node, line)
        if node.tag not in _COLLECTION_TAGS:
            raise YamlFault(line, f"the tag {node.tag} is not allowed")
        if isinstance(node, yaml.SequenceNode):
            return [self.convert(item, (*location, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, yaml.MappingNode)
        return self._mapping(node, location)

    def _mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, object]:
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = _scalar(key_node, line) if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                raise YamlFault(line, "a key must be text: quote it if it looks like a number, true, false or null")
            if key in result:
                first = self._lines[(*location, key)]
                raise YamlFault(line, f"duplicate key {key!r}: it stands already on line {first}")
            self._lines[(*location, key)] = line
            result[key] = self.convert(value_node, (*location, key))
        return result


def _scalar(node: yaml.ScalarNode, line: int) -> object:
    text: str = node.value
    if node.tag != _STR_TAG:
        raise YamlFault(line, f"the tag {node.tag} is not allowed")
    if node.style not in (None, ""):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text) if len(text) < 20 else text
    if _FLOAT.fullmatch(text):
        return float(text)
    return text

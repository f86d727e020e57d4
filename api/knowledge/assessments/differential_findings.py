"""What a client says of one person, as tokens: conditions and findings by id, slug, name, key of a clue, or code."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, or_, select

from api.clinical.differential_terms import Terms, code_steps, key_steps
from api.curies import BadCurie, parse_curie
from api.errors import Fault, InvalidParameter
from api.knowledge.assessments.differential_facts import Facts
from api.knowledge.nearest import most_alike
from api.tables import CodeNameRow, CodeRow, EntityRow, NameRow, RetiredRow
from api.text import search_key

TYPES = ("causes", "symptoms", "condition")
MOST_SUGGESTED = 20
"""So many of the texts that are not recognised get suggestions: each costs a comparison with every name."""


class Said(NamedTuple):
    """One text of the request, and where it stands."""

    where: str
    text: str


@dataclass(frozen=True)
class Recognised:
    """What a text was taken for; no tokens, but a reason, when it was not recognised."""

    said: Said
    tokens: frozenset[str]
    reason: str = ""
    suggestions: tuple[str, ...] = ()


class Lexicon:
    """Everything that a text can be recognised by: read in four queries, however many texts there are."""

    def __init__(self, session: Session, facts: Facts, said: Iterable[Said]) -> None:
        self.session = session
        self.asked = {item: _curie(item) for item in said}
        clue_codes = {code for clue in facts.clues for code in clue.codes}
        given = {curie for curie in self.asked.values() if curie is not None}
        keys = key_steps((clue.token, clue.subject, clue.codes) for clue in facts.clues)
        steps = code_steps(facts.codes, clue_codes | given) | keys
        self.terms = Terms(steps)
        self.kinds = Terms(steps | set(facts.parents.items()))
        """As `terms`, and a cause implies the wider one that it is filed under."""
        self.known_codes = clue_codes
        self.keys = {clue.key: clue.token for clue in facts.clues}
        self.clues = {clue.claim: clue.token for clue in facts.clues}
        self._read_names(clue_codes)

    def _read_names(self, clue_codes: Iterable[str]) -> None:
        of_types = [col(EntityRow.type) == kind for kind in TYPES]
        rows = self.session.exec(select(NameRow).join(EntityRow).where(or_(*of_types)))
        self.names: dict[str, set[str]] = defaultdict(set)
        self.entities: set[str] = set()
        for row in rows:
            self.names[row.folded].add(row.entity)
            self.entities.add(row.entity)
        pairs = sorted(code.split(":", 1) for code in clue_codes)
        listed = sa.tuple_(col(CodeNameRow.system), col(CodeNameRow.code)).in_(pairs)
        for name in self.session.exec(select(CodeNameRow).where(listed)):
            self.names[search_key(name.name)].add(f"{name.system}:{name.code}")
        self.retired = {row.path: row.successor for row in self.session.exec(select(RetiredRow))}

    def recognise(self, said: Sequence[Said], first: str) -> list[Recognised]:
        """What each text stands for.

        Args:
            said: texts of one list of the request.
            first: the type that a bare slug is tried as first, `causes` or `symptoms`.
        """
        found = [self._recognised(item, first) for item in said]
        strangers = [item for item in found if not item.tokens]
        entities = self._of_codes(strangers)
        choices = {name: min(paths, key=_entities_first) for name, paths in sorted(self.names.items())}
        suggested = {item: self._suggestions(item, choices, entities) for item in strangers[:MOST_SUGGESTED]}
        return [Recognised(i.said, i.tokens, i.reason, suggested.get(i, ())) for i in found]

    def _recognised(self, said: Said, first: str) -> Recognised:
        curie = self.asked[said]
        if curie is not None:
            around = self.terms.implied({curie}) | self.terms.implying({curie})
            known = any("/" in token or token in self.known_codes for token in around)
            tokens = frozenset({curie}) if known else frozenset[str]()
            return Recognised(said, tokens, "" if known else f"no cause, symptom or clue in the data has {curie}")
        text = said.text.strip()
        if "/claims/" in text:
            token = self.clues.get(text)
            reason = f"there is no clue {text[:80]!r} in the data"
            return Recognised(said, frozenset({token}) if token else frozenset(), "" if token else reason)
        return self._by_name(said, text, first)

    def _by_name(self, said: Said, text: str, first: str) -> Recognised:
        path = text if "/" in text else f"{first}/{text}"
        path = self.retired.get(path, path)
        found = {path} & self.entities or self._named(text, first)
        if len(found) > 1:
            reason = f"{text[:80]!r} is a name of several things in the data: give an id or a code"
            return Recognised(said, frozenset(), reason, tuple(sorted(found)))
        reason = "" if found else f"{text[:80]!r} is no cause, symptom or clue in the data"
        return Recognised(said, frozenset(found), reason)

    def _named(self, text: str, first: str) -> set[str]:
        """By name in the first type; by slug in all; by the key of a clue; by name in all; by the name of a code."""
        named = self.names.get(search_key(text), set())
        entities = {path for path in named if "/" in path}
        return (
            {path for path in entities if path.startswith(f"{first}/")}
            or {f"{kind}/{text}" for kind in TYPES} & self.entities
            or {self.keys[key] for key in (text,) if key in self.keys}
            or entities
            or named
        )

    def _of_codes(self, strangers: Iterable[Recognised]) -> dict[str, list[str]]:
        """Entities of other types that the unrecognised codes stand for."""
        codes = {curie for item in strangers if (curie := self.asked[item.said]) is not None}
        found: dict[str, list[str]] = defaultdict(list)
        if codes:
            wanted = sorted({code.split(":", 1)[1] for code in codes})
            rows = self.session.exec(select(CodeRow).where(col(CodeRow.code).in_(wanted)).order_by(col(CodeRow.entity)))
            for row in rows:
                found[f"{row.system}:{row.code}"].append(row.entity)
        return found

    def _suggestions(
        self, item: Recognised, choices: dict[str, str], entities: dict[str, list[str]]
    ) -> tuple[str, ...]:
        curie = self.asked[item.said]
        if item.suggestions or curie is not None:
            return item.suggestions or tuple(entities.get(curie or "", ()))[:3]
        return tuple(most_alike(item.said.text.rpartition("/")[2], choices))


def _entities_first(token: str) -> tuple[bool, str]:
    return "/" not in token, token


def _curie(said: Said) -> str | None:
    """The code that a text is, in canonical case; None when it is none.

    Raises:
        InvalidParameter: it has the form of a code, but cannot be one.
    """
    if ":" not in said.text:
        return None
    try:
        return str(parse_curie(said.text))
    except BadCurie as wrong:
        fault = Fault(said.where, f"{said.text[:80]!r} is not a code", wrong.expected)
        raise InvalidParameter("A code cannot be read.", [fault]) from None

"""The differential: which causes, medications and combinations fit what is known, in a documented order.

Matching and ordering only; every fact comes from claims and is handed in. Nothing here is weighed or scored: candidates
are compared by the lines of `docs/differential.md`, one after the other, and the first line that differs decides.

A *token* is the id of an entity (`symptoms/hypokalemia`), a code (`hp:0002900`) or the key of a clue (`clue:deafness`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, NamedTuple

from api.clinical.strength import ORDER
from api.vocabulary import Pathway, Strength

DIFFERENTIAL_RULE: Final = "1"
"""Version of the ordering rule; part of every answer."""

Verdict = Literal["renal-loss", "not-renal", "indeterminate"]
"""What urine magnesium says while serum magnesium is low: the kidneys lose it, they save it, or cut-offs differ."""

Site = Literal["kidney", "elsewhere", "not-said"]


class Standing(StrEnum):
    """How a candidate came into the list."""

    PRESENT = "present"
    """What was given is this cause itself: a medication taken, a condition stated."""
    POSSIBLE = "possible"
    """A finding fits one of its clues, or a code was given that is wider than it."""
    SAID_ABSENT = "said-absent"
    """As `POSSIBLE`, but it was said not to be there."""


class Agreement(StrEnum):
    """How the way a candidate acts compares with the laboratory's verdict."""

    AGREES = "agrees"
    OPEN = "open"
    CONTRADICTS = "contradicts"


class Effect(NamedTuple):
    """One claim on how a candidate acts. `site` is that of its mechanism; None when the claim names no mechanism."""

    pathway: Pathway
    mechanism: str | None
    site: Literal["kidney", "elsewhere"] | None
    claim: str


class Clue(NamedTuple):
    """A clue claim: its id, the token of its key, and the codes of the finding that it speaks of, if it has any."""

    claim: str
    key: str
    codes: frozenset[str] = frozenset()


class Finding(NamedTuple):
    """Something said to be there, or not: the tokens it was given by, and all that follow (themselves included).

    What is there implies other tokens; what is not there excludes all that would imply it.
    """

    given: frozenset[str]
    tokens: frozenset[str]


@dataclass(frozen=True)
class Subject:
    """What may be a candidate, with its facts."""

    id: str
    strength: Strength | None
    effects: frozenset[Effect] = frozenset()
    clues: frozenset[Clue] = frozenset()
    inherited: frozenset[Site] = frozenset()
    """Where the nearest wider cause whose claims say so loses magnesium."""
    implies: frozenset[str] = frozenset()
    """Tokens that hold whenever this cause is present: its own id and its exact and wider codes."""


@dataclass(frozen=True)
class Known:
    """What is known of one person."""

    stated: frozenset[str] = frozenset()
    """Ids of subjects that are present."""
    findings: frozenset[Finding] = frozenset()
    absences: frozenset[Finding] = frozenset()
    verdict: Verdict | None = None

    @property
    def present(self) -> frozenset[str]:
        """Every token that is there."""
        return frozenset(token for finding in self.findings for token in finding.tokens)

    @property
    def absent(self) -> frozenset[str]:
        """Every token that is said not to be there."""
        return frozenset(token for finding in self.absences for token in finding.tokens)


class Match(NamedTuple):
    """A clue, its tokens that decide (matched or absent), and those to ask for, of which nothing is known."""

    claim: str
    tokens: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """One line of the differential."""

    id: str
    standing: Standing
    strength: Strength | None
    agreement: Agreement | None
    wider: tuple[str, ...]
    """Tokens given whose meaning includes this cause and more."""
    matched: tuple[Match, ...]
    against: tuple[Match, ...]
    missing: tuple[Match, ...]
    explained: int
    """How many different findings of its clues are there; a wider code counts as one more."""
    denied: int
    """How many different findings of its clues are said to be absent."""


class Differential(NamedTuple):
    """All candidates in order, and how many subjects were not listed, by pathway (None: no pathway is known)."""

    candidates: tuple[Candidate, ...]
    not_listed: Mapping[Pathway | None, int]


def differential(subjects: Iterable[Subject], known: Known) -> Differential:
    """Match all subjects with what is known, and put those with at least one fact in order."""
    lines = {subject: candidate(subject, known) for subject in set(subjects)}
    counts = Counter(pathway for subject, line in lines.items() if line is None for pathway in _pathways(subject))
    return Differential(tuple(sorted((line for line in lines.values() if line is not None), key=order_key)), counts)


def _pathways(subject: Subject) -> set[Pathway | None]:
    return {effect.pathway for effect in subject.effects} or {None}


def candidate(subject: Subject, known: Known) -> Candidate | None:
    """The line of one subject; None when nothing that is known speaks for it."""
    present, absent = known.present, known.absent
    stated = subject.id in known.stated
    wider = frozenset() if stated else frozenset(t for f in known.findings for t in f.given) & subject.implies
    clues = sorted(subject.clues)
    matched = tuple(_match(clue, present, absent) for clue in clues if _tokens(clue) & present)
    if not (stated or wider or matched):
        return None
    against = tuple(_match(clue, absent, present) for clue in clues if _tokens(clue) & absent)
    unasked = [clue for clue in clues if not _tokens(clue) & (present | absent)]
    standing = Standing.SAID_ABSENT if subject.id in absent else Standing.POSSIBLE
    return Candidate(
        id=subject.id,
        standing=Standing.PRESENT if stated else standing,
        strength=subject.strength,
        agreement=agreement(subject, known.verdict),
        wider=tuple(sorted(wider)),
        matched=matched,
        against=against,
        missing=tuple(Match(clue.claim, (), tuple(sorted(clue.codes or {clue.key}))) for clue in unasked),
        explained=_count(clues, present) + bool(wider),
        denied=_count(clues, absent),
    )


def _tokens(clue: Clue) -> frozenset[str]:
    return clue.codes | {clue.key}


def _match(clue: Clue, wanted: frozenset[str], other: frozenset[str]) -> Match:
    # Whoever speaks of the clue as a whole need not be asked for its parts.
    still = frozenset() if clue.key in wanted else clue.codes - wanted - other
    return Match(clue.claim, tuple(sorted(_tokens(clue) & wanted)), tuple(sorted(still)))


def _count(clues: Iterable[Clue], wanted: frozenset[str]) -> int:
    """How many different things the clues speak of that are wanted: codes, or the key of a clue without such a code.

    Several clues on one finding are one; so are a finding and its repetition in other words.
    """
    spoken_of = [clue.codes & wanted or {clue.key} for clue in clues if _tokens(clue) & wanted]
    return len(frozenset().union(*spoken_of))


def sites(subject: Subject) -> frozenset[Site]:
    """Where the subject makes the body lose or miss magnesium.

    Excretion is loss by the kidney, the gut or the skin: only a mechanism tells which. A claim on excretion that names
    none goes with the others of the subject, else with its wider cause, else it is not said.
    """
    lost = {effect.site for effect in subject.effects if effect.pathway == "excretion"}
    said: frozenset[Site] = frozenset(site for site in lost if site is not None)
    silent: frozenset[Site] = subject.inherited or frozenset({"not-said"})
    elsewhere: frozenset[Site] = frozenset({"elsewhere"})
    nothing: frozenset[Site] = frozenset()
    outside = elsewhere if any(effect.pathway != "excretion" for effect in subject.effects) else nothing
    return outside | (said or (silent if lost else nothing))


def agreement(subject: Subject, verdict: Verdict | None) -> Agreement | None:
    """How the subject's sites compare with the verdict; None without a verdict, `OPEN` when the data does not say."""
    if verdict is None:
        return None
    found = sites(subject)
    if verdict == "indeterminate" or not found:
        return Agreement.OPEN
    if ("kidney" if verdict == "renal-loss" else "elsewhere") in found:
        return Agreement.AGREES
    return Agreement.OPEN if "not-said" in found else Agreement.CONTRADICTS


_STANDINGS: Final = tuple(Standing)
_AGREEMENTS: Final = tuple(Agreement)
_UNKNOWN: Final = len(ORDER)


def order_key(line: Candidate) -> tuple[int, int, int, int, int, str]:
    """The ordering rule: least first, entry by entry.

    1. present, then possible, then said to be absent;
    2. what the laboratory's verdict agrees with, then what it leaves open, then what it contradicts;
    3. more findings explained;
    4. fewer findings of its clues said to be absent;
    5. stronger evidence that it lowers magnesium;
    6. the id.
    """
    return (
        _STANDINGS.index(line.standing),
        _AGREEMENTS.index(line.agreement or Agreement.OPEN),
        -line.explained,
        line.denied,
        _UNKNOWN if line.strength is None else ORDER.index(line.strength),
        line.id,
    )


def combinations_taken(
    members: Mapping[str, frozenset[str]], taken: Mapping[str, frozenset[str]]
) -> dict[str, list[str]]:
    """Combinations whose members are all taken, with what is taken of them.

    Args:
        members: by combination, its classes and medications.
        taken: by medication or class taken, itself and every class it belongs to.

    One medication does not make a combination with itself, even if it belongs to both classes.
    """
    found = {}
    for combination, wanted in members.items():
        by_member = {member: {item for item, classes in taken.items() if member in classes} for member in wanted}
        who = {item for items in by_member.values() for item in items}
        if all(by_member.values()) and len(who) >= len(wanted):
            found[combination] = sorted(who)
    return found

"""One person's case: everything that was said, recognised, and what follows from it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from api.clinical.differential import Finding, Known
from api.clinical.differential_terms import Terms
from api.errors import Fault, InvalidParameter
from api.knowledge.assessments.differential_body import DifferentialBody, LaboratoryFacts, ResolvedItem
from api.knowledge.assessments.differential_facts import Facts, read_facts
from api.knowledge.assessments.differential_findings import Lexicon, Recognised, Said

CONDITION: Final = "condition/"
PREGNANCY: Final = "causes/pregnancy"
RENAL_WASTING: Final = "hp:0005567"
"""HPO's term for renal magnesium wasting: who says so has the verdict, though not the values."""


@dataclass(frozen=True)
class Case:
    """Everything that was said of one person, recognised."""

    facts: Facts
    terms: Terms
    present: tuple[Recognised, ...]
    absent: tuple[Recognised, ...]
    strangers: tuple[Recognised, ...]
    medications: tuple[ResolvedItem, ...]
    laboratory: LaboratoryFacts
    there: dict[str, list[Said]]
    """By token that is there: what it follows from, in the order of the places."""
    gone: dict[str, list[Said]]
    """By token that is not there, likewise."""
    known: Known

    @property
    def low(self) -> bool | None:
        """Whether magnesium is low: by the laboratory, else by what was said of the condition itself."""
        if self.laboratory.low is not None:
            return self.laboratory.low
        if any(token.startswith(CONDITION) for token in self.there):
            return True
        return False if any(token.startswith(CONDITION) for token in self.gone) else None


def read_case(
    session: Session, body: DifferentialBody, resolved: Sequence[ResolvedItem], laboratory: LaboratoryFacts
) -> Case:
    """Recognise everything and read the facts.

    Raises:
        InvalidParameter: a text has the form of a code but cannot be one, or something is said to be there and absent.
    """
    facts = read_facts(session, {entity for item in resolved for entity in item.entities})
    conditions, findings, absent = (
        [Said(f"body.{name}.{position}", text) for position, text in enumerate(texts)]
        for name, texts in (("conditions", body.conditions), ("findings", body.findings), ("absent", body.absent))
    )
    measured = [Said(where, code) for where, code in laboratory.findings]
    excluded = [Said(where, code) for where, code in laboratory.absent]
    pregnancy = [] if body.pregnant is None else [Said("body.pregnant", PREGNANCY)]
    lexicon = Lexicon(session, facts, [*conditions, *findings, *absent, *measured, *excluded, *pregnancy])
    present = [
        *lexicon.recognise([*conditions, *(pregnancy if body.pregnant else [])], "causes"),
        *lexicon.recognise([*findings, *measured], "symptoms"),
    ]
    gone = lexicon.recognise([*absent, *(pregnancy if not body.pregnant else [])], "symptoms")
    _refuse_contradictions(lexicon.kinds, present, gone)
    # A normal value today does not take back what somebody says was found.
    normal = lexicon.recognise(excluded, "symptoms")
    gone += [item for item in normal if not _contradicted(lexicon.kinds, item, present)]
    return _case(facts, lexicon, present, gone, resolved, laboratory)


def _case(
    facts: Facts,
    lexicon: Lexicon,
    present: Sequence[Recognised],
    absent: Sequence[Recognised],
    resolved: Sequence[ResolvedItem],
    laboratory: LaboratoryFacts,
) -> Case:
    there = _sources(present, lexicon.terms.implied)
    known = Known(
        stated=frozenset(set(there) & set(facts.causes) | set(facts.taken)),
        findings=frozenset(Finding(i.tokens, lexicon.terms.implied(i.tokens)) for i in present if i.tokens),
        absences=frozenset(Finding(i.tokens, lexicon.kinds.implying(i.tokens)) for i in absent if i.tokens),
        verdict=laboratory.verdict or ("renal-loss" if RENAL_WASTING in there else None),
    )
    return Case(
        facts=facts,
        terms=lexicon.terms,
        present=tuple(item for item in present if item.tokens),
        absent=tuple(item for item in absent if item.tokens),
        strangers=tuple(item for item in (*present, *absent) if not item.tokens),
        medications=tuple(resolved),
        laboratory=laboratory,
        there=there,
        gone=_sources(absent, lexicon.kinds.implying),
        known=known,
    )


def _sources(items: Iterable[Recognised], follow: Callable[[Iterable[str]], frozenset[str]]) -> dict[str, list[Said]]:
    found: dict[str, set[Said]] = defaultdict(set)
    for item in items:
        for token in follow(item.tokens):
            found[token].add(item.said)
    return {token: sorted(said) for token, said in found.items()}


def _contradicted(kinds: Terms, absent: Recognised, present: Iterable[Recognised]) -> Recognised | None:
    excluded = kinds.implying(absent.tokens)
    return next((item for item in present if excluded & kinds.implied(item.tokens)), None)


def _refuse_contradictions(kinds: Terms, present: Sequence[Recognised], absent: Sequence[Recognised]) -> None:
    faults = [
        Fault(
            item.said.where,
            f"{item.said.text[:80]!r} is said to be absent, but {other.said.where} says that it is there",
            "one of the two",
        )
        for item in absent
        if (other := _contradicted(kinds, item, present)) is not None
    ]
    if faults:
        raise InvalidParameter("Something is said both to be there and to be absent.", faults)

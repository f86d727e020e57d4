"""From the items of a medication list, as its own assessment reads them, to what the differential needs of them."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session

from api.clinical.medication_items import CAUTIONS, Resolved, Status
from api.knowledge.assessments.differential_body import ResolvedItem
from api.knowledge.assessments.list_items import MedicationItem, read_items

_REASONS: Final = {
    Status.AMBIGUOUS: "It may mean several medications; nothing was guessed.",
    Status.CONFLICT: "Its text and its code name different medications; neither was counted.",
    Status.NOT_IN_DATA: "A known name, but the data says nothing of it. That is no statement that it is safe.",
    Status.NOT_RECOGNISED: "No medication that is known here.",
}
_READ: Final = frozenset(CAUTIONS) - {"local-route"}


def resolved_items(session: Session, items: Sequence[MedicationItem]) -> list[ResolvedItem]:
    """What each item of `body.medications` is.

    Raises:
        InvalidParameter: a code of no known system.
    """
    read = read_items(session, items, "body.medications").items if items else []
    return [_resolved(f"body.medications.{at}", item, read[at]) for at, item in enumerate(items)]


def _resolved(where: str, sent: MedicationItem, item: Resolved) -> ResolvedItem:
    text = sent.text or sent.code or ""
    if item.status is not Status.RECOGNISED:
        return ResolvedItem(where, text, (), _REASONS[item.status], _suggestions(item))
    if item.local:
        return ResolvedItem(where, text, (), CAUTIONS["local-route"], set_aside=True)
    outside = [f"{thing.name} is not in the data." for thing in item.things if not thing.path]
    cautions = [CAUTIONS[code] for code in item.cautions if code in _READ]
    return ResolvedItem(
        where, text, tuple(thing.path for thing in item.things if thing.path), cautions=(*cautions, *outside)
    )


def _suggestions(item: Resolved) -> tuple[str, ...]:
    options = [thing for tie in item.ties for thing in tie.options]
    both = [*item.by_text, *item.by_code] if item.status is Status.CONFLICT else []
    return tuple(dict.fromkeys(thing.path or thing.name for thing in (*item.suggestions, *options, *both)))

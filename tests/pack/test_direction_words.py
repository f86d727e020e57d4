"""Which notes speak against the direction of their claim, and which only seem to."""

from pathlib import Path

import pytest

from api.pack.rules import check_pack
from tests.pack.damage import at, swap

ACID = "medication-classes/acid-blockers.yaml"
SPARING = "medication-classes/sparing-tablets.yaml"
NOTES = {ACID: "note: Warns.", SPARING: "note: Rose by 0.1 mmol/L in 30 people."}
DIRECTIONS = {ACID: "lowers", SPARING: "raises"}


def found(pack: Path, file: str, note: str) -> list[str]:
    swap(file, NOTES[file], f'note: "{note}"')(pack)
    return [str(finding) for finding in check_pack(pack)[1]]


@pytest.mark.parametrize(
    ("file", "note"),
    [
        (ACID, "Higher magnesium in users."),
        (ACID, "Users had higher serum magnesium."),
        (ACID, "Hypermagnesemia in 3 of 10."),
        (ACID, "Increased plasma magnesium."),
        (SPARING, "Hypomagnesemia in 3 of 10."),
        (SPARING, "Users had lower serum magnesium."),
        (SPARING, "Low magnesium is a risk."),
    ],
)
def test_a_note_of_the_opposite_is_found(file: str, note: str, copy_pack: Path) -> None:
    message = f"the claim's direction is {DIRECTIONS[file]}, but this note speaks of the opposite"
    assert found(copy_pack, file, note) == [at(file, 13, message)]


@pytest.mark.parametrize(
    ("file", "note"),
    [
        (ACID, "Higher urinary magnesium."),
        (ACID, "High magnesium excretion."),
        (ACID, "Increased magnesium in the urine."),
        (ACID, "High magnesium fell to normal."),
        (ACID, "More hypermagnesemia in those with hypomagnesemia before."),
        (SPARING, "Lower urine magnesium."),
        (SPARING, "Reduced magnesium loss."),
        (SPARING, "Low magnesium rose to normal."),
        (SPARING, "Hypomagnesemia was spared: +0.1 mmol/L."),
        (SPARING, "Says so."),
    ],
)
def test_other_notes_are_left_alone(file: str, note: str, copy_pack: Path) -> None:
    assert found(copy_pack, file, note) == []

"""The beginning of a name is enough, and nothing is guessed while somebody types."""

import pytest
from sqlmodel import Session, col, select

from api.tables import EntityRow
from tests.search.asking import found

COMMON = [
    "Omeprazole", "Esomeprazole", "Lansoprazole", "Pantoprazole", "Rabeprazole", "Furosemide", "Bumetanide",
    "Torasemide", "Hydrochlorothiazide", "Chlortalidone", "Indapamide", "Metolazone", "Amiloride", "Spironolactone",
    "Triamterene", "Eplerenone", "Cisplatin", "Carboplatin", "Oxaliplatin", "Cetuximab", "Panitumumab",
    "Necitumumab", "Tacrolimus", "Ciclosporin", "Amphotericin B", "Gentamicin", "Tobramycin", "Amikacin",
    "Neomycin", "Pentamidine", "Foscarnet", "Digoxin", "Salbutamol", "Theophylline", "Epinephrine", "Dapagliflozin",
    "Empagliflozin", "Canagliflozin", "Zoledronic acid", "Denosumab", "Prednisone", "Loop diuretics",
    "Proton pump inhibitors", "Aminoglycosides", "Bisphosphonates", "SGLT2 inhibitors", "Hypomagnesemia",
    "Gitelman syndrome", "Bartter syndrome", "Celiac disease", "Crohn disease", "Diarrhea", "Alcohol use disorder",
    "Pancreatitis", "Pregnancy", "Seizures", "Tetany", "Tremor", "Muscle cramps", "Nausea",
]  # fmt: skip


@pytest.mark.parametrize("letters", [2, 3, 5])
def test_a_few_letters_of_a_common_name_bring_it_among_the_first_ten(session: Session, letters: int) -> None:
    statement = select(EntityRow.name, EntityRow.path).where(col(EntityRow.name).in_(COMMON))
    paths = {row.name: row.path for row in session.execute(statement)}
    assert len(paths) == len(COMMON) == 60
    missed = [
        name for name, path in paths.items() if path not in found(session, name[:letters], limit=10, autocomplete=True)
    ]
    assert missed == []


@pytest.mark.parametrize("letters", [3, 5])
def test_so_do_three_letters_or_more_of_any_name(session: Session, letters: int) -> None:
    names = session.exec(select(EntityRow.name, EntityRow.path).where(EntityRow.type != "combinations")).all()
    assert len(names) > 400
    missed = [name for name, path in names if path not in found(session, name[:letters], limit=10, autocomplete=True)]
    assert missed == []


def test_nothing_is_guessed(session: Session) -> None:
    assert found(session, "omperazole") == ["medications/omeprazole"]
    assert found(session, "omperazole", autocomplete=True) == []

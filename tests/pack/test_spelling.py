"""British and American spellings."""

import pytest

from api.pack.spelling import other_spellings, to_american, to_british

PAIRS = [
    ("Hypomagnesemia", "Hypomagnesaemia"),
    ("HYPOMAGNESEMIA", "HYPOMAGNESAEMIA"),
    ("Anemia", "Anaemia"),
    ("Ischemic stroke", "Ischaemic stroke"),
    ("hyperlipidemic", "hyperlipidaemic"),
    ("Chronic diarrhea", "Chronic diarrhoea"),
    ("Celiac disease", "Coeliac disease"),
    ("Estrogens", "Oestrogens"),
    ("Edema", "Oedema"),
    ("Esophageal bleeding", "Oesophageal bleeding"),
    ("Hemodialysis", "Haemodialysis"),
    ("Pediatric", "Paediatric"),
    ("Furosemide", "Frusemide"),
    ("Cyclosporine", "Ciclosporin"),
    ("Hypokalemia with diarrhea", "Hypokalaemia with diarrhoea"),
]


@pytest.mark.parametrize(("american", "british"), PAIRS)
def test_either_spelling_leads_to_the_other(american: str, british: str) -> None:
    assert (to_british(american), to_american(british)) == (british, american)
    assert (to_british(british), to_american(american)) == (british, american)
    assert (other_spellings(american), other_spellings(british)) == ([british], [american])


@pytest.mark.parametrize(
    "text",
    [
        "Systemic lupus",
        "Academia",
        "Academic",
        "Endemic",
        "Epidemic",
        "Pandemic",
        "Chemical",
        "Hemiplegia",
        "Angioedema",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert other_spellings(text) == []


def test_a_mixed_name_has_two_others() -> None:
    mixed = "Hypokalaemia with diarrhea"
    assert other_spellings(mixed) == ["Hypokalaemia with diarrhoea", "Hypokalemia with diarrhea"]


def test_an_older_british_spelling_has_the_newer() -> None:
    assert other_spellings("cyclosporin A") == ["ciclosporin A"]

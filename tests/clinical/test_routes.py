"""By which route a medication is given, as its text says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.routes import LOCAL, is_local, routes_in


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("Lasix 40mg tab po bid", {"oral"}),
        ("omeprazole 20 MG Delayed Release Oral Capsule", {"oral"}),
        ("by mouth", {"oral"}),
        ("mouth", set()),
        ("gentamicin 0.3 % Ophthalmic Solution", {"ophthalmic"}),
        ("gentamicin eye drops", {"ophthalmic"}),
        ("gentamicin EYE-ointment", {"ophthalmic"}),
        ("1 gtt both eyes", {"ophthalmic"}),
        ("ear drops", {"otic"}),
        ("both ears", {"otic"}),
        ("neomycin cream", {"topical"}),
        ("neomycin ointment", {"topical"}),
        ("eye cream and tablets", {"ophthalmic", "oral"}),
        ("gentamicin 80 mg IV q8h", {"injectable"}),
        ("inhalation", {"inhalation"}),
        ("tobramycin nebulizer", {"inhalation"}),
        ("Bladder irrigation", {"irrigation"}),
        ("docusate enema", {"rectal"}),
        ("nasal", {"nasal"}),
        ("vaginal", {"vaginal"}),
        ("patch", {"transdermal"}),
        ("sublingual", {"sublingual"}),
        ("divalent", set()),
        ("", set()),
        # What it is for is not where it goes.
        ("acetazolamide 250 mg for eye pressure", set()),
        ("acetazolamide 250 mg tablet for the eyes", {"oral"}),
        ("eye drops for the ear", {"ophthalmic"}),
        ("amoxicillin for infection of left ear", set()),
        ("powder for oral suspension", {"oral"}),
        ("solution for injection", {"injectable"}),
    ],
)
def test_routes(text: str, routes: set[str]) -> None:
    assert routes_in(text) == routes


@pytest.mark.parametrize(
    ("routes", "local"),
    [
        ([], False),
        (["topical"], True),
        (["ophthalmic", "otic"], True),
        (["irrigation"], True),
        (["ophthalmic", "oral"], False),
        (["rectal"], False),
        (["inhalation"], False),
        (["nasal"], False),
        (["vaginal"], False),
        (["transdermal"], False),
        (["unspecified"], False),
    ],
)
def test_local_is_only_what_treats_a_surface(routes: list[str], local: bool) -> None:
    assert is_local(routes) is local


@given(st.text(max_size=100), st.text(max_size=100))
def test_more_text_says_no_fewer_places(one: str, other: str) -> None:
    """Except that an eye or ear explains an ointment."""
    both = routes_in(f"{one} and {other}")
    assert routes_in(one) - {"topical"} <= both
    assert is_local(both) <= (both <= LOCAL)

"""The formula of fractional excretion, with the worked vectors of the source notes, and the ratio to creatinine."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.fractional_excretion import fractional_excretion, magnesium_to_creatinine
from api.clinical.units import CREATININE, MAGNESIUM, UNITS, Quantity, Substance, convert
from tests.clinical.laboratory_rules import quantity

VECTORS = [
    # urine Mg, serum Mg, urine creatinine, serum creatinine, FEMg in %: arithmetic vectors, not patients
    (("0.5", "mg/dL"), ("1.0", "mg/dL"), ("80", "mg/dL"), ("0.9", "mg/dL"), 0.804),
    (("3.0", "mg/dL"), ("1.2", "mg/dL"), ("100", "mg/dL"), ("1.0", "mg/dL"), 3.571),
    (("2.0", "mmol/L"), ("0.4", "mmol/L"), ("6000", "umol/L"), ("80", "umol/L"), 9.524),
    (("1.2343", "mmol/L"), ("0.4937", "mmol/L"), ("8840", "umol/L"), ("88.4", "umol/L"), 3.572),
]


@pytest.mark.parametrize("vector", VECTORS)
def test_published_vectors(
    vector: tuple[tuple[str, str], tuple[str, str], tuple[str, str], tuple[str, str], float],
) -> None:
    *inputs, percent = vector
    found = fractional_excretion(*(quantity(*one) for one in inputs))
    assert abs(float(found.result.value) - percent) < 0.01
    assert found.conversions == ()


def test_the_formula_is_shown_with_its_numbers() -> None:
    found = fractional_excretion(
        quantity("1.2345", "mmol/L"), quantity("1.2", "mg/dL"), quantity("8.84", "mmol/L"), quantity("88.4", "umol/L")
    )
    assert found.worked == ("(3.00045 mg/dL x 88.4 umol/L) / (0.7 x 1.2 mg/dL x 8840 umol/L) x 100 = 3.57197 %")
    assert [one.after.unit.symbol for one in found.conversions] == ["mg/dL", "umol/L"]


MASS, AMOUNT = ("mg/dL", "mg/L"), ("mmol/L", "umol/L")
POSITIVE = st.fractions(min_value=Fraction(1, 100), max_value=1000)


@given(st.tuples(*[POSITIVE] * 4), st.tuples(*[st.sampled_from(MASS + AMOUNT)] * 4))
def test_units_never_change_the_result(values: tuple[Fraction, ...], units: tuple[str, ...]) -> None:
    substances: tuple[Substance, ...] = (MAGNESIUM, MAGNESIUM, CREATININE, CREATININE)
    sent = [Quantity(value, UNITS["mg/dL"]) for value in values]
    others = [
        convert(one, UNITS[unit], substance).after for one, unit, substance in zip(sent, units, substances, strict=True)
    ]
    assert fractional_excretion(*others).result == fractional_excretion(*sent).result


@given(POSITIVE, POSITIVE, st.sampled_from(MASS + AMOUNT), st.sampled_from(MASS + AMOUNT))
def test_the_ratio_is_the_same_in_all_units(magnesium: Fraction, creatinine: Fraction, unit: str, other: str) -> None:
    sent = Quantity(magnesium, UNITS["mg/dL"]), Quantity(creatinine, UNITS["mg/dL"])
    ratio = magnesium_to_creatinine(*sent).result
    assert ratio.unit.symbol == "mg/mg{creat}"
    found = magnesium_to_creatinine(
        convert(sent[0], UNITS[unit], MAGNESIUM).after, convert(sent[1], UNITS[other], CREATININE).after
    ).result
    assert found.unit.symbol == ("mg/mg{creat}" if {unit, other} <= set(MASS) else "mmol/mmol{creat}")
    assert convert(found, ratio.unit, MAGNESIUM).after == ratio


def test_the_ratio_shows_its_numbers() -> None:
    found = magnesium_to_creatinine(quantity("4", "mmol/L"), quantity("10000", "umol/L"))
    assert found.worked == "4 mmol/L / 10 mmol/L = 0.4 mmol/mmol{creat}"
    assert [str(one) for one in found.conversions] == ["10000 umol/L x 0.001 = 10 mmol/L"]

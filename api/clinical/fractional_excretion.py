"""Fractional excretion of magnesium, and the ratio of urine magnesium to creatinine.

FEMg in percent = (urine magnesium x serum creatinine) / (0.7 x serum magnesium x urine creatinine) x 100. Formula and
factor are those of the claims `laboratory-tests/fractional-excretion-magnesium/claims/formula` and `.../factor-0-7`
(about 30% of serum magnesium is bound to protein and not filtered); both magnesium values must share one unit, and both
creatinine values (`.../same-units`), so the urine value is converted to the unit of the serum value where they differ.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from api.clinical.units import CREATININE, MAGNESIUM, UNITS, Basis, Conversion, Quantity, convert, shown

FORMULA: Final = "FEMg (%) = (urine magnesium x serum creatinine) / (0.7 x serum magnesium x urine creatinine) x 100"
UNBOUND_SHARE: Final = Fraction("0.7")
"""Share of serum magnesium that is filtered; claim `.../factor-0-7`."""


@dataclass(frozen=True)
class Computed:
    """A result, how it came about, and the conversions on the way."""

    result: Quantity
    worked: str
    conversions: tuple[Conversion, ...]


def fractional_excretion(
    urine_magnesium: Quantity, serum_magnesium: Quantity, urine_creatinine: Quantity, serum_creatinine: Quantity
) -> Computed:
    """FEMg in percent, exact; all four are concentrations, of samples taken together, and the last three not zero."""
    magnesium = convert(urine_magnesium, serum_magnesium.unit, MAGNESIUM)
    creatinine = convert(urine_creatinine, serum_creatinine.unit, CREATININE)
    filtered = UNBOUND_SHARE * serum_magnesium.value * creatinine.after.value
    percent = magnesium.after.value * serum_creatinine.value / filtered * 100
    result = Quantity(percent, UNITS["%"])
    worked = (
        f"({magnesium.after} x {serum_creatinine}) / "
        f"({shown(UNBOUND_SHARE)} x {serum_magnesium} x {creatinine.after}) x 100 = {result}"
    )
    return Computed(result, worked, _real(magnesium, creatinine))


def magnesium_to_creatinine(urine_magnesium: Quantity, urine_creatinine: Quantity) -> Computed:
    """Urine magnesium / urine creatinine: mg/mg when both were measured as mass, else mmol/mmol."""
    masses = urine_magnesium.unit.basis is Basis.MASS and urine_creatinine.unit.basis is Basis.MASS
    unit = UNITS["mg/L" if masses else "mmol/L"]
    magnesium = convert(urine_magnesium, unit, MAGNESIUM)
    creatinine = convert(urine_creatinine, unit, CREATININE)
    ratio = Quantity(
        magnesium.after.value / creatinine.after.value, UNITS["mg/mg{creat}" if masses else "mmol/mmol{creat}"]
    )
    return Computed(ratio, f"{magnesium.after} / {creatinine.after} = {ratio}", _real(magnesium, creatinine))


def _real(*conversions: Conversion) -> tuple[Conversion, ...]:
    return tuple(one for one in conversions if one.before.unit != one.after.unit)

"""Units of laboratory values, and exact conversion between them with the factor shown.

Units are written in UCUM style; usual spellings (`mg/dl`, `µmol/L`, `mg/24h`) are read as the unit they stand for, and
anything else is an error, never a guess. All arithmetic is on fractions, so that 1.2 mg/dL lies exactly on a boundary
of 1.2 mg/dL, and a value that is converted and back is the same value.
"""

import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Final

_SHOWN_DIGITS: Final = Context(prec=6)


class Basis(StrEnum):
    """What the numerator (or the creatinine below it) counts."""

    MASS = "mg"
    AMOUNT = "mmol"
    CHARGE = "mEq"
    NEITHER = "1"


class Per(StrEnum):
    """What the numerator is divided by."""

    VOLUME = "concentration"
    DAY = "amount in 24 hours"
    CREATININE = "ratio to creatinine"
    HUNDRED = "percentage"
    MINUTE = "clearance"


@dataclass(frozen=True)
class Substance:
    """What a conversion between mass, amount and charge needs to know.

    `molar_mass` in mg/mmol, None when no mass unit is accepted; `valence` in mEq/mmol, None when no charge is.
    """

    name: str
    molar_mass: Fraction | None
    valence: int | None
    source: str
    """Where the two numbers come from."""
    claim: str | None = None
    """The claim of the data that says them."""


MAGNESIUM: Final = Substance(
    "magnesium",
    Fraction("24.305"),
    2,
    "1 mmol of magnesium is 24.305 mg and 2 mEq",
    "laboratory-tests/serum-magnesium/claims/unit-conversion",
)
"""From the claim named, which rests on medicalalgorithms-urine-mg."""

CREATININE: Final = Substance(
    "creatinine",
    Fraction("113.12"),
    None,
    "molar mass of creatinine, 113.12 g/mol (1 mg/dL is 88.4 umol/L)",
)
"""Both numbers as printed at creatinineclearancecalculator.net/convert/units; a formula weight, not a medical claim."""

CALCIUM: Final = Substance("calcium", Fraction("40.078"), 2, "IUPAC standard atomic weight of calcium, 40.078")
POTASSIUM: Final = Substance("potassium", Fraction("39.0983"), 1, "IUPAC standard atomic weight of potassium, 39.0983")
"""Standard atomic weights 1995, Pure and Applied Chemistry 68:2339-2359, table 2."""

BICARBONATE: Final = Substance("bicarbonate", None, 1, "bicarbonate carries one charge")
NO_SUBSTANCE: Final = Substance("ratio", None, None, "no conversion")


@dataclass(frozen=True)
class Unit:
    """One unit: `size` is how many mg, mmol or mEq per litre, day, or mg (mmol) of creatinine it stands for."""

    symbol: str
    basis: Basis
    per: Per
    size: Fraction
    creatinine: Basis | None = None
    """What the creatinine of a ratio is counted in."""

    def crosses_mass(self, other: "Unit") -> bool:
        """Whether the way to the other unit needs a molar mass, so that printed pairs of cut-offs are rounded."""
        return (self.basis is Basis.MASS) != (other.basis is Basis.MASS) or self.creatinine is not other.creatinine


@dataclass(frozen=True)
class Quantity:
    """A value in a unit, exact."""

    value: Fraction
    unit: Unit

    def __str__(self) -> str:
        return f"{shown(self.value)} {self.unit.symbol}"


@dataclass(frozen=True)
class Conversion:
    """A quantity before and after, with what it was multiplied by and why."""

    before: Quantity
    after: Quantity
    factor: Fraction
    sources: tuple[str, ...]
    claims: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.before} x {shown(self.factor)} = {self.after}"


def _concentration(symbol: str, basis: Basis, size: str) -> Unit:
    return Unit(symbol, basis, Per.VOLUME, Fraction(size))


def _daily(symbol: str, basis: Basis, size: str) -> Unit:
    return Unit(symbol, basis, Per.DAY, Fraction(size))


def _ratio(symbol: str, basis: Basis, size: str, creatinine: Basis) -> Unit:
    return Unit(symbol, basis, Per.CREATININE, Fraction(size), creatinine)


UNITS: Final[dict[str, Unit]] = {
    unit.symbol: unit
    for unit in (
        _concentration("mg/dL", Basis.MASS, "10"),
        _concentration("mg/L", Basis.MASS, "1"),
        _concentration("ug/mL", Basis.MASS, "1"),
        _concentration("g/L", Basis.MASS, "1000"),
        _concentration("mmol/L", Basis.AMOUNT, "1"),
        _concentration("umol/L", Basis.AMOUNT, "1/1000"),
        _concentration("mEq/L", Basis.CHARGE, "1"),
        _daily("mg/(24.h)", Basis.MASS, "1"),
        _daily("mmol/(24.h)", Basis.AMOUNT, "1"),
        _daily("mEq/(24.h)", Basis.CHARGE, "1"),
        _ratio("mg/mg{creat}", Basis.MASS, "1", Basis.MASS),
        _ratio("mg/g{creat}", Basis.MASS, "1/1000", Basis.MASS),
        _ratio("mmol/mmol{creat}", Basis.AMOUNT, "1", Basis.AMOUNT),
        _ratio("mmol/mol{creat}", Basis.AMOUNT, "1/1000", Basis.AMOUNT),
        _ratio("mg/mmol{creat}", Basis.MASS, "1", Basis.AMOUNT),
        Unit("%", Basis.NEITHER, Per.HUNDRED, Fraction(1)),
        Unit("mL/min/{1.73_m2}", Basis.NEITHER, Per.MINUTE, Fraction(1)),
    )
}
"""Every unit that is read, by its symbol."""


def _key(text: str) -> str:
    """One spelling: no case (no unit here differs by case alone), no spaces, one micro sign.

    An upper-case letter may fold to several characters; those texts are no units and stay unknown.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u03bc", "u").replace("mcg", "ug")
    plain = "".join(plain.split())
    for spelling in ("/24h", "/24hr", "/24hrs", "/24hours", "/day", "/d"):
        if plain.endswith(spelling):
            return plain.removesuffix(spelling) + "/(24.h)"
    return plain


_ALIASES: Final[dict[str, str]] = {
    "mg/mg": "mg/mg{creat}",
    "mg/g": "mg/g{creat}",
    "mg/mgcreatinine": "mg/mg{creat}",
    "mg/gcreatinine": "mg/g{creat}",
    "mmol/mmol": "mmol/mmol{creat}",
    "mmol/mmolcreatinine": "mmol/mmol{creat}",
    "mmol/mol": "mmol/mol{creat}",
    "mg/mmol": "mg/mmol{creat}",
    "ml/min/1.73m2": "mL/min/{1.73_m2}",
    "ml/min/1.73m^2": "mL/min/{1.73_m2}",
    "percent": "%",
}
_KNOWN: Final[dict[str, Unit]] = {_key(symbol): unit for symbol, unit in UNITS.items()} | {
    _key(alias): UNITS[symbol] for alias, symbol in _ALIASES.items()
}


def find_unit(text: str) -> Unit | None:
    """The unit that is meant, or None."""
    return _KNOWN.get(_key(text))


def nearest_unit(text: str, among: tuple[str, ...]) -> str | None:
    """The symbol, of those named, that looks most like a text."""
    keys = {_key(symbol): symbol for symbol in among}
    found = get_close_matches(_key(text[:40]), keys, n=1)
    return keys[found[0]] if found else None


def convert(quantity: Quantity, unit: Unit, substance: Substance) -> Conversion:
    """The same quantity in another unit of the same sort.

    Raises:
        ValueError: the units are not of one sort, or the substance has no such unit.
    """
    before = quantity.unit
    if before.per is not unit.per:
        raise ValueError(f"{before.symbol} and {unit.symbol} are not of one sort")
    factor = before.size * _amount(before.basis, substance) / (unit.size * _amount(unit.basis, substance))
    needed = [substance] if before.basis is not unit.basis else []
    if before.creatinine is not None and unit.creatinine is not None:
        factor *= _amount(unit.creatinine, CREATININE) / _amount(before.creatinine, CREATININE)
        needed += [CREATININE] if before.creatinine is not unit.creatinine else []
    return Conversion(
        quantity,
        Quantity(quantity.value * factor, unit),
        factor,
        tuple(one.source for one in needed),
        tuple(one.claim for one in needed if one.claim is not None),
    )


def _amount(basis: Basis, substance: Substance) -> Fraction:
    """mmol per mg, per mmol or per mEq."""
    if basis is Basis.MASS and substance.molar_mass is not None:
        return 1 / substance.molar_mass
    if basis is Basis.CHARGE and substance.valence is not None:
        return Fraction(1, substance.valence)
    if basis in (Basis.AMOUNT, Basis.NEITHER):
        return Fraction(1)
    raise ValueError(f"{substance.name} is not measured in {basis}")


def exact(value: float) -> Fraction:
    """The decimal number that was written: 1.2 is 12/10, not the binary number nearest to it."""
    return Fraction(repr(value))


def shown(value: Fraction) -> str:
    """Six significant digits, in plain notation, for people; verdicts use the exact value."""
    rounded = _SHOWN_DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
    plain = f"{rounded:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain

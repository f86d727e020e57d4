"""Companion values: low, normal or high as the laboratory says, and which findings that makes.

The data holds no normal ranges of potassium, calcium, urine calcium, bicarbonate, creatinine or eGFR, and none are made
up here: a value is judged by the range or the word that the laboratory printed beside it, or not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from api.clinical.units import Quantity

Judgement = Literal["low", "normal", "high"]


@dataclass(frozen=True)
class Finding:
    """What a judged value amounts to, as the code under which claims speak of it."""

    code: str
    assumed: bool = False
    """The value alone does not show it."""


FINDINGS: Final[Mapping[tuple[str, Judgement], Finding]] = {
    ("serum_potassium", "low"): Finding("hp:0002900"),
    ("serum_calcium", "low"): Finding("hp:0002901"),
    ("serum_calcium", "high"): Finding("hp:0003072"),
    ("urine_calcium", "low"): Finding("hp:0003127"),
    ("urine_calcium", "high"): Finding("hp:0002150"),
    ("bicarbonate", "low"): Finding("hp:0001942", assumed=True),
    ("bicarbonate", "high"): Finding("hp:0200114", assumed=True),
}
"""Codes as the data uses them. Bicarbonate alone does not tell a metabolic disorder from the answer to a respiratory
one, so that metabolic acidosis and alkalosis are assumed."""

COMPANIONS: Final = ("serum_potassium", "serum_calcium", "urine_calcium", "bicarbonate", "serum_creatinine", "egfr")


@dataclass(frozen=True)
class Companion:
    """One companion value."""

    name: str
    quantity: Quantity
    judgement: Judgement | None
    finding: Finding | None


def read_companions(quantities: Mapping[str, Quantity], judgements: Mapping[str, Judgement]) -> tuple[Companion, ...]:
    """The companions among the values, in a fixed order."""
    found = []
    for name in COMPANIONS:
        if name in quantities:
            judgement = judgements.get(name)
            finding = FINDINGS.get((name, judgement)) if judgement is not None else None
            found.append(Companion(name, quantities[name], judgement, finding))
    return tuple(found)


def kidneys_normal(judgements: Mapping[str, Judgement], flags: frozenset[str]) -> bool | None:
    """Whether kidney function is normal, by a flag, eGFR or creatinine; whatever says that it is reduced counts."""
    egfr, creatinine = judgements.get("egfr"), judgements.get("serum_creatinine")
    if "reduced-kidney-function" in flags or egfr == "low" or creatinine == "high":
        return False
    return True if "normal-kidney-function" in flags or egfr is not None or creatinine is not None else None

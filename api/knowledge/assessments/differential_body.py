"""What a client sends to the differential: anything that is known, and what it becomes."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from api.clinical.differential import Verdict
from api.knowledge.assessments.laboratory_body import EXAMPLE as LABORATORY_EXAMPLE
from api.knowledge.assessments.laboratory_body import Age, LaboratoryBody
from api.knowledge.assessments.list_items import MAX_ITEMS, ListItem

MOST_CONDITIONS: Final = 50
MOST_FINDINGS: Final = 100
"""Also of those that are absent."""

Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]

EXAMPLE: Final[dict[str, Any]] = {
    "medications": ["omeprazole", {"code": "atc:C03AA03", "dose": "25 mg"}],
    "conditions": ["icd10cm:E11.65"],
    "findings": ["symptoms/hypokalemia", "hp:0200114"],
    "absent": ["hp:0002150"],
    "laboratory": LABORATORY_EXAMPLE,
}


class DifferentialBody(BaseModel):
    """What is known of one person: any of these, at least one."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [EXAMPLE]})

    medications: Annotated[list[ListItem], Field(max_length=MAX_ITEMS)] = Field(
        default=[], description="Everything taken, as for `POST /v1/assessments/medications`."
    )
    laboratory: LaboratoryBody | None = Field(
        default=None, description="Values, as for `POST /v1/assessments/laboratory`."
    )
    conditions: Annotated[list[Text], Field(max_length=MOST_CONDITIONS)] = Field(
        default=[], description="Conditions that are present: slug, id or name of a cause, or a code of any system."
    )
    findings: Annotated[list[Text], Field(max_length=MOST_FINDINGS)] = Field(
        default=[],
        description="Findings that are present: slug, id or name of a symptom, key or claim id of a clue, or a code.",
    )
    absent: Annotated[list[Text], Field(max_length=MOST_FINDINGS)] = Field(
        default=[], description="Findings and conditions that are not there, written likewise."
    )
    age: Age | None = Field(default=None, description="Used where a rule of the laboratory or a claim can use it.")
    pregnant: bool | None = Field(default=None, strict=True, description="true is a condition, false its absence.")


@dataclass(frozen=True)
class ResolvedItem:
    """A medication of the request, resolved: ids of medications or classes that count, or why none does."""

    where: str
    text: str
    entities: tuple[str, ...]
    reason: str = ""
    suggestions: tuple[str, ...] = ()
    set_aside: bool = False
    """It was recognised, but does not count here, for `reason`."""
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True)
class LaboratoryFacts:
    """What the laboratory says, as the differential needs it."""

    verdict: Verdict | None = None
    low: bool | None = None
    """Whether serum magnesium is low; None when it is not known."""
    findings: tuple[tuple[str, str], ...] = ()
    """Places in the request and CURIEs of what the values amount to."""
    absent: tuple[tuple[str, str], ...] = ()
    claims: tuple[str, ...] = ()
    """Ids of the claims that the verdict rests on."""
    low_claims: tuple[str, ...] = ()
    """Ids of the claims that `low` rests on; none for the laboratory's own range."""

"""The laboratory assessment: values in, what the claims of the release say about them out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from api.clinical.cautions import cautions
from api.clinical.laboratory import Pathway, Result, Sample, assess, pathway_of
from api.knowledge.assessments.answer import about, cite
from api.knowledge.assessments.laboratory_answer import LaboratoryAssessment
from api.knowledge.assessments.laboratory_body import LaboratoryBody, sample_of
from api.knowledge.assessments.laboratory_facts import Facts, read_facts
from api.knowledge.assessments.laboratory_lines import Lines, verdict

_FIELDS = {
    "fractional_excretion_magnesium": "fractional_excretion",
    "urine_magnesium_24h": "urine_magnesium_24h",
    "urine_magnesium_creatinine_ratio": "urine_magnesium_creatinine_ratio",
}


@dataclass(frozen=True)
class LaboratoryPathway:
    """What the differential needs of the laboratory."""

    pathway: Pathway | None
    """`renal-loss`, `not-renal`, `indeterminate`; None when urine magnesium was not measured or no rule applies."""
    claims: tuple[str, ...]
    """Ids of the claims that the pathway rests on; none without one."""
    findings: frozenset[str]
    """CURIEs that the companion values amount to, such as hp:0002900 (low potassium)."""


def assess_laboratory(session: Session, body: LaboratoryBody) -> LaboratoryAssessment:
    """The whole assessment: eight queries, however many values.

    Raises:
        InvalidParameter: a value, a unit or a combination that cannot be.
    """
    sample, facts, result = _read(session, body)
    lines = Lines(facts)
    found: dict[str, Any] = {_FIELDS[one.name]: lines.urine(one) for one in result.urine}
    if result.serum is not None:
        found["serum_magnesium"] = lines.serum(result.serum)
    if result.pathway is not None:
        found["verdict"] = verdict(result.pathway)
    renal_loss = pathway_of(result) == "renal-loss"
    found["companions"] = [lines.companion(one, renal_loss) for one in result.companions]
    found["clues"] = lines.clues(_findings(result))
    found["warnings"] = [lines.warning(one) for one in cautions(sample, result)]
    cited = cite(session, set(_named(found)))
    frame: dict[str, Any] = about(session)
    return LaboratoryAssessment(**frame, **found, claims=cited.claims, references=cited.references)


def laboratory_pathway(session: Session, body: LaboratoryBody) -> LaboratoryPathway:
    """Where the kidney stands by these values, for the differential: four queries.

    Raises:
        InvalidParameter: a value, a unit or a combination that cannot be.
    """
    _, _, result = _read(session, body)
    pathway = pathway_of(result)
    claims = result.pathway.claims if pathway is not None and result.pathway is not None else ()
    return LaboratoryPathway(pathway, claims, _findings(result))


def _read(session: Session, body: LaboratoryBody) -> tuple[Sample, Facts, Result]:
    sample = sample_of(body)
    facts = read_facts(session, _findings(assess(sample, ())))
    return sample, facts, assess(sample, facts.rules)


def _findings(result: Result) -> frozenset[str]:
    return frozenset(one.finding.code for one in result.companions if one.finding is not None)


def _named(part: Any) -> Iterator[str]:
    """Every claim id that some line of the answer names, however deep."""
    if isinstance(part, dict):
        parts = list(part.values())
    elif isinstance(part, list):
        parts = part
    elif hasattr(part, "model_fields_set"):
        yield from getattr(part, "claims", None) or ()
        parts = [getattr(part, name) for name in type(part).model_fields if name != "claims"]
    else:
        return
    for inner in parts:
        yield from _named(inner)

"""From the laboratory assessment to what the differential needs of it."""

from collections.abc import Iterable
from typing import Final, cast, get_args

from sqlmodel import Session

from api.clinical.companions import FINDINGS
from api.clinical.differential import Verdict
from api.errors import Fault, InvalidParameter
from api.knowledge.assessments.differential_body import LaboratoryFacts
from api.knowledge.assessments.laboratory import assess_laboratory
from api.knowledge.assessments.laboratory_answer import CompanionValue, LaboratoryAssessment
from api.knowledge.assessments.laboratory_body import Age, LaboratoryBody

_LOW: Final = {"low": True, "low-by-some": True, "normal": False, "high-by-some": False, "high": False}


def laboratory_facts(session: Session, body: LaboratoryBody, age: Age | None) -> LaboratoryFacts:
    """Assess the values, with the person's age if none stands beside them.

    Raises:
        InvalidParameter: a value or a unit that cannot be, or two ages.
    """
    if age is not None and body.age is not None and age != body.age:
        fault = Fault("body.laboratory.age", "it differs from `body.age`", "one age, or the same in both places")
        raise InvalidParameter("There are two ages.", [fault])
    sent = body if age is None else body.model_copy(update={"age": age})
    try:
        found = assess_laboratory(session, sent)
    except InvalidParameter as wrong:
        raise InvalidParameter(wrong.detail, [_inside(fault) for fault in wrong.faults]) from None
    verdict = found.verdict.verdict if found.verdict and found.verdict.verdict in get_args(Verdict) else None
    return LaboratoryFacts(
        verdict=cast(Verdict | None, verdict),
        low=_low(found, sent),
        findings=tuple((f"body.laboratory.{one.name}", one.finding) for one in found.companions if one.finding),
        absent=tuple(_absent(found.companions)),
        claims=tuple(found.verdict.claims) if verdict and found.verdict else (),
        low_claims=tuple(found.serum_magnesium.claims) if found.serum_magnesium else (),
    )


def _inside(fault: Fault) -> Fault:
    inner = fault.where.removeprefix("body").removeprefix(".")
    where = f"body.laboratory.{inner}".removesuffix(".")
    return Fault(where, fault.message, fault.expected, fault.did_you_mean)


def _low(found: LaboratoryAssessment, sent: LaboratoryBody) -> bool | None:
    if found.serum_magnesium is not None and found.serum_magnesium.status is not None:
        return _LOW[found.serum_magnesium.status]
    return True if "low-serum-magnesium" in sent.flags else None


def _absent(companions: Iterable[CompanionValue]) -> Iterable[tuple[str, str]]:
    """Findings that a judged value shows not to be there; what a value alone does not show, it does not exclude."""
    for one in companions:
        if one.judged != "not-judged":
            for (name, judgement), finding in FINDINGS.items():
                if name == one.name and judgement != one.judged and not finding.assumed:
                    yield f"body.laboratory.{one.name}", finding.code

"""From what the pure assessment found to the lines of the answer; no line names a claim that the release lacks."""

from collections.abc import Iterable

from api.clinical.bands import Band, Comparison
from api.clinical.cautions import Caution
from api.clinical.companions import Companion
from api.clinical.cut_offs import CutOff as FoundCutOff
from api.clinical.cut_offs import Decided
from api.clinical.fractional_excretion import FORMULA
from api.clinical.laboratory import FRACTION, SPOT, Serum, Urine
from api.clinical.severity import Graded
from api.clinical.units import Conversion as FoundConversion
from api.clinical.units import Quantity, shown
from api.knowledge.assessments import laboratory_answer as answer
from api.knowledge.assessments.laboratory_facts import ClueFact, Facts

_FORMULA_CLAIMS = {
    "fractional_excretion_magnesium": tuple(
        f"{FRACTION}/claims/{key}" for key in ("factor-0-7", "formula", "same-units")
    ),
    "urine_magnesium_creatinine_ratio": (f"{SPOT}/claims/ratio",),
}
_FORMULAS = {
    "fractional_excretion_magnesium": FORMULA,
    "urine_magnesium_creatinine_ratio": "urine magnesium / urine creatinine",
}
_CALCIUM_RATIO = "laboratory-tests/urine-calcium-creatinine-ratio/claims"
_MEANINGS = {
    ("serum_potassium", "low"): ("symptoms/hypokalemia/claims/refractory",),
    ("serum_calcium", "low"): ("symptoms/hypocalcemia/claims/refractory",),
}
_WITH_RENAL_LOSS = {
    ("urine_calcium", "high"): ("bartter-against-gitelman", "high-familial-wasting", "high-loop-causes"),
    ("urine_calcium", "low"): ("bartter-against-gitelman", "low-distal-causes", "low-or-normal-in-distal-defects"),
}


class Lines:
    """Makes the lines; knows which claims there are."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def serum(self, found: Serum) -> answer.SerumMagnesium:
        """Serum magnesium and its grades."""
        return answer.SerumMagnesium(
            value=number(found.quantity),
            unit=found.quantity.unit.symbol,
            status=found.status,
            status_by="own-range" if found.by_own_range else "named-limits",
            definitions=[self._line(one) for one in found.definitions],
            reference_ranges=[self._line(one) for one in found.ranges],
            critical_values=[self._line(one) for one in found.critical],
            severity=[self._severity(one) for one in found.severity],
            claims=sorted(one.rule.claim for one in found.counted),
        )

    def urine(self, found: Urine) -> answer.UrineMeasure:
        """One measure of urine magnesium."""
        computed = found.computed
        return answer.UrineMeasure(
            value=number(found.quantity),
            unit=found.quantity.unit.symbol,
            basis="reported" if computed is None else "computed",
            formula=None if computed is None else _FORMULAS[found.name],
            worked=None if computed is None else computed.worked,
            conversions=None if computed is None else [self._conversion(one) for one in computed.conversions] or None,
            cut_offs=[_cut_off(one) for one in found.cut_offs],
            reference_ranges=[self._line(one) for one in found.ranges],
            default=verdict(found.decided),
            claims=self.known(_FORMULA_CLAIMS.get(found.name, ())) if computed is not None else [],
        )

    def companion(self, found: Companion, renal_loss: bool) -> answer.CompanionValue:
        """One companion value; what urine calcium means depends on whether the kidney loses magnesium."""
        key = (found.name, str(found.judgement))
        claims: tuple[str, ...] = _MEANINGS.get(key, ())
        if renal_loss:
            claims += tuple(f"{_CALCIUM_RATIO}/{name}" for name in _WITH_RENAL_LOSS.get(key, ()))
        finding = found.finding
        return answer.CompanionValue(
            name=found.name,
            value=number(found.quantity),
            unit=found.quantity.unit.symbol,
            judged=found.judgement or "not-judged",
            finding=finding.code if finding is not None else None,
            assumed=True if finding is not None and finding.assumed else None,
            entity=self._facts.findings.get(finding.code) if finding is not None else None,
            claims=self.known(claims),
        )

    def clues(self, findings: frozenset[str]) -> list[answer.Clue]:
        """Every clue that speaks of something found, the complete ones first."""
        return sorted(
            (_clue(fact, findings) for fact in self._facts.clues), key=lambda one: (len(one.missing), one.claims)
        )

    def warning(self, found: Caution) -> answer.Warned:
        """One caution."""
        return answer.Warned(code=found.code, message=found.message, about=found.about, claims=self.known(found.claims))

    def known(self, claims: Iterable[str]) -> list[str]:
        """Those of these claims that the release has, in order."""
        return sorted(claim for claim in claims if claim in self._facts.claims)

    def _line(self, one: Comparison) -> answer.Line:
        return answer.Line(
            position=one.position,
            statement=one.rule.statement,
            unit=one.band.unit.symbol,
            converted=self._converted(one.conversion),
            claims=[one.rule.claim],
            **_bounds(one.band),
        )

    def _severity(self, found: Graded) -> answer.Severity:
        one, other = found.comparison, found.other_unit
        return answer.Severity(
            scale=found.scale,
            name=self._facts.names[found.scale],
            grade=found.grade,
            conditional=found.conditional,
            basis="converted" if one.converted else "measured",
            converted=self._converted(one.conversion),
            other_unit=answer.ScaleGrade(unit=other.symbol, grade=found.other_grade) if other is not None else None,
            claims=self._scale_claims(found),
        )

    def _scale_claims(self, found: Graded) -> list[str]:
        """The grade's own claim, or all grades when none holds the value; and why the columns differ."""
        if found.grade is not None:
            claims = [found.comparison.rule.claim]
        else:
            claims = [rule.claim for rule in self._facts.rules if rule.subject == found.scale and rule.grade]
        differ = [f"{found.scale}/claims/units-do-not-convert"] if found.other_unit is not None else []
        return self.known([*claims, *differ])

    def _converted(self, found: FoundConversion) -> answer.Conversion | None:
        return None if found.before.unit == found.after.unit else self._conversion(found)

    def _conversion(self, found: FoundConversion) -> answer.Conversion:
        return answer.Conversion(
            before=value(found.before),
            after=value(found.after),
            factor=float(shown(found.factor)),
            source="; ".join(found.sources) or None,
            claims=self.known(found.claims) or None,
        )


def number(found: Quantity) -> float:
    """The value, rounded for the answer."""
    return float(shown(found.value))


def value(found: Quantity) -> answer.Value:
    """Value and unit."""
    return answer.Value(value=number(found), unit=found.unit.symbol)


def verdict(found: Decided) -> answer.DefaultVerdict:
    """A verdict; loss by the kidney is the only one whose claims carry a pathway."""
    return answer.DefaultVerdict(
        verdict=found.verdict,
        reason=found.reason,
        pathway="excretion" if found.verdict == "renal-loss" else None,
        claims=list(found.claims),
    )


def _cut_off(found: FoundCutOff) -> answer.CutOff:
    return answer.CutOff(
        line=value(found.line), verdict=found.verdict, pathway=found.pathway, claims=list(found.claims)
    )


def _bounds(band: Band) -> dict[str, float]:
    bounds = {}
    if band.low is not None:
        bounds["at_least" if band.low_included else "above"] = float(band.low)
    if band.high is not None:
        bounds["at_most" if band.high_included else "below"] = float(band.high)
    return bounds


def _clue(fact: ClueFact, findings: frozenset[str]) -> answer.Clue:
    return answer.Clue(
        subject=fact.subject,
        statement=fact.statement,
        findings=sorted(fact.codes & findings),
        missing=sorted(fact.codes - findings),
        claims=[fact.claim],
    )

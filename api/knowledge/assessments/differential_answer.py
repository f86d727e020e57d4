"""What the differential answers."""

from pydantic import Field

from api.knowledge.assessments.answer import Assessment, CitedClaim
from api.knowledge.entities import EntityRef
from api.knowledge.references import Reference
from api.public import Public


class Understood(Public):
    """What a text of the request was taken for."""

    where: str = Field(description="Place in the request.", examples=["body.findings.0"])
    text: str
    taken_as: list[str] = Field(
        description="Ids of entities, codes (CURIEs), or keys of clues (`clue:...`).",
        examples=[["symptoms/hypokalemia"]],
    )
    used: bool = Field(description="Whether any candidate, step or verdict below rests on it.")
    cautions: list[str] | None = Field(default=None, description="What to check in how a medication was read.")


class NotRecognised(Public):
    """A text of the request that could not be used. That is no statement that it does not matter."""

    where: str
    text: str
    reason: str
    suggestions: list[str] = Field(description="Ids or codes that may be meant, best first.")


class NotUsed(Public):
    """Something that was understood and does not bear on the order of the candidates."""

    where: str
    reason: str
    claims: list[str] = Field(description="Claims to read with it.")


class TakenOtherwise(EntityRef):
    """A medication or class taken that is no candidate, because no claim says that it lowers magnesium."""

    where: list[str]
    direction: str = Field(description="raises, none-found or unknown (open list): unknown is not safe.")


class MatchedClue(Public):
    """A clue of the candidate that something given fits."""

    claim: str
    findings: list[str] = Field(description="The texts of the request that fit it.")
    open: list[str] | None = Field(default=None, description="Codes of the clue of which nothing was said.")


class Against(Public):
    """What speaks against a candidate. It never removes it from the list."""

    reason: str = Field(description="absent-finding, said-absent or laboratory (open list).")
    findings: list[str] = Field(description="The texts of the request that say so.")
    claims: list[str]


class MissingClue(Public):
    """A clue of the candidate of which nothing was said: worth asking for."""

    claim: str
    ask: list[str] = Field(
        description="What to send as `findings` or `absent` when it is known: codes, else the claim."
    )


class CandidatePathway(Public):
    """A pathway by which the candidate lowers magnesium."""

    pathway: str
    mechanisms: list[str]
    claims: list[str]


class Candidate(EntityRef):
    """A cause, medication, class or combination that fits what is known."""

    standing: str = Field(
        description="present (it was given itself), possible, or said-absent (open list). Present is not proven guilty."
    )
    where: list[str] = Field(description="Places in the request that say it is present.")
    kind_of: str | None = Field(default=None, description="Id of the wider cause.")
    made_of: list[str] | None = Field(
        default=None, description="For a combination: which of the things taken make it up."
    )
    strength: str | None = Field(default=None, description="Strength of the evidence that it lowers magnesium.")
    laboratory: str | None = Field(
        default=None, description="Against the laboratory's verdict: agrees, open or contradicts; absent without one."
    )
    explains: int = Field(description="How many of the findings its clues and wider codes cover.")
    wider: list[str] | None = Field(
        default=None, description="Texts of the request with codes that mean this cause and more."
    )
    pathways: list[CandidatePathway]
    matched: list[MatchedClue]
    against: list[Against]
    missing: list[MissingClue]
    claims: list[str] = Field(description="Claims that it lowers magnesium.")


class NotListed(Public):
    """Causes for which nothing that is known speaks. They are not excluded."""

    pathway: str | None = Field(default=None, description="Absent: no claim says by which pathway.")
    causes: int = Field(description="A cause with several pathways counts in each.")


class WorkUpStep(Public):
    """A step of the diagnostic algorithm."""

    step: str = Field(description="Key of the step.")
    kind: str = Field(description="prompt, decision, action, result or end (open list).")
    text: str
    answer: str | None = Field(default=None, description="The answer that what is known gives; absent: still open.")
    because: list[str] | None = Field(default=None, description="Places in the request that the answer rests on.")
    pathway: str | None = None
    names: list[str] | None = Field(default=None, description="Ids of the entities that a result's claims name.")
    claims: list[str]


class WorkUp(Public):
    """The diagnostic algorithm, walked as far as what is known leads."""

    algorithm: str
    passed: list[WorkUpStep]
    open: list[str] = Field(description="Keys of decisions passed without an answer: they made no difference so far.")
    next: WorkUpStep | None = Field(default=None, description="What comes next; absent at the end of the algorithm.")


class Way(Public):
    """An answer to a decision, and the top candidates that it fits."""

    answer: str
    candidates: list[str]
    claims: list[str] = Field(description="Claims of the algorithm that name them.")


class SeparatingStep(Public):
    """A decision ahead whose answers fit different top candidates."""

    step: str
    text: str
    ways: list[Way]
    claims: list[str]


class SeparatingClue(Public):
    """A finding that clues of some top candidates speak of, and of others not."""

    ask: str = Field(description="Code, or the claim: what to send as `findings` or `absent` when it is known.")
    candidates: list[str]
    claims: list[str]


class Separating(Public):
    """What would tell the top candidates apart. That no clue speaks of a finding does not mean that it never occurs."""

    candidates: list[str] = Field(description="Ids of the top candidates.")
    steps: list[SeparatingStep]
    clues: list[SeparatingClue]


class DifferentialLaboratory(Public):
    """What the laboratory assessment of the same values says."""

    verdict: str | None = Field(default=None, description="renal-loss, not-renal or indeterminate (open list).")
    low: bool | None = Field(default=None, description="Whether magnesium is below its range.")
    claims: list[str]


class DifferentialAssessment(Assessment):
    """Causes that fit what is known, in a documented order, without probabilities."""

    rule: str = Field(description="Version of the ordering rule.", examples=["1"])
    understood: list[Understood]
    not_recognised: list[NotRecognised]
    not_used: list[NotUsed]
    taken_otherwise: list[TakenOtherwise]
    laboratory: DifferentialLaboratory | None = None
    candidates: list[Candidate]
    not_listed: list[NotListed]
    work_up: WorkUp | None = Field(default=None, description="Absent when the release has no such algorithm.")
    separating: Separating | None = Field(default=None, description="Absent with fewer than two candidates.")
    claims: list[CitedClaim]
    references: list[Reference]

"""How the tests of the differential ask it on the real release."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session

from api.db import open_for_serving
from api.knowledge.assessments.differential import assess_differential
from api.knowledge.assessments.differential_answer import Candidate, DifferentialAssessment
from api.knowledge.assessments.differential_body import DifferentialBody, LaboratoryFacts
from api.knowledge.assessments.differential_medications import resolved_items
from api.pack.load import Built


class Asker:
    """Asks with texts for medications and the laboratory's facts as they are."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def __call__(self, laboratory: LaboratoryFacts | None = None, /, **fields: Any) -> DifferentialAssessment:
        body = DifferentialBody(**fields)
        resolved = resolved_items(self.session, body.medications)
        return assess_differential(self.session, body, resolved, laboratory)


def asking(release: Built) -> Iterator[Asker]:
    """The body of a fixture."""
    engine = open_for_serving(release.file)
    with Session(engine) as session:
        yield Asker(session)
    engine.dispose()


def ids(found: DifferentialAssessment) -> list[str]:
    """Ids of the candidates, in order."""
    return [one.id for one in found.candidates]


def line(found: DifferentialAssessment, path: str) -> Candidate:
    """The line of one candidate."""
    return next(one for one in found.candidates if one.id == path)

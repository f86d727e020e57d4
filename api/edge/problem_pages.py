"""`GET /problems`: the table of problem types, so that the `type` of every problem is a link that opens."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.edge.bounded_text import shown
from api.edge.nearest import nearest
from api.edge.parameters import NoParameters
from api.edge.problem_types import PROBLEM_TYPES
from api.errors import NotFound


class ProblemTypeAnswer(BaseModel):
    """One problem type as `GET /problems` shows it."""

    type: str = Field(description="The URI that problems of this kind carry in `type`.")
    title: str
    status: int = Field(description="The HTTP status that goes with it.")
    explanation: str = Field(description="What happened and what to do about it.")


class ProblemTypesAnswer(BaseModel):
    """Every problem type there is."""

    items: list[ProblemTypeAnswer]


def problem_types_router(public_url: str) -> APIRouter:
    """`GET /problems` and `GET /problems/{slug}`; `public_url` is the prefix of the links, "" for path-only ones."""
    router = APIRouter(tags=["Problems"], dependencies=[NoParameters])

    by_slug = {
        problem_type.slug: ProblemTypeAnswer(
            type=problem_type.uri(public_url),
            title=problem_type.title,
            status=problem_type.status,
            explanation=problem_type.explanation,
        )
        for problem_type in PROBLEM_TYPES
    }

    @router.get("/problems", operation_id="list_problem_types", summary="All kinds of problems")
    def list_problem_types() -> ProblemTypesAnswer:
        """Every `type` that a problem (RFC 9457) of this API can carry."""
        return ProblemTypesAnswer(items=list(by_slug.values()))

    @router.get("/problems/{slug}", operation_id="get_problem_type", summary="One kind of problem")
    def get_problem_type(
        slug: Annotated[str, Path(description="Last part of the `type` of a problem.")],
    ) -> ProblemTypeAnswer:
        """What a problem's `type` means: the address is that `type` itself."""
        if slug not in by_slug:
            alike = nearest(slug, by_slug)
            raise NotFound(f"There is no problem type {shown(slug)}.", [f"/problems/{name}" for name in alike])
        return by_slug[slug]

    return router

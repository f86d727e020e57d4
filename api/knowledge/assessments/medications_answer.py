"""The answer of the medication list assessment."""

from pydantic import Field

from api.knowledge.assessments.answer import Assessment, CitedClaim
from api.knowledge.entities import EntityRef
from api.knowledge.references import Reference
from api.public import Public


class ListedIngredient(Public):
    """What an item contains, or may contain."""

    name: str
    entity: str | None = Field(
        default=None, description="Id of the medication or class; absent when the data says nothing of it."
    )


class Tie(Public):
    """A part of the text that fits several things, so that none was chosen."""

    text: str
    options: list[ListedIngredient]


class Caution(Public):
    """Something to look at before relying on how an item was read."""

    code: str = Field(description="local-route, read-by-spelling, partly-unread, says-not-taken, ... (open list).")
    message: str


class Match(Public):
    """How an item was recognised."""

    method: str = Field(description="code, product (its exact RxNorm name), name or spelling (open list).")
    score: float = Field(description="1 for exact names and codes; less where a misspelt word was read as a name.")


class Conflict(Public):
    """Text and code that name different things: neither is counted."""

    by_text: list[ListedIngredient]
    by_code: list[ListedIngredient]


class AssessedItem(Public):
    """What became of an item, in the order they were sent."""

    position: int = Field(description="Place in the list, from 0.")
    text: str | None = None
    code: str | None = None
    dose: str | None = None
    duration: str | None = None
    status: str = Field(
        description="recognised; ambiguous; conflict; not-in-data (a known drug name of which the data says nothing); "
        "not-recognised (open list)."
    )
    match: Match | None = None
    ingredients: list[ListedIngredient] | None = Field(
        default=None, description="What it contains, as far as was read."
    )
    conflict: Conflict | None = None
    ambiguous: list[Tie] | None = None
    routes: list[str] | None = Field(default=None, description="As its text, its product or the request say.")
    contains_magnesium: bool | None = Field(default=None, description="True when it has a magnesium compound.")
    cautions: list[Caution] | None = None
    unread: list[str] | None = Field(default=None, description="Words that were not understood.")
    suggestions: list[ListedIngredient] | None = Field(default=None, description="What may have been meant.")


class Finding(Public):
    """What the data says of a medication or class on the list."""

    entity: EntityRef
    items: list[int] = Field(description="Positions of the items that hold it.")
    direction: str = Field(description="Of blood magnesium: lowers, raises, none-found or unknown (open list).")
    direction_from: str = Field(description="Id of the entity whose claims say so: itself, or its class.")
    strength: str | None = Field(default=None, description="Strength of its best association claim.")
    classes: list[str] = Field(description="Ids of the classes it belongs to.")
    pathways: list[str] = Field(description="By which it lowers magnesium.")
    mechanisms: list[str] = Field(description="Ids of the mechanisms by which it does.")
    claims: list[str] = Field(description="Ids of the claims that say so.")


class MechanismBy(Public):
    """A mechanism with the entities on the list that act by it."""

    mechanism: str
    by: list[str]


class PathwaySum(Public):
    """A pathway by which drugs on the list lower magnesium."""

    pathway: str
    by: list[str] = Field(description="Ids of the entities that act on it.")
    mechanisms: list[MechanismBy]
    claims: list[str]


class Duplicate(Public):
    """A class of which several drugs are on the list, or a drug that is there more than once."""

    entity: str
    members: list[str]
    items: list[int]


class Member(Public):
    """A member of a combination, and what on the list it is."""

    member: str
    by: list[str]


class CombinationPresent(Public):
    """A combination with a sourced joint effect, all of whose members are on the list."""

    entity: EntityRef
    members: list[Member]
    claims: list[str]


class Advice(Public):
    """A claim that says what to measure, what else there is, or how low magnesium was prevented."""

    claim: str
    concerns: list[str] = Field(description="Ids of the entities on the list that it is about, by class too.")
    audience: str | None = Field(default=None, description="Who it is meant for: clinician or patient.")


class Unplaced(Public):
    """An item, or a part of it, that is in no finding."""

    item: int
    names: list[str]


class MedicationAssessment(Assessment):
    """What a medication list does to magnesium, as far as the data says."""

    items: list[AssessedItem]
    findings: list[Finding] = Field(
        description="What lowers magnesium: by strength, then number of mechanisms, then id. No score is made up."
    )
    pathways: list[PathwaySum] = Field(description="The findings added up by pathway.")
    protective: list[Finding] = Field(description="What raises magnesium, in the same order.")
    no_effect_found: list[Finding] = Field(description="Looked at by a source, and no effect found.")
    effect_unknown: list[Finding] = Field(description="In the data, but no source there speaks of its effect.")
    not_counted: list[Finding] = Field(description="Only for use at one place of the body: see the item's caution.")
    combinations: list[CombinationPresent]
    duplicates: list[Duplicate]
    monitoring: list[Advice]
    alternatives: list[Advice]
    prevention: list[Advice]
    contains_magnesium: list[int] = Field(description="Positions of items that contain a magnesium compound.")
    not_in_data: list[Unplaced] = Field(
        description="Recognised names of which the data says nothing: not safe, unknown."
    )
    ambiguous: list[int] = Field(description="Positions of items of which something fits several drugs.")
    conflicts: list[int] = Field(description="Positions of items whose text and code disagree.")
    not_recognised: list[int] = Field(description="Positions of items in which no name was recognised.")
    claims: list[CitedClaim]
    references: list[Reference]

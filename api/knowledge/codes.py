"""Code lookup: from a partner's code to our entities, also up and down a code system's own hierarchy."""

from typing import Any

from pydantic import Field
from sqlalchemy import and_
from sqlmodel import Session, col, select

from api.curies import SYSTEMS, Curie, broader_codes, is_well_formed, parse_lookup
from api.errors import NotFound
from api.knowledge.entities import EntityRef, refs_of
from api.public import Public
from api.tables import CodeNameRow, CodeRow, EntityRow, ProductIngredientRow, ProductRow

MAX_MATCHES = 200
HIERARCHICAL = ("atc", "icd10cm")


class CodeMatch(Public):
    """An entity that a code leads to."""

    entity: EntityRef
    relation: str = Field(
        description="How the meaning of the code asked for compares with the entity's: exact, narrower, broader, "
        "or overlapping (open list)."
    )
    code: str = Field(
        description="The code that made the match (CURIE): the entity's own, or that of a product with it."
    )


class Ingredient(Public):
    """What a product contains."""

    name: str
    medication: str | None = Field(
        default=None, description="Id of the medication; absent when the data says nothing of it, which is not safe."
    )


class Product(Public):
    """An RxNorm product, brand or dose form, as prescribing systems send it."""

    name: str
    term_type: str = Field(description="RxNorm term type: SCD, SBD, BN, GPCK, ... (open list).")
    routes: list[str]
    contains_magnesium: bool = Field(description="Whether an ingredient is a magnesium compound.")
    status: str = Field(description="current, or unknown: not in the list of current prescribable content.")
    ingredients: list[Ingredient]


class CodeLookup(Public):
    """What a code leads to, best match first."""

    code: str = Field(description="The code asked for, as a CURIE.", examples=["atc:A02BC01"])
    system: str = Field(description="System URI, as FHIR uses it.")
    name: str | None = Field(default=None, description="What the code is called in its own system.")
    product: Product | None = Field(default=None, description="For RxNorm codes below the ingredient.")
    matches: list[CodeMatch]


_ORDER = {"exact": 0, "narrower": 1, "broader": 2, "overlapping": 3}


def look_up_code(session: Session, system: str, code: str) -> CodeLookup:
    """Entities that carry the code; then those whose class code stands above it, and those below it; nearest first.

    Raises:
        InvalidParameter: unknown code system.
        NotFound: no entity is known by the code. That is no statement that what it names is safe.
    """
    curie = parse_lookup(f"{system}:{code}", "path.system")
    product = _product(session, curie)
    matches = _direct(session, curie) + _ingredients(session, product, curie)
    if is_well_formed(curie):
        matches += _above(session, curie) + _below(session, curie)
    named = session.get(CodeNameRow, tuple(curie))
    name = product.name if product else named.name if named else None
    if not matches and product is None:
        what = f"{curie} ({name})" if name else str(curie)
        raise NotFound(f"No entity in the data has the code {what}. That is no statement that what it names is safe.")
    best: dict[str, CodeMatch] = {}
    distance = len(str(curie))
    for match in sorted(matches, key=lambda m: (_ORDER[m.relation], abs(len(m.code) - distance), m.entity.id)):
        best.setdefault(match.entity.id, match)
    return CodeLookup(
        code=str(curie),
        system=SYSTEMS[curie.system].uri,
        name=name,
        product=product,
        matches=list(best.values())[:MAX_MATCHES],
    )


def _product(session: Session, curie: Curie) -> Product | None:
    row = session.get(ProductRow, curie.code) if curie.system == "rxnorm" else None
    if row is None:
        return None
    statement = (
        select(ProductIngredientRow)
        .where(ProductIngredientRow.product == curie.code)
        .order_by(col(ProductIngredientRow.position))
    )
    return Product(
        name=row.name,
        term_type=row.tty,
        routes=row.route.split(),
        contains_magnesium=row.contains_magnesium,
        status=row.status,
        ingredients=[Ingredient(name=i.name, medication=i.medication) for i in session.exec(statement)],
    )


def _ingredients(session: Session, product: Product | None, curie: Curie) -> list[CodeMatch]:
    """The medications that a product contains: its code is narrower than they are."""
    paths = [i.medication for i in product.ingredients if i.medication] if product else []
    refs = refs_of(session, paths)
    return [CodeMatch(entity=refs[path], relation="narrower", code=str(curie)) for path in paths]


def _direct(session: Session, curie: Curie) -> list[CodeMatch]:
    return _matches(session, and_(col(CodeRow.system) == curie.system, col(CodeRow.code) == curie.code))


def _above(session: Session, curie: Curie) -> list[CodeMatch]:
    """Entities that a wider code stands for: the code asked for is narrower than they are."""
    wider = [c.code for c in broader_codes(curie)]
    if not wider:
        return []
    where = and_(col(CodeRow.system) == curie.system, col(CodeRow.code).in_(wider), col(CodeRow.relation) != "broader")
    return _matches(session, where, "narrower")


def _below(session: Session, curie: Curie) -> list[CodeMatch]:
    """Entities with a code below the one asked for: it is broader than they are, unless they are more than that."""
    if curie.system not in HIERARCHICAL:
        return []
    where = and_(
        col(CodeRow.system) == curie.system,
        col(CodeRow.code).startswith(curie.code, autoescape=True),
        col(CodeRow.code) != curie.code,
    )
    found = _matches(session, where)
    return [
        match.model_copy(update={"relation": "overlapping" if match.relation == "narrower" else "broader"})
        for match in found
    ]


def _matches(session: Session, where: Any, relation: str | None = None) -> list[CodeMatch]:
    statement = (
        select(CodeRow, EntityRow)
        .join(EntityRow, col(EntityRow.path) == CodeRow.entity)
        .where(where)
        .order_by(col(EntityRow.path))
        .limit(MAX_MATCHES)
    )
    return [
        CodeMatch(
            entity=EntityRef(id=entity.path, type=entity.type, name=entity.name),
            relation=relation or code.relation,
            code=f"{code.system}:{code.code}",
        )
        for code, entity in session.exec(statement)
    ]

"""Code lookup: from a partner's code to our entities, also up and down a code system's own hierarchy."""

from typing import Final

from pydantic import Field
from sqlalchemy import Connection

from api.curies import SYSTEMS, Curie, broader_codes, is_well_formed, parse_lookup
from api.db import listed_values, rows
from api.errors import NotFound
from api.knowledge.entities import EntityRef
from api.public import Public

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


def look_up_code(connection: Connection, system: str, code: str) -> CodeLookup:
    """Entities that carry the code; then those whose class code stands above it, and those below it; nearest first.

    Raises:
        InvalidParameter: unknown code system.
        NotFound: no entity is known by the code. That is no statement that what it names is safe.
    """
    curie = parse_lookup(f"{system}:{code}", "path.system")
    product, contained = _product(connection, curie)
    matches = [
        *_carrying(connection, curie),
        *(CodeMatch(entity=e, relation="narrower", code=str(curie)) for e in contained),
    ]
    name = product.name if product else _name(connection, curie)
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


def _name(connection: Connection, curie: Curie) -> str | None:
    statement = "SELECT name FROM code_name WHERE system = :system AND code = :code"
    found = rows(connection, statement, curie._asdict())
    return found[0].name if found else None


_PRODUCT: Final = """
    SELECT p.name, p.tty, p.route, p.contains_magnesium, p.status,
           i.name AS ingredient, e.path, e.type, e.name AS called
    FROM product p LEFT JOIN product_ingredient i ON i.product = p.rxcui LEFT JOIN entity e ON e.path = i.medication
    WHERE p.rxcui = :code ORDER BY i.position
"""


def _product(connection: Connection, curie: Curie) -> tuple[Product | None, list[EntityRef]]:
    """The product that a code stands for, and the medications that it contains: its code is narrower than they are."""
    found = rows(connection, _PRODUCT, {"code": curie.code}) if curie.system == "rxnorm" else []
    if not found:
        return None, []
    ingredients = [row for row in found if row.ingredient is not None]
    product = Product(
        name=found[0].name,
        term_type=found[0].tty,
        routes=found[0].route.split(),
        contains_magnesium=found[0].contains_magnesium,
        status=found[0].status,
        ingredients=[Ingredient(name=row.ingredient, medication=row.path) for row in ingredients],
    )
    return product, [EntityRef(id=row.path, type=row.type, name=row.called) for row in ingredients if row.path]


_FOUND: Final = (
    "SELECT c.system, c.code, c.relation, e.path, e.type, e.name FROM code c JOIN entity e ON e.path = c.entity"
)
_EXACTLY: Final = "c.system = :system AND c.code = :code"
_ABOVE: Final = "c.system = :system AND c.code IN {wider} AND c.relation != 'broader'"
_BELOW: Final = "c.system = :system AND c.code > :code AND c.code < :beyond"


def _carrying(connection: Connection, curie: Curie) -> list[CodeMatch]:
    """Entities that the code stands for, or a wider or narrower one in its system's hierarchy; so many of each way."""
    ways = {"exact": _EXACTLY}
    values: dict[str, object] = {**curie._asdict(), "most": MAX_MATCHES}
    if is_well_formed(curie) and (wider := [c.code for c in broader_codes(curie)]):
        marks, codes = listed_values("wider", wider)
        ways["above"] = _ABOVE.format(wider=marks)
        values |= codes
    if is_well_formed(curie) and curie.system in HIERARCHICAL:
        ways["below"] = _BELOW
        # Codes are ASCII, so this is behind all that begin with the code.
        values["beyond"] = curie.code + "~"
    parts = [
        f"SELECT '{way}' AS way, * FROM ({_FOUND} WHERE {where} ORDER BY e.path LIMIT :most)"
        for way, where in ways.items()
    ]
    return [
        CodeMatch(
            entity=EntityRef(id=path, type=kind, name=name), relation=_relation(way, relation), code=f"{system}:{code}"
        )
        for way, system, code, relation, path, kind, name in rows(connection, " UNION ALL ".join(parts), values)
    ]


def _relation(way: str, own: str) -> str:
    """How the code asked for compares with an entity, from how the entity's own code does.

    Asked for by a wider code's part, it is narrower. It is broader than what stands below, unless that is itself more
    than its code.
    """
    if way == "above":
        return "narrower"
    if way == "below":
        return "overlapping" if own == "narrower" else "broader"
    return own

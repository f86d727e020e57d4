"""The items of a medication list: what may be sent, and what of it the release knows. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final, NamedTuple

import sqlalchemy as sa
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from sqlmodel import Session, col, select

from api.clinical.drug_names.lexicon import Lexicon, Thing
from api.clinical.drug_names.reading import read_text
from api.clinical.medication_items import CodeReading, Item, Product, Resolved, resolve
from api.curies import SYSTEMS, Curie, broader_codes, is_well_formed, parse_lookup
from api.errors import Fault, InvalidParameter
from api.knowledge.assessments.drug_names import classes_above, lexicon_for
from api.search_index import RELATIONS
from api.tables import CodeNameRow, CodeRow, EntityRow, ProductIngredientRow, ProductRow
from api.text import search_key

MAX_ITEMS: Final = 200
MAX_TEXT: Final = 1000
"""The longest name of an RxNorm product in the data has fewer characters."""

_Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT, strip_whitespace=True, pattern=r"\S")]
_Short = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=r"\S")]
_OF_DRUGS: Final = frozenset({"atc", "chebi", "drugbank", "ndfrt", "rxnorm", "unii"})
"""Systems whose names are of drugs and substances alone; a code of another system can be on an entity at most."""


class MedicationItem(BaseModel):
    """One line of a medication list: its text, its code, or both."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[_Text | None, Field(description="As the list has it: name, brand, strength, form, directions.")] = (
        None
    )
    code: Annotated[
        _Short | None,
        Field(description="A CURIE: rxnorm (ingredient, brand or product), atc, unii, ...", examples=["rxnorm:198051"]),
    ] = None
    dose: Annotated[_Short | None, Field(description="Sent back as it came; nothing depends on it.")] = None
    route: Annotated[_Short | None, Field(description="How it is given, in words: by mouth, eye drops, iv.")] = None
    duration: Annotated[_Short | None, Field(description="Sent back as it came; nothing depends on it.")] = None

    @model_validator(mode="after")
    def _names_something(self) -> "MedicationItem":
        if self.text is None and self.code is None:
            raise ValueError("an item needs a text, a code or both")
        return self


def _of_text(item: object) -> object:
    """A string as an item: one that begins with a code system (`rxnorm:198051`) is a code, any other a text."""
    if not isinstance(item, str):
        return item
    system, colon, code = item.partition(":")
    is_code = colon and system.strip().lower() in SYSTEMS and " " not in code.strip()
    return {"code": item} if is_code else {"text": item}


ListItem = Annotated[MedicationItem, BeforeValidator(_of_text, json_schema_input_type=_Text | MedicationItem)]
"""An item as it may be sent: a string, or an object."""


class ReadList(NamedTuple):
    """What each item is, and the classes of every medication and class among them, at every level."""

    items: list[Resolved]
    above: dict[str, frozenset[str]]


def read_items(session: Session, items: Sequence[MedicationItem], where: str) -> ReadList:
    """What each item is; `where` is the place of the list in the request, for faults.

    Raises:
        InvalidParameter: a code of no known system.
    """
    codes = _codes(items, where)
    looked_up = _look_up(session, sorted({code for code in codes if code}))
    exact = _products_named(session, {item.text for item in items if item.text})
    texts = {item.text for item in items if item.text} | {found.name for found in looked_up.values() if found.name}
    lexicon = _with_classes(session, lexicon_for(session, texts), looked_up.values(), exact.values())
    by_code = {code: _read_code(code, found, lexicon) for code, found in looked_up.items()}
    read = [
        resolve(
            Item(
                text=item.text,
                reading=read_text(item.text, lexicon) if item.text else None,
                exact=exact.get(search_key(item.text)) if item.text else None,
                code=by_code[code] if code else None,
                route=item.route,
            ),
            lexicon.above,
        )
        for item, code in zip(items, codes, strict=True)
    ]
    return ReadList(read, dict(lexicon.above))


class _LookedUp(NamedTuple):
    """What the tables say of a code: by itself, as a product, by name, and by the codes above it."""

    carried: tuple[Thing, ...]
    product: Product | None
    name: str | None
    wider: tuple[Thing, ...]


def _with_classes(
    session: Session, lexicon: Lexicon, codes: Iterable[_LookedUp], products: Iterable[Product]
) -> Lexicon:
    things = {thing for found in codes for thing in (*found.carried, *found.wider)}
    whole = [*products, *(found.product for found in codes if found.product)]
    things |= {thing for product in whole for thing in product.things}
    things |= {thing for meaning in lexicon.meanings.values() for reading in meaning.readings for thing in reading}
    return replace(lexicon, above=classes_above(session, {thing.path for thing in things if thing.path}))


def _codes(items: Sequence[MedicationItem], where: str) -> list[Curie | None]:
    codes: list[Curie | None] = []
    faults: list[Fault] = []
    for at, item in enumerate(items):
        try:
            codes.append(parse_lookup(item.code, f"{where}.{at}.code") if item.code else None)
        except InvalidParameter as error:
            faults += error.faults
    if faults:
        raise InvalidParameter("A code cannot be read.", faults)
    return codes


def _look_up(session: Session, codes: Sequence[Curie]) -> dict[Curie, _LookedUp]:
    wider = {code: broader_codes(code) if is_well_formed(code) else [] for code in codes}
    carried = _carried(session, {*codes, *(above for found in wider.values() for above in found)})
    products = _products_by_code(session, [code.code for code in codes if code.system == "rxnorm"])
    named = _names_of_codes(session, codes)
    found = {}
    for code in codes:
        product = products.get(code.code) if code.system == "rxnorm" else None
        above = next((carried[one] for one in wider[code] if one in carried), ())
        found[code] = _LookedUp(carried.get(code, ()), product, product.name if product else named.get(code), above)
    return found


def _read_code(code: Curie, found: _LookedUp, lexicon: Lexicon) -> CodeReading:
    """What carries the code; else the product's content; else what its name says; else its group."""
    things = found.carried or (found.product.things if found.product else ())
    if not things and found.name:
        things = read_text(found.name, lexicon).things or (Thing(found.name, None),)
    return CodeReading(str(code), found.name, things or found.wider, found.product)


def _carried(session: Session, codes: set[Curie]) -> dict[Curie, tuple[Thing, ...]]:
    """The medications that carry a code, else the classes that do; of these the nearest in meaning."""
    statement = (
        select(CodeRow, EntityRow)
        .join(EntityRow, col(EntityRow.path) == CodeRow.entity)
        .where(sa.tuple_(col(CodeRow.system), col(CodeRow.code)).in_(sorted(codes)))
        .where(col(EntityRow.type).in_(["medications", "medication-classes"]))
        .order_by(col(EntityRow.path))
    )
    found: dict[Curie, dict[tuple[bool, int], list[Thing]]] = defaultdict(lambda: defaultdict(list))
    for row, entity in session.exec(statement):
        nearness = (entity.type != "medications", RELATIONS.index(row.relation))
        found[Curie(row.system, row.code)][nearness].append(Thing(entity.name, entity.path))
    return {code: tuple(by[min(by)]) for code, by in found.items()}


def _names_of_codes(session: Session, codes: Sequence[Curie]) -> dict[Curie, str]:
    of_drugs = [code for code in codes if code.system in _OF_DRUGS]
    statement = select(CodeNameRow).where(sa.tuple_(col(CodeNameRow.system), col(CodeNameRow.code)).in_(of_drugs))
    return {Curie(row.system, row.code): row.name for row in session.exec(statement)}


def _products_by_code(session: Session, rxcuis: Sequence[str]) -> dict[str, Product]:
    return {rxcui: product for rxcui, _, product in _products(session, col(ProductRow.rxcui).in_(rxcuis))}


def _products_named(session: Session, texts: set[str]) -> dict[str, Product]:
    """Products whose whole name a text is; of several with one name only when they hold the same."""
    keys = sorted({search_key(text) for text in texts})
    found: dict[str, list[Product]] = defaultdict(list)
    for _, folded, product in _products(session, col(ProductRow.folded).in_(keys)):
        found[folded].append(product)
    return {key: group[0] for key, group in found.items() if len({frozenset(p.things) for p in group}) == 1}


def _products(session: Session, where: Any) -> list[tuple[str, str, Product]]:
    """RXCUI, folded name and content, in the order of the RXCUIs."""
    statement = (
        select(ProductRow, ProductIngredientRow.name, ProductIngredientRow.medication, EntityRow.name)
        .join(ProductIngredientRow, col(ProductIngredientRow.product) == ProductRow.rxcui)
        .outerjoin(EntityRow, col(EntityRow.path) == ProductIngredientRow.medication)
        .where(where)
        .order_by(col(ProductRow.rxcui), col(ProductIngredientRow.position))
    )
    rows: dict[str, ProductRow] = {}
    things: dict[str, list[Thing]] = defaultdict(list)
    for row, ingredient, medication, name in session.exec(statement):
        rows[row.rxcui] = row
        things[row.rxcui].append(Thing(name or ingredient, medication))
    return [
        (rxcui, row.folded, Product(row.name, tuple(things[rxcui]), tuple(row.route.split()), row.contains_magnesium))
        for rxcui, row in rows.items()
    ]

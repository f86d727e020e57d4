"""Every drug name of a release, read once and kept: what text of medication lists is read by."""

import re
from collections import defaultdict
from collections.abc import Iterator
from threading import Lock
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from api.clinical.drug_names.lexicon import Lexicon, Named, Source, Thing, build_lexicon
from api.tables import CodeNameRow, EntityRow, MedicationClassRow, MembershipRow, NameRow

_BRAND: Final = re.compile(r"\[([^\[\]]+)\]")
_NAMED_WHOLE: Final = ("BN", "PIN")
"""RxNorm term types whose names stand for a product as prescribers write it: brand, and ingredient with its salt."""
_PRODUCTS: Final = sa.text(
    """
    SELECT p.rxcui, p.name, p.tty, i.name, i.medication, e.name
    FROM product p JOIN product_ingredient i ON i.product = p.rxcui LEFT JOIN entity e ON e.path = i.medication
    ORDER BY p.rxcui, i.position
    """
)
_PLAIN: Final = sa.text("SELECT word FROM search_known WHERE NOT named ORDER BY word")


class DrugNames:
    """The names of the release that a process serves; read when they are first needed."""

    def __init__(self) -> None:
        self._lexicon: Lexicon | None = None
        self._lock = Lock()

    def of(self, session: Session) -> Lexicon:
        """The lexicon of the release behind the session, which must always be the same."""
        with self._lock:
            if self._lexicon is None:
                self._lexicon = read_lexicon(session)
            return self._lexicon


def read_lexicon(session: Session) -> Lexicon:
    """All names of a release: five queries."""
    names = [*_entities(session), *_products(session), *_outside(session)]
    return build_lexicon(names, session.execute(_PLAIN).scalars(), classes_above(session))


def classes_above(session: Session) -> dict[str, frozenset[str]]:
    """The classes of each medication and class, at every level, by path."""
    parents = dict(session.exec(select(MedicationClassRow.path, MedicationClassRow.parent)).all())
    direct: dict[str, set[str]] = defaultdict(set)
    for medication, medication_class in session.exec(select(MembershipRow.medication, MembershipRow.medication_class)):
        direct[medication].add(medication_class)
    for path, parent in parents.items():
        direct[path] = {parent} if parent else set()
    return {path: frozenset(_and_above(classes, parents)) for path, classes in direct.items()}


def _and_above(classes: set[str], parents: dict[str, str | None]) -> Iterator[str]:
    for path in classes:
        at: str | None = path
        while at is not None:
            yield at
            at = parents[at]


def _entities(session: Session) -> Iterator[Named]:
    statement = (
        select(NameRow.text, EntityRow.path, EntityRow.type, EntityRow.name)
        .join(EntityRow, col(EntityRow.path) == NameRow.entity)
        .where(col(EntityRow.type).in_(["medications", "medication-classes"]))
        .order_by(col(EntityRow.path), col(NameRow.position))
    )
    for text, path, kind, name in session.exec(statement):
        source = Source.MEDICATION if kind == "medications" else Source.CLASS
        yield Named(text, source, frozenset([Thing(name, path)]))


def _products(session: Session) -> Iterator[Named]:
    """Brands, salts and ingredients of products; brands also from the brackets of product names."""
    names: dict[str, tuple[str, str]] = {}
    contents: dict[str, list[Thing]] = defaultdict(list)
    for rxcui, product, term_type, ingredient, medication, name in session.execute(_PRODUCTS):
        names[rxcui] = (product, term_type)
        contents[rxcui].append(Thing(name or ingredient, medication))
    for rxcui, (product, term_type) in names.items():
        reading = frozenset(contents[rxcui])
        brands = [product] if term_type in _NAMED_WHOLE else _BRAND.findall(product)
        for text in brands:
            yield Named(text, Source.PRODUCT, reading)
    for thing in sorted({thing for things in contents.values() for thing in things}, key=str):
        source = Source.PRODUCT if thing.path else Source.INGREDIENT
        yield Named(thing.name, source, frozenset([thing]))


def _outside(session: Session) -> Iterator[Named]:
    """Ingredients and brands that have a code but no entity."""
    is_substance = sa.and_(col(CodeNameRow.system) == "atc", sa.func.length(CodeNameRow.code) == 7)
    statement = (
        select(CodeNameRow.name)
        .where(sa.or_(col(CodeNameRow.system) == "rxnorm", is_substance))
        .order_by(col(CodeNameRow.system).desc(), col(CodeNameRow.code))
    )
    for name in session.exec(statement):
        yield Named(name, Source.OUTSIDE, frozenset([Thing(name, None)]))

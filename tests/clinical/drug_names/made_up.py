"""A small lexicon for tests: real names, a made-up choice of what is in the data and what is not."""

from api.clinical.drug_names.lexicon import Lexicon, Named, Source, Thing, build_lexicon
from api.clinical.drug_names.reading import TextReading, read_text

MEDICATIONS = {
    "Bisacodyl": ["Dulcolax"],
    "Cisplatin": [],
    "Esomeprazole": ["Nexium"],
    "Ethinylestradiol": [],
    "Furosemide": ["frusemide", "Lasix"],
    "Gentamicin": [],
    "Hydrochlorothiazide": ["HCTZ"],
    "Insulin glargine": ["Lantus"],
    "Macrogol": ["PEG", "Polyethylene glycol"],
    "Magnesium hydroxide": ["Milk of magnesia"],
    "Magnesium oxide": ["Mag-Ox"],
    "Magnesium sulfate": ["Epsom salts"],
    "Metolazone": ["Zaroxolyn"],
    "Omeprazole": ["Prilosec"],
    "Prednisone": ["Deltasone"],
    "Sodium phosphate": ["Fleet phosphate"],
    "Vitamin B12": [],
    "Zoledronic acid": ["Zometa"],
}
"""Names of medications in the data, with their other names."""
CLASSES = {
    "Corticosteroids": ["steroids"],
    "Diuretics": ["water pill"],
    "Laxatives": [],
    "Platinum chemotherapy": ["platins"],
    "Proton pump inhibitors": ["PPI", "acid blockers"],
    "Thiazides": [],
}
PRODUCTS: dict[str, list[list[str]]] = {
    "A.T.O. lidocaine": [["lidocaine"]],
    "Aspir-Nexium": [["Esomeprazole", "Aspirin"]],
    "Doublet": [["Hydrochlorothiazide", "losartan"], ["Hydrochlorothiazide", "valsartan"]],
    "Either": [["Omeprazole"], ["Furosemide"]],
    "Fleet Bisacodyl": [["Bisacodyl"]],
    "Hyzaar": [["Hydrochlorothiazide", "losartan"]],
    "Yasmin 28 Day": [["Ethinylestradiol", "drospirenone"]],
    "Tablet": [["Omeprazole"]],
}
"""Brands, each with what its products hold; several are an ambiguity."""
INGREDIENTS = ["drospirenone", "lidocaine", "losartan", "valsartan", "Valsartan", "vitamin D 3", "Vitamin D3"]
OUTSIDE = [
    "aspirin",
    "Aspirin",
    "hydralazine",
    "hydroxyzine",
    "ibuprofen",
    "omeprazole, chiral",
    "prednisolone",
    "Tylenol",
    "chlorpromazine",
    "chlorpropamide",
]
PLAIN = ["metabolic", "omeprazole", "disorder"]


def path_of(name: str) -> str | None:
    """The id of a medication or class; `None` for what the data says nothing of."""
    slug = name.lower().replace(" ", "-")
    return f"medications/{slug}" if name in MEDICATIONS else f"medication-classes/{slug}" if name in CLASSES else None


def thing(name: str) -> Thing:
    return Thing(name, path_of(name))


def all_names() -> list[Named]:
    listed = [
        *((name, Source.MEDICATION, [thing(of)]) for of, more in MEDICATIONS.items() for name in (of, *more)),
        *((name, Source.CLASS, [thing(of)]) for of, more in CLASSES.items() for name in (of, *more)),
        *((name, Source.PRODUCT, list(map(thing, held))) for name, kinds in PRODUCTS.items() for held in kinds),
        *((name, Source.INGREDIENT, [thing(name)]) for name in INGREDIENTS),
        *((name, Source.OUTSIDE, [thing(name)]) for name in OUTSIDE),
    ]
    return [Named(name, source, frozenset(things)) for name, source, things in listed]


ABOVE = {
    "medications/cisplatin": frozenset({"medication-classes/platinum-chemotherapy"}),
    "medications/esomeprazole": frozenset({"medication-classes/proton-pump-inhibitors"}),
    "medications/furosemide": frozenset({"medication-classes/diuretics"}),
    "medications/hydrochlorothiazide": frozenset({"medication-classes/thiazides", "medication-classes/diuretics"}),
    "medications/omeprazole": frozenset({"medication-classes/proton-pump-inhibitors"}),
    "medications/prednisone": frozenset({"medication-classes/corticosteroids"}),
    "medication-classes/thiazides": frozenset({"medication-classes/diuretics"}),
}
LEXICON: Lexicon = build_lexicon(all_names(), PLAIN, ABOVE)


def read(text: str) -> TextReading:
    return read_text(text, LEXICON)


def named(text: str) -> list[str]:
    """The names of what a text names."""
    return [found.name for found in read(text).things]

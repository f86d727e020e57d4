"""Codes as CURIEs (`atc:A02BC`), with the systems we know.

Prefixes are Bioregistry's; `uri` is the system URI that FHIR uses where HL7 publishes one, else the
identifier namespace. Prefix and code are case-insensitive on input and are kept in the system's own case.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from api.errors import Fault, InvalidParameter


class Curie(NamedTuple):
    """A code within a system, in canonical case."""

    system: str
    code: str

    def __str__(self) -> str:
        return f"{self.system}:{self.code}"


@dataclass(frozen=True)
class CodeSystem:
    """One code system: Bioregistry prefix, name, URI and the shape of its codes (after upper-casing)."""

    prefix: str
    name: str
    uri: str
    pattern: str
    example: str


SYSTEMS: dict[str, CodeSystem] = {
    system.prefix: system
    for system in (
        CodeSystem("atc", "ATC", "http://www.whocc.no/atc", r"[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?", "A02BC01"),
        CodeSystem("rxnorm", "RxNorm", "http://www.nlm.nih.gov/research/umls/rxnorm", r"\d{1,8}", "7646"),
        CodeSystem("unii", "UNII", "http://fdasis.nlm.nih.gov", r"[A-Z0-9]{10}", "KG60484QX9"),
        CodeSystem(
            "icd10cm",
            "ICD-10-CM",
            "http://hl7.org/fhir/sid/icd-10-cm",
            r"[A-Z]\d[A-Z0-9](\.[A-Z0-9]{1,4})?",
            "E83.42",
        ),
        CodeSystem("mondo", "MONDO", "http://purl.obolibrary.org/obo/mondo.owl", r"\d{7}", "0009904"),
        CodeSystem("hp", "HPO", "http://human-phenotype-ontology.org", r"\d{7}", "0002917"),
        CodeSystem("mesh", "MeSH", "http://id.nlm.nih.gov/mesh", r"[CD]\d{6,9}", "D008275"),
        CodeSystem("loinc", "LOINC", "http://loinc.org", r"\d{1,7}-\d", "19123-9"),
        CodeSystem("omim", "OMIM", "http://www.omim.org", r"\d{6}", "263800"),
        CodeSystem("omim.ps", "OMIM phenotypic series", "https://www.omim.org/phenotypicSeries", r"\d{6}", "601678"),
        CodeSystem("orphanet", "Orphanet", "http://www.orpha.net", r"\d{1,7}", "358"),
        CodeSystem("chebi", "ChEBI", "http://purl.obolibrary.org/obo/chebi.owl", r"\d{1,7}", "7772"),
        CodeSystem("wikidata", "Wikidata", "http://www.wikidata.org/entity", r"Q\d{1,10}", "Q422210"),
        CodeSystem("drugbank", "DrugBank", "https://go.drugbank.com/drugs", r"DB\d{5}", "DB00338"),
        CodeSystem(
            "ndfrt", "FDA Established Pharmacologic Class", "http://hl7.org/fhir/ndfrt", r"N\d{10}", "N0000175525"
        ),
        CodeSystem("umls", "UMLS", "http://www.nlm.nih.gov/research/umls", r"C\d{7}", "C0151723"),
        CodeSystem("snomedct", "SNOMED CT", "http://snomed.info/sct", r"\d{6,18}", "190855004"),
    )
}


class BadCurie(ValueError):
    """A text that is not a code we can look up; `expected` says what would be."""

    def __init__(self, text: str, expected: str) -> None:
        super().__init__(f"{text!r} is not a code: expected {expected}")
        self.text = text
        self.expected = expected


def parse_curie(text: str) -> Curie:
    """`ATC:a02bc` -> `Curie("atc", "A02BC")`; a redundant inner prefix (`HP:HP:0002917`) is refused.

    Raises:
        BadCurie: unknown system, or a code that is not of the system's shape.
    """
    prefix, colon, code = text.strip().partition(":")
    if not colon:
        raise BadCurie(text, "system:code, for example atc:A02BC")
    return make_curie(prefix, code)


def make_curie(prefix: str, code: str) -> Curie:
    """As `parse_curie`, from the two parts."""
    system = SYSTEMS.get(prefix.strip().lower())
    if system is None:
        raise BadCurie(f"{prefix}:{code}"[:200], f"one of the systems {', '.join(SYSTEMS)}")
    curie = Curie(system.prefix, code.strip().upper())
    # Upper-casing turns some other letters into these: the German sharp s into SS.
    if not code.isascii() or not is_well_formed(curie):
        raise BadCurie(f"{prefix}:{code}"[:200], f"a {system.name} code such as {system.prefix}:{system.example}")
    return curie


def is_well_formed(curie: Curie) -> bool:
    """Whether the code has the shape of its system's codes."""
    return re.fullmatch(SYSTEMS[curie.system].pattern, curie.code, re.ASCII) is not None


def parse_lookup(text: str, where: str) -> Curie:
    """A code that somebody looks up: the system must be known, the code may be of any shape (it is then not found).

    Raises:
        InvalidParameter: no or unknown system; `where` is the parameter to name.
    """
    prefix, colon, code = text.strip().partition(":")
    system = prefix.strip().lower()
    if colon and system in SYSTEMS:
        return Curie(system, code.strip().upper())
    near = get_close_matches(system, SYSTEMS, n=1)
    expected = f"system:code with one of {', '.join(SYSTEMS)}"
    fault = Fault(where, f"{text[:60]!r} names no known code system", expected, near[0] if near else None)
    raise InvalidParameter("A code cannot be read.", [fault])


def broader_codes(curie: Curie) -> list[Curie]:
    """The codes above this one, where the code's own letters show them (ATC, ICD-10-CM), nearest first."""
    code = curie.code
    match curie.system:
        case "atc":
            lengths = [length for length in (5, 4, 3, 1) if length < len(code)]
        case "icd10cm":
            lengths = [length for length in range(len(code) - 1, 2, -1) if code[length - 1] != "."]
        case _:
            lengths = []
    return [Curie(curie.system, code[:length]) for length in lengths]

"""The closed word lists of the domain, in one place, used by the pack, the tables and the doors.

Each is a `Literal`, so that Pydantic validates it, mypy checks it and `typing.get_args` yields its values for
database constraints. Clients are told to treat the output lists as open: a later release may add a value.
"""

from typing import Literal

EntityType = Literal[
    "condition",
    "causes",
    "mechanisms",
    "symptoms",
    "medication-classes",
    "medications",
    "combinations",
    "functions",
    "laboratory-tests",
    "severity-scales",
    "diagnostic-algorithms",
]

Pathway = Literal["absorption", "excretion", "intake", "redistribution"]
Direction = Literal["lowers", "raises", "none-found"]
# What is known of a class or medication as a whole; `unknown`: in the data, but no source speaks of it.
KnownDirection = Literal["lowers", "raises", "none-found", "unknown"]
Strength = Literal["established", "probable", "possible", "disputed", "none-found"]

CauseCategory = Literal[
    "critical-illness",
    "endocrine-metabolic",
    "gastrointestinal",
    "genetic",
    "medication",
    "nutritional",
    "physiological",
    "renal",
    "substance-use",
    "surgical",
]
Inheritance = Literal["autosomal-dominant", "autosomal-recessive", "x-linked", "mitochondrial", "mixed"]

SymptomSeverity = Literal["mild", "moderate", "severe"]
SymptomSystem = Literal[
    "cardiovascular",
    "central-nervous",
    "gastrointestinal",
    "general",
    "metabolic",
    "musculoskeletal",
    "neuromuscular",
    "psychiatric",
]
SymptomKind = Literal["symptom", "sign", "ecg-finding", "laboratory-finding", "complication"]

NameKind = Literal["preferred", "synonym", "brand", "abbreviation"]
CodeRelation = Literal["exact", "narrower", "broader"]

ClaimKind = Literal[
    "alternative",
    "association",
    "clue",
    "conflict",
    "definition",
    "dose",
    "frequency",
    "function",
    "interpretation",
    "management",
    "mechanism",
    "monitoring",
    "onset",
    "prevention",
    "reversal",
    "risk-modifier",
    "seek-care",
    "threshold",
]
StepKind = Literal["prompt", "decision", "action", "result", "end"]
EdgeKind = Literal[
    "acts-by", "acts-on", "belongs-to", "leads-to", "shows-as", "kind-of", "member-of", "part-of", "related"
]
Basis = Literal["sourced", "inferred"]
Audience = Literal["clinician", "patient"]
Stance = Literal["supports", "disputes"]
EvidenceLevel = Literal[
    "regulator-label",
    "guideline",
    "systematic-review",
    "trial",
    "observational",
    "case-report",
    "review",
    "textbook",
    "database",
    "consumer",
    "experimental",
]
ReferenceKind = Literal[
    "label",
    "regulator",
    "guideline",
    "systematic-review",
    "trial",
    "observational-study",
    "case-report",
    "experimental-study",
    "review",
    "textbook",
    "database",
    "consumer",
]

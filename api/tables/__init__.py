"""What the database keeps: all tables of a release, with the constraints that must never break.

Entity tables hang from `entity` by its path, so that names, codes, claims and the index need no table per type.
"""

from api.tables.claims import ClaimCodeRow, ClaimRelatedRow, ClaimRow, EvidenceRow, ReferenceRow
from api.tables.codes import CodeNameRow, CodeRow, ProductIngredientRow, ProductRow
from api.tables.derived import EdgeRow, EffectRow
from api.tables.entities import (
    CauseRow,
    CombinationMemberRow,
    DiagnosticAlgorithmRow,
    EntityRow,
    GeneRow,
    LaboratoryTestRow,
    MechanismRow,
    MedicationClassRow,
    MedicationRow,
    MembershipRow,
    NameRow,
    SymptomRow,
)
from api.tables.release import DocumentRow, ManifestRow, ReleaseRow, RetiredRow
from api.tables.schema import metadata, table_of

__all__ = [
    "CauseRow",
    "ClaimCodeRow",
    "ClaimRelatedRow",
    "ClaimRow",
    "CodeNameRow",
    "CodeRow",
    "CombinationMemberRow",
    "DiagnosticAlgorithmRow",
    "DocumentRow",
    "EdgeRow",
    "EffectRow",
    "EntityRow",
    "EvidenceRow",
    "GeneRow",
    "LaboratoryTestRow",
    "ManifestRow",
    "MechanismRow",
    "MedicationClassRow",
    "MedicationRow",
    "MembershipRow",
    "NameRow",
    "ProductIngredientRow",
    "ProductRow",
    "ReferenceRow",
    "ReleaseRow",
    "RetiredRow",
    "SymptomRow",
    "metadata",
    "table_of",
]

"""The catalogue's content."""

from cases.models.case import Case, CaseProduct, Rollout
from cases.models.contact import Contact
from cases.models.figures import KeyFigure
from cases.models.parts import (
    EditorialNote,
    Effect,
    GripEvidence,
    GripExample,
    ImplementationStep,
    OrganisationalChange,
    Precondition,
    Purpose,
)
from cases.models.vocabulary import (
    Municipality,
    Product,
    Region,
    SupportFunction,
    SynonymGroup,
    Task,
    Technology,
    Vendor,
)

__all__ = [
    "Case",
    "CaseProduct",
    "Contact",
    "EditorialNote",
    "Effect",
    "GripEvidence",
    "GripExample",
    "ImplementationStep",
    "KeyFigure",
    "Municipality",
    "OrganisationalChange",
    "Precondition",
    "Product",
    "Purpose",
    "Region",
    "Rollout",
    "SupportFunction",
    "SynonymGroup",
    "Task",
    "Technology",
    "Vendor",
]

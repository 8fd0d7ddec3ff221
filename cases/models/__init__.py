"""The catalogue's content."""

from cases.models.adoptions import Adoption
from cases.models.case import Case
from cases.models.choices import Outcome, PriceStatus, RolloutForm
from cases.models.confirmations import Confirmation
from cases.models.contact import Contact
from cases.models.contributions import Contribution, ContributionEvent, MunicipalityDomain
from cases.models.error_reports import ErrorReport
from cases.models.facts import CaseProduct, CaseRollout, OperationDate
from cases.models.figures import KeyFigure
from cases.models.lessons import Lesson, LessonEvidence
from cases.models.parts import (
    Difficulty,
    EditorialNote,
    Effect,
    GainEvidence,
    GripEvidence,
    GripExample,
    ImplementationStep,
    OrganisationalChange,
    Precondition,
    Purpose,
)
from cases.models.rates import Rate
from cases.models.suggestions import Suggestion
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
    "Adoption",
    "Case",
    "CaseProduct",
    "CaseRollout",
    "Confirmation",
    "Contact",
    "Contribution",
    "ContributionEvent",
    "Difficulty",
    "EditorialNote",
    "Effect",
    "ErrorReport",
    "GainEvidence",
    "GripEvidence",
    "GripExample",
    "ImplementationStep",
    "KeyFigure",
    "Lesson",
    "LessonEvidence",
    "Municipality",
    "MunicipalityDomain",
    "OperationDate",
    "OrganisationalChange",
    "Outcome",
    "Precondition",
    "PriceStatus",
    "Product",
    "Purpose",
    "Rate",
    "Region",
    "RolloutForm",
    "Suggestion",
    "SupportFunction",
    "SynonymGroup",
    "Task",
    "Technology",
    "Vendor",
]

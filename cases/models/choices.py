"""The fixed choices of cases and their parts, and what belongs together among them. They depend on nothing."""

from django.db import models


class PriceStatus(models.TextChoices):
    """What the source says of the solution's price. Where it has no number, readers get these words instead of one."""

    STATED = "oplyst", "Oplyst"
    NOT_STATED = "ikke-oplyst", "Ikke oplyst"
    AMOUNT_NOT_STATED = "beloeb-ikke-oplyst", "Beløb ikke oplyst"
    WITHHELD = "oenskes-ikke-oplyst", "Ønskes ikke oplyst"
    PART_OF_TENDER = "del-af-stoerre-udbud", "Del af et større udbud"
    BY_SUBSCRIPTION = "efter-abonnement", "Pris efter abonnement"


class ProductRole(models.TextChoices):
    SOLUTION = "loesning", "løsningen"
    INTEGRATION = "integration", "arbejder sammen med"


class RolloutForm(models.TextChoices):
    """How a solution is rolled out, as chapter 3 (p. 20) defines the three forms."""

    AT_ONCE = "paa-en-gang", "På én gang"
    PARALLEL = "parallelt", "Parallelt"
    STEPWISE = "trinvist", "Trinvist"


class OperationStatus(models.TextChoices):
    """What the date is the date of. A plan, an implementation or its beginning is not the start of operation."""

    IN_OPERATION = "i-drift", "I drift"
    IMPLEMENTED = "implementeret", "Implementeret"
    PLANNED = "planlagt", "Planlagt"
    BEGUN = "begyndt", "Begyndt"


# The dates by which solutions are older or newer: they are in use.
IN_USE = (OperationStatus.IN_OPERATION, OperationStatus.IMPLEMENTED)


class FigureBasis(models.TextChoices):
    """What kind of statement the figure is, by one rule for all cases.

    Measured: the source says that it was counted or measured after the solution was in use. Stated: the municipality
    says it, not how it was found. Estimated: the source says that it is an estimate. A volume is no result.
    """

    MEASURED = "maalt", "målt"
    STATED = "oplyst", "oplyst"
    ESTIMATED = "estimeret", "estimeret"
    EXPECTED = "forventet", "mål eller forventet"
    PRICE = "pris", "pris"
    VOLUME = "omfang", "omfang"


# From what was measured to what was hoped for: how sure a figure is.
FROM_SURE_TO_HOPED = (FigureBasis.MEASURED, FigureBasis.STATED, FigureBasis.ESTIMATED, FigureBasis.EXPECTED)


class FigureSubject(models.TextChoices):
    """What the figure is about, so that like can be compared with like."""

    GAIN = "gevinst", "Gevinst"
    AUTOMATION = "automatisering", "Automatisering"
    TIME_SPENT = "tidsforbrug", "Tidsforbrug"
    ERRORS = "fejl", "Fejl"
    INVESTMENT = "investering", "Investering"
    RUNNING_COST = "drift", "Drift"
    TIME_TO_OPERATION = "tid-til-drift", "Tid til drift"
    DURATION = "varighed", "Varighed"
    EFFORT = "indsats", "Indsats"
    SCALE = "omfang", "Omfang"


# What came of a solution; what it cost, once and year by year; how long it took. Only these are shown large.
SUBJECTS_OF_EFFECT = (FigureSubject.GAIN, FigureSubject.AUTOMATION, FigureSubject.TIME_SPENT, FigureSubject.ERRORS)
SUBJECTS_OF_COST = (FigureSubject.INVESTMENT, FigureSubject.RUNNING_COST)
SHOWN_LARGE = (*SUBJECTS_OF_EFFECT, *SUBJECTS_OF_COST, FigureSubject.TIME_TO_OPERATION)
# How many kroner a unit of money that is paid once is.
KRONER_IN = {"kr.": 1, "mio. kr.": 1_000_000, "mia. kr.": 1_000_000_000}
PERCENT = "%"
# How many months a unit of time is.
MONTHS_IN = {"måned": 1, "måneder": 1, "år": 12, "uge": 12 / 52, "uger": 12 / 52, "dag": 12 / 365, "dage": 12 / 365}


class FigureAnswer(models.TextChoices):
    """Which of the page's opening answers a figure stands with."""

    OUTCOME = "udbytte", "Hvad kom der ud af det"
    COST = "pris", "Hvad kostede det"
    EFFORT = "indsats", "Hvad krævede det"


class FigureQualifier(models.TextChoices):
    """A reservation the source makes about the figure."""

    ABOUT = "ca.", "ca."
    UP_TO = "op til", "op til"
    AT_LEAST = "mindst", "mindst"
    MORE_THAN = "over", "over"
    LESS_THAN = "under", "under"


class ContributionKind(models.TextChoices):
    """What a municipality sent in. The value is also the name of the row beside the contribution's own."""

    ADOPTION = "adoption", "Gør det også"
    CONFIRMATION = "confirmation", "Kommunens egen case"
    SUGGESTION = "suggestion", "Forslag til en case"
    ERROR_REPORT = "error_report", "Meldt fejl"


class ContributionStatus(models.TextChoices):
    """Where what a municipality sent in is on its way to the readers."""

    UNCONFIRMED = "ubekraeftet", "Venter på, at kommunen bekræfter"
    WAITING = "venter", "Venter på redaktionen"
    ASKED = "spurgt", "Redaktionen har spurgt kommunen"
    APPROVED = "godkendt", "Godkendt"
    REJECTED = "afvist", "Afvist"
    REPLACED = "afloest", "Afløst af et nyere"


class Outcome(models.TextChoices):
    """Whether it worked, in a municipality's own judgement. What did not work is worth as much to others."""

    WORKED = "virkede", "Det virkede"
    PARTLY = "virkede-delvist", "Det virkede delvist"
    NOT = "virkede-ikke", "Det virkede ikke"


class ConfirmationAnswer(models.TextChoices):
    """What a municipality says of its own case."""

    STILL_RIGHT = "stadig-rigtig", "Stadig rigtig og i drift"
    CORRECTED = "ret", "Noget skal rettes"
    STOPPED = "ikke-i-drift", "Ikke i drift længere"


class AdoptionStage(models.TextChoices):
    """How far a municipality that does the same has come."""

    EXPLORING = "undersoeger", "Undersøger"
    UNDER_WAY = "i-gang", "I gang"
    IN_OPERATION = "i-drift", "I drift"
    STOPPED = "stoppet", "Stoppet"

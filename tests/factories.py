"""Rows that tests need."""

from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casekatalog.core.data_version import set_new_version
from cases.models import (
    Adoption,
    Case,
    Confirmation,
    Contact,
    Contribution,
    ErrorReport,
    KeyFigure,
    Municipality,
    Suggestion,
    SupportFunction,
    generated,
)
from cases.models.choices import SUBJECTS_OF_COST


def generate_cases(number: int, seed: int = 1) -> list[Case]:
    """``number`` generated cases, numbered from 1001. The same seed gives the same cases."""
    return list(Case.objects.filter(pk__in=generated.generate_cases(number, seed, first=1001)).order_by("number"))


def make_case(number: int = 1, **fields: Any) -> Case:
    """A draft with no more than a case must have."""
    given = {
        "slug": f"ny-{number}",
        "title": f"Ny case {number}",
        "municipality": Municipality.objects.get(code="0101"),
        "support_function": SupportFunction.objects.all()[0],
    }
    return Case.objects.create(**given | fields)


def make_correction(case: Case, **fields: Any) -> Case:
    """A draft that corrects the case, without its lists."""
    return make_case(slug="rettelse", revises=case, title=case.title, municipality=case.municipality, **fields)


def make_figure(case: Case, **fields: Any) -> KeyFigure:
    """A key figure of the case; told to no index, which would take long."""
    given = {"label": "Prøve", "text": "Prøve", "stated_by": "kommunen", "order": 90, "unit": "kr.", "low": 1}
    given["basis"] = "pris" if fields["subject"] in SUBJECTS_OF_COST else "oplyst"
    (created,) = KeyFigure.objects.bulk_create([KeyFigure(case=case, **given | fields)])
    return created


def make_contact(case: Any, **fields) -> Contact:
    """A contact person confirmed today."""
    today = timezone.localdate()
    given = {
        "name": "Xenia Ørsbæk",
        "title": "digitaliseringskonsulent",
        "email": "xenia@example.dk",
        "phone": "+45 12 34 56 78",
        "consent_on": today - relativedelta(years=6),
        "confirmed_on": today,
    }
    return Contact.objects.create(case=case, **given | fields)


def adopt(number: int) -> None:
    """So many approved answers of municipalities that have it in operation, over all published cases."""
    places = _places(number)
    end = timezone.localdate() + relativedelta(months=6)
    _contribute(places, Contribution.Status.APPROVED, Adoption, stage="i-drift", since_year=2020, expires_on=end)


def contribute(number: int) -> None:
    """So many of every kind that wait for an editor, over all published cases."""
    places = _places(number)
    waiting = Contribution.Status.WAITING
    _contribute(places, waiting, Adoption, stage="i-drift", since_year=2020)
    _contribute(places, waiting, Confirmation, answer="ret")
    _contribute(places, waiting, Suggestion, title="En robot", done="Før.", outcome="virkede", result="Efter.")
    _contribute(places, waiting, ErrorReport, what="Tallet.", section="baggrund", place="Baggrund", text="Før.")


def _places(number: int) -> list[tuple[Case, Municipality]]:
    cases = list(Case.objects.published())
    return [(case, place) for place in Municipality.objects.all() for case in cases][:number]


def _contribute(places: list[tuple[Case, Municipality]], status: str, model: Any, **said: Any) -> None:
    sent = {"kind": model.KIND, "status": status, "mailbox": "it@example.dk", "confirmed_at": timezone.now()}
    made = [Contribution(case=case, municipality=place, **sent) for case, place in places]
    for contribution in Contribution.objects.bulk_create(made):
        # Only the row beside the contribution's own: Django makes no such rows in bulk.
        model(contribution=contribution, **said).save_base(raw=True)
    set_new_version()

"""Generated cases, for tests that need many. Every list of a case has entries, so that budgets meet full pages."""

import random

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from casekatalog.data_version import set_new_version
from cases.models import (
    Case,
    CaseProduct,
    Contact,
    Effect,
    GripEvidence,
    ImplementationStep,
    KeyFigure,
    Municipality,
    OrganisationalChange,
    Precondition,
    Product,
    Purpose,
    Rollout,
    SupportFunction,
    Task,
    Technology,
)
from frameworks.models import Grip, LeavittComponent, Phase, PreconditionPerspective, PreconditionTheme


def generate_cases(number: int, seed: int = 1) -> list[Case]:
    """``number`` cases with random facet values, numbered from 1001. The same seed gives the same cases."""
    rng = random.Random(seed)
    municipalities, functions = list(Municipality.objects.all()), list(SupportFunction.objects.all())
    cases = Case.objects.bulk_create(
        Case(
            number=1000 + n,
            slug=f"genereret-{n}",
            status=Case.Status.PUBLISHED,
            title=f"Genereret case {n}",
            source_title="Genereret",
            summary="En genereret case.",
            municipality=rng.choice(municipalities),
            support_function=rng.choice(functions),
            background="Baggrund.",
            solution="Løsning.",
            rollout=rng.choice(["", *Rollout.values]),
            implemented_year=rng.choice([None, 2014, 2016, 2018]),
            first_page=200,
            preconditions_page=201,
            implementation_page=202,
            last_page=204,
        )
        for n in range(1, number + 1)
    )
    _link(rng, cases, Case.technologies.through, "technology_id", Technology)
    _link(rng, cases, Case.tasks.through, "task_id", Task)
    products = list(Product.objects.all())
    CaseProduct.objects.bulk_create(
        CaseProduct(case=case, product=product, role=rng.choice(CaseProduct.Role.values))
        for case in cases
        for product in rng.sample(products, rng.randint(0, 3))
    )
    _add_parts(rng, cases)
    set_new_version()
    return cases


def _link(rng, cases, through, column, model):
    terms = list(model.objects.values_list("pk", flat=True))
    through.objects.bulk_create(
        through(case_id=case.pk, **{column: term}) for case in cases for term in rng.sample(terms, rng.randint(1, 2))
    )


def _add_parts(rng, cases):
    phases, components = list(Phase.objects.all()), list(LeavittComponent.objects.all())
    perspectives, themes = list(PreconditionPerspective.objects.all()), list(PreconditionTheme.objects.all())
    grips = list(Grip.objects.all())
    for model, make in {
        Purpose: lambda n: {},
        Effect: lambda n: {},
        KeyFigure: lambda n: {
            "label": "Tid",
            "low": n,
            "unit": "timer",
            "basis": "maalt",
            "subject": "tidsforbrug",
            "stated_by": "kommunen",
            "page": 200,
        },
        Precondition: lambda n: {"perspective": perspectives[n % 3], "theme": themes[n % len(themes)]},
        ImplementationStep: lambda n: {"phase": phases[n % 4], "heading": f"Gør {n}"},
        OrganisationalChange: lambda n: {"component": components[n % 4]},
        GripEvidence: lambda n: {"grip": grips[n % 5], "page": 200},
    }.items():
        model.objects.bulk_create(
            model(case=case, order=n, text=f"Punkt {n}.", **make(n))
            for case in cases
            for n in range(1, rng.randint(2, 5))
        )


def make_contact(case: Case, **fields) -> Contact:
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

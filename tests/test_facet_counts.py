"""A facet's counts are those of Django admin's own facets, and its own choice does not lower them."""

import random
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict

from cases.catalogue.case_list import Catalogue
from cases.catalogue.filters import FACETS
from cases.models import Case, Municipality, Product, SupportFunction, Task, Technology
from frameworks.models import Grip
from tests.factories import generate_cases

# Our parameter -> the admin's lookup and how it names a value.
ADMIN: dict[str, tuple[str, Callable[[str], object]]] = {
    "omraade": ("support_function__id__exact", lambda v: SupportFunction.objects.get(slug=v).pk),
    "opgave": ("tasks__id__exact", lambda v: Task.objects.get(slug=v).pk),
    "teknologi": ("technologies__id__exact", lambda v: Technology.objects.get(slug=v).pk),
    "greb": ("evidence__grip__id__exact", lambda v: Grip.objects.get(slug=v).pk),
    "kommune": ("municipality__id__exact", lambda v: Municipality.objects.get(code=v).pk),
    "region": ("municipality__region__exact", str),
    "system": ("products__id__exact", lambda v: Product.objects.get(slug=v).pk),
    "udrulning": ("rollouts__form__exact", str),
}


def random_choice(rng: random.Random) -> dict[str, str]:
    return {name: rng.choice(list(FACETS[name].options())) for name in rng.sample(sorted(ADMIN), rng.randint(0, 3))}


@pytest.fixture
def admin(client):
    client.force_login(User.objects.create_superuser("admin"))
    return client


@pytest.mark.parametrize("seed", range(3))
def test_counts_equal_those_of_the_admins_facets(admin, seed):
    """The admin allows one value a facet, so these have one; test_list_against_plain_queries.py has several."""
    rng = random.Random(seed)
    generate_cases(80, seed=seed)
    chosen = random_choice(rng)
    catalogue = Catalogue(QueryDict("&".join(f"{k}={v}" for k, v in chosen.items())))
    response = admin.get("/admin/cases/case/", {ADMIN[k][0]: ADMIN[k][1](v) for k, v in chosen.items()})
    assert response.status_code == 200
    changelist = response.context["cl"]
    compared = 0
    # The editors' own filters come after the site's.
    facets = {facet.name: facet for facet in catalogue.facets}
    shared = [facets[name] for name in ADMIN]
    for spec, facet in zip(changelist.filter_specs[1 : 1 + len(shared)], shared, strict=True):
        wanted = ADMIN[facet.name][1]
        theirs = {
            (label.rpartition(" (")[0], label.rpartition(" (")[2].rstrip(")"))
            for label in (choice["display"] for choice in spec.choices(changelist))
        }
        by_label = {name: int(count) for name, count in theirs if count.isdecimal()}
        for option in facet.options:
            label = (
                Municipality.objects.get(code=option.value).official_name if facet.name == "kommune" else option.label
            )
            assert wanted(option.value)
            assert by_label[label] == option.count, (chosen, facet.name, option)
            compared += 1
    assert compared > 30


def test_a_facets_own_choice_does_not_lower_its_other_counts(client):
    before = {o.value: o.count for o in Catalogue(QueryDict("")).facets[0].options}
    after = {o.value: o.count for o in Catalogue(QueryDict("omraade=it")).facets[0].options}
    assert before == after
    assert sum(before.values()) == Case.objects.count()

"""Generated cases: realistic, the same for the same seed, and never among editors' work."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.serializers import serialize

from cases.models import Case
from cases.models.generated import PARTS, generate_cases
from cases.search.ranking import Search
from cases.workflow import history


def made() -> list[str]:
    """What the generated cases hold, but for their keys."""
    cases = Case.objects.filter(slug__startswith="genereret-").order_by("number")
    rows = [*cases, *(part for model in PARTS for part in model.objects.filter(case__in=cases))]
    return serialize("yaml", rows, use_natural_foreign_keys=True, use_natural_primary_keys=True).splitlines()


def test_the_same_seed_gives_the_same_cases():
    found = []
    for seed in (1, 1, 2):
        generate_cases(6, seed)
        found.append(made())
        Case.objects.filter(slug__startswith="genereret-").delete()
    assert found[0] == found[1] != found[2]
    assert len(found[0]) > 300


def test_generated_cases_are_whole_and_stand_after_the_others():
    cases = Case.objects.filter(pk__in=generate_cases(10))
    assert set(cases.values_list("number", flat=True)) == set(range(27, 37))
    for case in cases:
        case.full_clean()
        assert all(parts.exists() for parts in (case.steps, case.effects, case.key_figures, case.evidence, case.tasks))
        assert list(case.steps.values_list("order", flat=True)) == list(range(1, case.steps.count() + 1))


def test_the_command_adds_cases_that_are_found(client):
    out = StringIO()
    call_command("generate_cases", "2", stdout=out)
    assert "28 cases" in out.getvalue()
    case = Case.objects.get(slug="genereret-28")
    assert case.pk in Search(f'"{case.title}"').cases
    assert client.get(case.get_absolute_url()).status_code == 200


def test_without_an_index_the_cases_stand_in_the_list_only(client):
    call_command("generate_cases", "12", "--no-index", stdout=StringIO())
    assert "38 cases" in client.get("/cases/").content.decode()
    assert max(Search("robot").cases) < Case.objects.get(slug="genereret-27").pk


def in_production(settings, user):
    settings.HTTPS = True


def with_editors_work(settings, user):
    history.record(Case.objects.get(number=20), user, "Rettet")


def empty(settings, user):
    Case.objects.all().delete()


@pytest.mark.parametrize(
    ("catalogue", "why"),
    [(in_production, "may be production"), (with_editors_work, "work of editors"), (empty, "seed first")],
)
def test_what_may_be_in_use_and_what_is_empty_is_refused(settings, anna, catalogue, why):
    catalogue(settings, anna)
    with pytest.raises(CommandError, match=why):
        call_command("generate_cases", "5", stdout=StringIO())
    assert not Case.objects.filter(slug__startswith="genereret-").exists()

"""The list gives what plain queries give: the same cases, order, total, removals and every facet's counts."""

import random
from collections import Counter

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import QueryDict
from django.utils import timezone

from casekatalog.core.phrases import number_of_cases
from cases.catalogue.case_list import CASES_A_PAGE, Catalogue
from cases.catalogue.filters import FACETS
from cases.catalogue.list_state import SORTINGS
from cases.models import Case
from cases.search.ranking import Search
from tests.factories import adopt, generate_cases
from tests.pages import list_url

WORDS = ["robot", "faktura", "ledere kontrol", "findesslet", "kommune"]
PATHS = {
    "omraade": "support_function__slug",
    "opgave": "tasks__slug",
    "teknologi": "technologies__slug",
    "greb": "evidence__grip__slug",
    "kommune": "municipality__code",
    "region": "municipality__region",
    "system": "products__slug",
    "loesning": "case_products__product__slug",
    "sammen_med": "case_products__product__slug",
    "udrulning": "rollouts__form",
}
CONDITIONS = {
    "pris": Q(key_figures__basis="pris", key_figures__subject__in=["investering", "drift"]),
    "effekt": Q(
        key_figures__basis="maalt", key_figures__subject__in=["gevinst", "automatisering", "tidsforbrug", "fejl"]
    ),
    "ogsaa": Q(
        contributions__status="godkendt",
        contributions__adoption__stage="i-drift",
        contributions__adoption__expires_on__gte=timezone.localdate(),
    ),
}
VALUES = {"pris": "oplyst", "effekt": "maalt", "ogsaa": "i-brug"}
ROLES = {"loesning": "loesning", "sammen_med": "integration"}


def many_cases() -> None:
    """Published cases with gaps in their numbers, keys that do not rise with them, and some that nobody may see."""
    cases = generate_cases(200, seed=5)
    for at, case in enumerate(cases[::10]):
        case.status, case.number = (Case.Status.DRAFT, None) if at % 2 else (Case.Status.ARCHIVED, case.number)
    for at, case in enumerate(cases[1::10]):
        case.number = 5_000 - at
    Case.objects.bulk_update(cases, ["status", "number"])
    adopt(40)


def asked_for(selected: dict[str, list[str]], words: str, without: str = "") -> QuerySet[Case]:
    cases = Case.objects.published()
    for name in selected.keys() - {without}:
        having = CONDITIONS.get(name) or Q(**{f"{PATHS[name]}__in": selected[name]})
        cases = cases.filter(pk__in=Case.objects.order_by().filter(having, in_role(name)).values("pk"))
    return cases.filter(pk__in=list(Search(words).cases)) if words and without != "q" else cases


def in_role(name: str) -> Q:
    if name not in ROLES:
        return Q()
    return Q(case_products__role=ROLES[name], case_products__hoped_for=False)


def in_order(cases: QuerySet[Case], words: str, sorting: str) -> list[int]:
    if words and sorting in ("", "relevans"):
        allowed = set(cases.values_list("pk", flat=True))
        return [pk for pk in Search(words).cases if pk in allowed]
    columns = SORTINGS[sorting or "katalog"][1]
    ordering = [OrderBy(F(c.lstrip("-")), descending=c.startswith("-"), nulls_last=True) for c in columns]
    keys = list(cases.with_order().order_by(*ordering).values_list("pk", flat=True))
    answering = Search(words).answering if words else set(keys)
    # Those that have only some of the words come last.
    return sorted(keys, key=lambda key: key not in answering)


def counts(cases: QuerySet[Case], name: str) -> dict[str, int]:
    if name in CONDITIONS:
        number = cases.filter(CONDITIONS[name]).distinct().count()
        return {VALUES[name]: number} if number else {}
    pairs = Case.objects.filter(in_role(name), pk__in=cases.values("pk")).order_by()
    return Counter(value for _, value in pairs.values_list("pk", PATHS[name]).distinct() if value)


def test_lists_are_those_of_plain_queries():
    """Every sorting, and random filters, words, sortings and pages."""
    many_cases()
    for sorting in SORTINGS:
        keys = Catalogue(QueryDict(f"sortering={sorting}")).keys
        assert keys == in_order(Case.objects.published(), "", sorting), sorting
    rng = random.Random(11)
    empty = 0
    for _ in range(30):
        names = rng.sample(list(FACETS), rng.choice([0, 1, 1, 2, 3]))
        options = {name: list(FACETS[name].options()) for name in names}
        selected = {name: rng.sample(options[name], min(len(options[name]), rng.randint(1, 3))) for name in names}
        words, sorting = rng.choice(["", "", *WORDS]), rng.choice(["", *SORTINGS])
        asked = (selected, words, sorting)
        wanted = in_order(asked_for(selected, words), words, sorting)
        side = rng.randint(1, max(1, -(-len(wanted) // CASES_A_PAGE)))
        catalogue = Catalogue(QueryDict(list_url(q=words, sortering=sorting, side=side, **selected).partition("?")[2]))

        assert catalogue.total == len(wanted), asked
        assert list(catalogue.page.object_list) == wanted[(side - 1) * CASES_A_PAGE : side * CASES_A_PAGE], asked
        for shown in catalogue.facets:
            plain = counts(asked_for(selected, words, without=shown.name), shown.name)
            assert {o.value: o.count for o in shown.options if o.count} == plain, (asked, shown.name)
        if not wanted:
            empty += 1
            in_use = [*selected, "q"] if words else selected
            left = [asked_for(selected, words, without=name).count() for name in in_use]
            expected = [number_of_cases(number) for number in left if number]
            assert sorted(number for _, number, _ in catalogue.removals) == sorted(expected), asked
    assert empty > 1

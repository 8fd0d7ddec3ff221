"""The list's bit sets give what plain queries give: the same cases, order, total, ways out and every facet's counts."""

import html
import random
import re

import pytest
from django.db.models import Count, F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import QueryDict

from casekatalog.core.data_version import set_new_version
from casekatalog.core.phrases import number_of_cases
from cases.catalogue.bitsets import among, bitset, members
from cases.catalogue.case_list import CASES_A_PAGE, Catalogue
from cases.catalogue.facets import FACETS, load_options
from cases.catalogue.list_state import SORTINGS
from cases.catalogue.snapshot import current_snapshot
from cases.models import Case
from cases.search.ranking import Search
from tests.factories import generate_cases
from tests.pages import list_url

WORDS = ["robot", "faktura", "ledere kontrol", "findesslet", "kommune"]


def many_cases() -> None:
    """Published cases with gaps in their numbers, keys that do not rise with them, and some that nobody may see."""
    cases = generate_cases(200, seed=5)
    for at, case in enumerate(cases[::10]):
        case.status, case.number = (Case.Status.DRAFT, None) if at % 2 else (Case.Status.ARCHIVED, case.number)
    for at, case in enumerate(cases[1::10]):
        case.number = 5_000 - at
    Case.objects.bulk_update(cases, ["status", "number"])
    set_new_version()


def asked_for(chosen: dict[str, list[str]], words: str, without: str = "") -> QuerySet[Case]:
    cases = Case.objects.published()
    for facet in FACETS:
        if facet.name != without and facet.name in chosen:
            having = Case.objects.order_by().filter(**{f"{facet.path}__in": chosen[facet.name]})
            cases = cases.filter(pk__in=having.values("pk"))
    return cases.filter(pk__in=list(Search(words).cases)) if words and without != "q" else cases


def in_order(cases: QuerySet[Case], words: str, sorting: str) -> list[int]:
    if words and sorting in ("", "relevans"):
        allowed = set(cases.values_list("pk", flat=True))
        return [pk for pk in Search(words).cases if pk in allowed]
    columns = SORTINGS[sorting or "katalog"][1]
    ordering = [OrderBy(F(c.lstrip("-")), descending=c.startswith("-"), nulls_last=True) for c in columns]
    return list(cases.order_by(*ordering).values_list("pk", flat=True))


def counts(cases: QuerySet[Case], path: str) -> dict[str, int]:
    counted = cases.order_by().values(path).annotate(number=Count("pk", distinct=True))
    return {value: number for value, number in counted.values_list(path, "number") if value}


def test_random_lists_are_those_of_plain_queries():
    many_cases()
    rng, options = random.Random(11), load_options()
    empty = 0
    for _ in range(40):
        names = rng.sample([facet.name for facet in FACETS], rng.choice([0, 1, 1, 2, 3]))
        chosen = {name: rng.sample(list(options[name]), rng.randint(1, 3)) for name in names}
        words, sorting = rng.choice(["", "", *WORDS]), rng.choice(["", *SORTINGS])
        asked = (chosen, words, sorting)
        cases = asked_for(chosen, words)
        wanted = in_order(cases, words, sorting)
        side = rng.randint(1, max(1, -(-len(wanted) // CASES_A_PAGE)))
        catalogue = Catalogue(QueryDict(list_url(q=words, sortering=sorting, side=side, **chosen).partition("?")[2]))

        assert catalogue.total == len(wanted), asked
        assert list(catalogue.page.object_list) == wanted[(side - 1) * CASES_A_PAGE : side * CASES_A_PAGE], asked
        for facet, shown in zip(FACETS, catalogue.facets, strict=True):
            plain = counts(asked_for(chosen, words, without=facet.name), facet.path)
            assert {o.value: o.count for o in shown.options if o.count} == plain, (asked, facet.name)
        if not wanted:
            empty += 1
            left = {name: asked_for(chosen, words, without=name).count() for name in ("q", *chosen)}
            expected = sorted(
                number_of_cases(left[name]) for name in (*chosen, "q") if left[name] and (words or name != "q")
            )
            assert sorted(way.count for way in catalogue.ways_out) == expected, asked
    assert empty > 1


def test_every_page_of_every_sorting_is_that_of_a_plain_query():
    many_cases()
    snapshot = current_snapshot()
    for sorting in SORTINGS:
        pages = [snapshot.page(snapshot.everything, sorting, skip, 30) for skip in range(0, snapshot.total + 60, 30)]
        assert [key for page in pages for key in page] == in_order(Case.objects.published(), "", sorting)


def test_the_technologies_of_a_card_are_those_of_its_case(client):
    generate_cases(40)
    page = client.get("/cases/?side=2").content.decode()
    shown = [html.unescape(line).split(" · ")[2] for line in re.findall(r'<p class="quiet">(.*?)</p>', page)]
    cases = Catalogue(QueryDict("side=2")).page.object_list
    assert shown == [", ".join(Case.objects.get(pk=pk).technologies.values_list("name", flat=True)) for pk in cases]


@pytest.mark.parametrize("size", [1, 7, 8, 9, 64, 1_000, 20_000])
def test_a_set_gives_back_its_members_from_any_place(size):
    rng = random.Random(size)
    for share in (0, 0.001, 0.3, 1):
        wanted = [n for n in range(size) if rng.random() < share]
        bits = bitset(wanted, size)
        assert bits.bit_count() == len(wanted)
        for skip in {0, 1, len(wanted) // 2, max(0, len(wanted) - 1), len(wanted), len(wanted) + 5}:
            assert list(members(bits, skip)) == wanted[skip:]
        some = rng.sample(range(size), min(size, 20))
        assert list(among(some, bits)) == [n for n in some if n in set(wanted)]

"""How many queries a page or an answer of the API needs: bounded, and the same for six cases and for many."""

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from tests.editing import log_in
from tests.factories import adopt, contribute, generate_cases

# The list: 1 the data's version, 2 its cases.
LIST = 2
# With words, also: 3 phrases and synonyms of several words, 4-6 the cards with snippets, their figures and
# technologies, 7 snippets, 8 what is found beside the cases.
LIST_WITH_WORDS = 8
# The first time, also: 3-5 the cards, their figures and technologies, 6-11 the facets' values, 12-21 counts,
# 22 the glossary's English words.
LIST_FIRST = 22
# The case: 1 the case, 2 tasks, 3 technologies, 4 products, 5 purposes, 6 effects, 7 key figures, 8 preconditions,
# 9 steps, 10 changes, 11 evidence, 12 difficulties, 13 notes, 14 the data's version, 15 related cases.
CASE = 15
# The front page: 1 the data's version, 2 how many cases, 3 key figures, 4 support functions, 5 greb, 6 tasks,
# 7 technologies.
FRONT = 7
# The comparison: 1 the cases asked for, 2-15 what they say, 16 the data's version, 17 the cases to choose among.
COMPARISON = 17
# Lessons: 1 the data's version.
LESSONS = 1
# Suggestions: 1 the data's version, 2 the cases.
SUGGESTIONS = 2
# The reader's list: 1 the cases asked for, 2 the cases, 3 their first key figures, 4 technologies, 5 the data's
# version.
SHORTLIST = 5


BUDGETS = {
    "/": FRONT,
    "/cases/": LIST,
    "/cases/?teknologi=rpa&omraade=it&omraade=oekonomi&greb=ledelsesfokus-og-forankring&q=robot": LIST_WITH_WORDS,
    "/cases/?kommune=0219&system=kmd-opus&sortering=kommune": LIST,
    "/cases/?vis=tabel&vi_har=kmd-opus&sortering=jeres-systemer": LIST,
    "/cases/vesthimmerland-autorisationskontrol/": CASE,
    "/sammenlign/?case=rudersdal-bogfoering&case=vesthimmerland-autorisationskontrol": COMPARISON,
    "/min-liste/?case=rudersdal-bogfoering&case=vesthimmerland-autorisationskontrol": SHORTLIST,
    "/forslag/?q=robot": SUGGESTIONS,
    "/laerdomme/": LESSONS,
    "/laerdomme/rpa/": LESSONS,
    "/tilgaengelighed/": 0,
    "/nyt.atom": 1,
    # 1 the data's version, 2 the cases.
    "/nyt.atom?teknologi=rpa&q=robot": 2,
    # 1 the case, 2 its municipalities.
    "/cases/vesthimmerland-autorisationskontrol/kommuner.atom": 2,
    "/datasaet.ttl": 1,
    "/sitemap-cases.xml": 3,
    # The version, the cases and their lists: three, or sixteen.
    "/api/v1/cases/?q=robot&antal=100": 6,
    "/api/v1/cases/vesthimmerland-autorisationskontrol/": 19,
    # Also its ETag, date, keys and version.
    "/api/v1/katalog.json": 20,
}
FIRST_BUDGETS = {
    "/cases/": LIST_FIRST,
    "/cases/?kommune=0219&system=kmd-opus&sortering=kommune": LIST_FIRST,
    # Also: tasks, systems, and those of the reader.
    "/cases/?vis=tabel&vi_har=kmd-opus&sortering=jeres-systemer": LIST_FIRST + 3,
}


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
        assert (answer.status_code, bool(answer.getvalue())) == (200, True)
    return len(captured)


def first_queries(client, url: str) -> int:
    cache.clear()
    return queries(client, url)


def test_a_page_needs_as_many_queries_at_120_cases_as_at_six(client):
    def needed() -> tuple[dict[str, int], dict[str, int]]:
        """The first time, which fills what is kept, and the second."""
        first = {url: first_queries(client, url) for url in FIRST_BUDGETS}
        return first, {url: (queries(client, url), queries(client, url))[1] for url in BUDGETS}

    Case.objects.exclude(number__in=[1, 6, 14, 20, 22, 24]).delete()
    few = needed()
    for numbers, budgets in zip(few, (FIRST_BUDGETS, BUDGETS), strict=True):
        assert {url: number for url, number in numbers.items() if number > budgets[url]} == {}
    generate_cases(120)
    assert needed() == few
    assert len(client.get("/api/v1/cases/?antal=100").json()["cases"]) == 100


def test_a_list_of_cases_that_were_shown_before_reads_no_case_again(client):
    client.get("/cases/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/cases/?sortering=tid&teknologi=rpa")
    assert not [query for query in captured if '"summary"' in query["sql"]]


def test_the_list_stays_within_40_queries_right_after_an_editors_save(client):
    words = "rpa pedel ai kilometerpenge diktering tjenesteplan softwarerobot kvittering maskinlæring idm fm bbr"
    Case.objects.get(number=20).save()
    assert queries(client, f"/cases/?q={words}") <= 40


CASE_PAGE = "/cases/vesthimmerland-autorisationskontrol/"
LISTS = ("/", "/cases/", "/cases/?sortering=ogsaa", "/overblik/", "/api/v1/cases/")
READERS = (*LISTS, CASE_PAGE, f"{CASE_PAGE}kommuner.atom", f"/api/v1{CASE_PAGE}")
# With nothing sent in there is no inbox, and the list is empty.
WITH_ONE = ("/cases/?ogsaa=i-brug", "/admin/", "/admin/cases/contribution/")


def test_a_page_needs_as_many_queries_with_400_that_municipalities_sent_in_as_with_none_or_one(client):
    def needed(urls: tuple[str, ...]) -> list[int]:
        cache.clear()
        return [queries(client, url) for url in urls]

    none = needed(READERS)
    adopt(1)
    contribute(1)
    assert needed(READERS) == none
    log_in(client, "Redaktør")
    needed(WITH_ONE)
    one = needed(WITH_ONE)
    adopt(200)
    contribute(50)
    assert needed(WITH_ONE) == one
    client.logout()
    assert needed(READERS) == none

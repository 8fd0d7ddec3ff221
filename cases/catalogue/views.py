"""The catalogue's pages."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from casekatalog.core.data_version import cached
from cases.catalogue.case_list import Catalogue
from cases.catalogue.case_page import CasePage
from cases.catalogue.charts.page import read_overview
from cases.catalogue.comparison import Comparison
from cases.catalogue.front_page import front_page
from cases.catalogue.lesson_page import lesson_page
from cases.catalogue.lessons import by_kind, find_topic
from cases.catalogue.shortlist import Shortlist
from cases.catalogue.suggestions import suggest
from cases.models import Case
from cases.search.misses import record_miss


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/front.html", {"front": front_page()})


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What the cases say together, as charts that lead to the list."""
    return render(request, "cases/overview.html", {"overview": cached("overview", read_overview)})


@require_safe
@vary_on_headers("HX-Request")
def case_list(request: HttpRequest) -> HttpResponse:
    """The list. A request from htmx gets only the part of the page that it swaps, and the address to show."""
    catalogue = Catalogue(request.GET)
    template = "cases/_catalogue.html" if request.htmx else "cases/list.html"  # type: ignore[attr-defined]
    response = render(request, template, {"catalogue": catalogue})
    if request.method == "GET" and catalogue.results and catalogue.results.is_nothing:
        record_miss(catalogue.state.q)
        # Do not cache: every failed search must be counted.
        patch_cache_control(response, private=True, no_cache=True)
    return push_url(response, catalogue.state.url) if request.htmx else response  # type: ignore[attr-defined]


@require_safe
def case(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Case.objects.published().for_page(), slug=slug)
    return render(request, "cases/case.html", {"case": found, "page": CasePage(found)})


@require_safe
def lessons(request: HttpRequest) -> HttpResponse:
    """The topics that the cases teach something about together."""
    return render(request, "lessons/lessons.html", {"kinds": by_kind()})


@require_safe
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """What the cases of one topic teach together."""
    topic = find_topic(slug)
    if topic is None:
        raise Http404
    return render(request, "lessons/lesson.html", {"topic": topic, "page": lesson_page(topic)})


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/compare.html", {"comparison": Comparison(request.GET)})


@require_safe
def shortlist(request: HttpRequest) -> HttpResponse:
    """The reader's own list. The server keeps none: it shows the one in the address."""
    return render(request, "cases/shortlist.html", {"shortlist": Shortlist(request.GET)})


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """What a reader may mean by what is typed so far, for the search field of the list that the address asks for."""
    return JsonResponse({"suggestions": suggest(request.GET)})

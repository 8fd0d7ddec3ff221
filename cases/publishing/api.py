"""The addresses under ``/api/v1/``. Whatever is under ``v1`` stays as documented; what breaks a reader gets ``v2``."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.views.decorators.http import condition, require_safe
from ninja import NinjaAPI, Query
from ninja.decorators import decorate_view
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from casekatalog.core.phrases import unknown
from cases.catalogue.case_list import CASES_A_PAGE, Catalogue, page_of
from cases.catalogue.requested_cases import requested_cases
from cases.models import Case
from cases.publishing import API_VERSION, schemas
from cases.publishing.schemas import MOST_A_PAGE, Data, ListParameters, Problem
from cases.publishing.vocabularies import vocabularies, vocabulary
from cases.publishing.whole_catalogue import etag_of, site_root, whole

REFUSED = {
    "side": "“side” skal være et helt tal fra 1.",
    "antal": f"“antal” skal være et helt tal fra 1 til {MOST_A_PAGE}.",
}


class Renderer(JSONRenderer):
    """Danish letters as themselves."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Casekatalog",
    version=API_VERSION,
    description="Cases om digitalisering af administrationen i danske kommuner. Read only, without a key.",
    urls_namespace="api",
    docs_url=None,
    docs_decorator=require_safe,
    renderer=Renderer(),
)


def read(path: str, answer: Any, summary: str, problems: tuple[int, ...] = ()) -> Callable[[Callable], Callable]:
    """An operation for GET, and for HEAD, which the document need not name. The version is asked for once."""

    def decorate(view: Callable) -> Callable:
        options: dict[str, Any] = {"response": {200: answer, **dict.fromkeys(problems, Problem)}, "summary": summary}
        api.get(path, url_name=view.__name__, operation_id=view.__name__, **options)(view)
        api.api_operation(["HEAD"], path, include_in_schema=False, **options)(view)
        return view

    return decorate


@api.exception_handler(ValidationError)
def refused(request: HttpRequest, error: ValidationError) -> HttpResponseBase:
    """Which parameter cannot be read, in words."""
    names = dict.fromkeys(str(found["loc"][-1]) for found in error.errors)
    detail = " ".join(REFUSED.get(name, f"“{name}” kan ikke læses.") for name in names)
    return api.create_response(request, {"detail": detail}, status=422)


@read("/cases/", schemas.CaseList, "Cases, filtered as on the list for people", (422,))
def cases(request: HttpRequest, asked: Query[ListParameters]) -> Data:
    """The same cases, order, counts and messages as the page with the same address.

    Parameters that are not known are named too: a program's author sees no other sign of a mistyped one.
    """
    strange = [name for name in request.GET if name not in ListParameters.model_fields]
    query = request.GET.copy()
    for name in (*strange, "antal"):
        query.pop(name, None)
    answer = (_named if "case" in query else _filtered)(query, asked, site_root(request))
    answer["messages"] = [*([unknown("parametre", strange)] if strange else []), *answer["messages"]]
    return answer


def _filtered(query: QueryDict, asked: ListParameters, root: str) -> Data:
    query = query.copy()
    query["side"] = str(asked.side)
    catalogue = Catalogue(query, asked.antal)
    return {
        **_page(catalogue.page, catalogue.query, root),
        "description": catalogue.sentence,
        "messages": catalogue.said,
        "facets": catalogue.facets,
    }


def _named(query: QueryDict, asked: ListParameters, root: str) -> Data:
    found = requested_cases(query)
    page, past_end = page_of(found.keys, str(asked.side), asked.antal)
    return {
        **_page(page, found.query, root),
        "description": found.sentence,
        "messages": [*found.messages, *past_end],
        "facets": [],
    }


def _page(page: Page[int], query: str, root: str) -> Data:
    size, last = page.paginator.per_page, page.paginator.num_pages

    def link(number: int) -> str:
        rest = {"antal": size} if size != CASES_A_PAGE else {}
        if number > 1:
            rest["side"] = number
        return _address(root + reverse("api:cases"), "&".join(filter(None, [query, urlencode(rest)])))

    # As many queries for a hundred cases as for one.
    cases = Case.objects.published().for_list().in_bulk(list(page.object_list))
    return {
        "total": page.paginator.count,
        "page": page.number,
        "pages": last,
        "page_size": size,
        "links": {
            "self": link(page.number),
            "first": link(1),
            "previous": link(page.number - 1) if page.has_previous() else None,
            "next": link(page.number + 1) if page.has_next() else None,
            "last": link(last),
            "page": _address(root + reverse("cases"), query),
        },
        "cases": [cases[key] for key in page.object_list if key in cases],
    }


def _address(page: str, query: str) -> str:
    return f"{page}?{query}" if query else page


@read("/cases/{slug:slug}/", schemas.CaseWithRelated, "A case, whole", (404,))
def case(request: HttpRequest, slug: str) -> Case:
    found = Case.objects.published().with_texts().filter(slug=slug).first()
    if found is None:
        raise HttpError(404, "Der er ingen case med det kortnavn.")
    return found


@read("/vokabularer/", schemas.Vocabularies, "Every vocabulary that cases are described with")
def vocabulary_list(request: HttpRequest) -> Data:
    return {"vocabularies": vocabularies(site_root(request))}


@read("/vokabularer/{path:name}/", schemas.Vocabulary, "One vocabulary", (404,))
def vocabulary_terms(request: HttpRequest, name: str) -> Data:
    try:
        return vocabulary(name, site_root(request))
    except KeyError:
        raise HttpError(404, "Der er intet vokabular med det navn.") from None


@read("/katalog.json", schemas.Whole, "The whole catalogue as one file")
@decorate_view(condition(etag_func=etag_of))
def catalogue(request: HttpRequest) -> HttpResponseBase:
    return whole(request)

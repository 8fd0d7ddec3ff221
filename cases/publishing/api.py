"""The addresses under ``/api/v1/``. Whatever is under ``v1`` stays as documented; what breaks a reader gets ``v2``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import condition, require_safe
from ninja import NinjaAPI, Query
from ninja.decorators import decorate_view
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from cases.models import Case
from cases.publishing import API_VERSION, schemas
from cases.publishing.api_list import case_list
from cases.publishing.schemas import MOST_A_PAGE, Data, ListParameters, Problem
from cases.publishing.vocabularies import vocabularies, vocabulary
from cases.publishing.whole_catalogue import site_root, whole, whole_etag

View = TypeVar("View", bound=Callable[..., Any])

REFUSED = {
    "side": "“side” skal være et helt tal fra 1.",
    "antal": f"“antal” skal være et helt tal fra 1 til {MOST_A_PAGE}.",
}


class Renderer(JSONRenderer):
    """Danish letters as themselves."""

    media_type = "application/json"
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


def read(path: str, answer: Any, summary: str, problems: tuple[int, ...] = ()) -> Callable[[View], View]:
    """An operation for GET, and for HEAD, which the document need not name. The version is asked for once."""

    def decorate(view: View) -> View:
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
    return case_list(request.GET, asked, site_root(request))


@read("/cases/{path:slug}/", schemas.CaseWithRelated, "A case, whole", (404,))
def case(request: HttpRequest, slug: str) -> Case:
    found = Case.objects.published().with_texts().filter(slug=slug).first() if _is_slug(slug) else None
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
@decorate_view(condition(etag_func=whole_etag))
def catalogue(request: HttpRequest) -> HttpResponseBase:
    return whole(request)


def _is_slug(text: str) -> bool:
    """PostgreSQL refuses a NUL byte."""
    return text.isascii() and text.isprintable()

"""The whole catalogue as one JSON document, and what every file of cases needs: the cases, an address and an ETag."""

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import quote_etag

from casekatalog.core.data_version import current_version
from cases.models import Case
from cases.publishing import API_VERSION
from cases.publishing.schemas import Data, as_data
from cases.publishing.vocabularies import vocabularies

CASES_AT_ONCE = 500


def site_root(request: HttpRequest) -> str:
    """The site's scheme and host."""
    return f"{request.scheme}://{request.get_host()}"


def etag_of(request: HttpRequest, *parts: Any, **named: Any) -> str:
    """The same for as long as a file would say the same: of the data, the address and the day it names."""
    said = (current_version(), API_VERSION, settings.SITE_NAME, request.build_absolute_uri(), timezone.localdate())
    return quote_etag(sha256("\n".join(map(str, said)).encode()).hexdigest()[:32])


def cases_of(keys: Sequence[int]) -> Iterator[Case]:
    """The cases in their order, some at a time so that any number fits. One that is withdrawn meanwhile is left out."""
    for start in range(0, len(keys), CASES_AT_ONCE):
        batch = keys[start : start + CASES_AT_ONCE]
        found = Case.objects.published().with_texts().in_bulk(batch)
        yield from (found[key] for key in batch if key in found)


def as_json(cases: Iterable[Data], head: Data, indent: int | None = None) -> Iterator[str]:
    """One object: what ``head`` says, and the cases as the API gives them. With ``indent`` it is easier to read."""
    yield json.dumps(head, ensure_ascii=False, indent=indent)[:-1] + ',"cases": ['
    for number, case in enumerate(cases):
        yield ("," if number else "") + "\n" + json.dumps(case, ensure_ascii=False, indent=indent)
    yield "\n]}\n"


def whole(request: HttpRequest) -> StreamingHttpResponse:
    """The document. Nothing on the way may keep it unasked; whoever has it asks whether it still is so."""
    root = site_root(request)
    keys = list(Case.objects.published().values_list("pk", flat=True))
    latest = Case.objects.published().aggregate(latest=Max("changed_at"))["latest"]
    head = {
        "title": settings.SITE_NAME,
        "url": f"{root}/",
        "terms_of_use": f"{root}{reverse('open_data')}#vilkaar",
        "api_version": API_VERSION,
        "changed_at": latest.isoformat() if latest else None,
        "total": len(keys),
        "vocabularies": vocabularies(root),
    }
    text = as_json((as_data(case, request) for case in cases_of(keys)), head)
    response = StreamingHttpResponse(text, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "public, no-cache"
    response["Content-Disposition"] = 'inline; filename="katalog.json"'
    return response

"""The whole catalogue as one JSON document, written a few hundred cases at a time so that any number fits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse

from casekatalog.core.data_version import current_version, one_version
from cases.models import Case
from cases.publishing import API_VERSION
from cases.publishing.schemas import Data, as_data
from cases.publishing.vocabularies import vocabularies

AT_ONCE = 500


def site_root(request: HttpRequest) -> str:
    """The site's scheme and host."""
    return f"{request.scheme}://{request.get_host()}"


def whole_etag(request: HttpRequest, **parts: Any) -> str:
    """Of the data's version, since a document that is sent bit by bit has no text to take it from."""
    about = f"{current_version()} {API_VERSION} {site_root(request)} {settings.SITE_NAME}"
    return f'"{hashlib.sha256(about.encode()).hexdigest()[:32]}"'


def whole(request: HttpRequest) -> StreamingHttpResponse:
    """The document. Nothing on the way may keep it unasked; whoever has it asks whether it still is so."""
    root = site_root(request)
    with one_version():
        keys = list(Case.objects.published().values_list("pk", flat=True))
        head = _head(root, len(keys))
    response = StreamingHttpResponse(_text(head, keys, request), content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "public, no-cache"
    response["Content-Disposition"] = 'inline; filename="katalog.json"'
    return response


def _head(root: str, total: int) -> Data:
    """All but the cases."""
    return {
        "title": settings.SITE_NAME,
        "url": f"{root}/",
        "terms_of_use": f"{root}{reverse('open_data')}#vilkaar",
        "api_version": API_VERSION,
        "changed_at": last_change(),
        "total": total,
        "vocabularies": vocabularies(root),
    }


def _text(head: Data, keys: Sequence[int], request: HttpRequest) -> Iterator[str]:
    yield _json(head)[:-1] + ',"cases":['
    for start in range(0, len(keys), AT_ONCE):
        # One question for the version, and none of it left open while the reader takes the text.
        with one_version():
            found = Case.objects.published().with_texts().filter(pk__in=keys[start : start + AT_ONCE])
            texts = [_json(as_data(case, request)) for case in found]
        yield (",\n" if start else "") + ",\n".join(texts)
    yield "]}"


def last_change() -> str | None:
    """When a case last became another for its readers."""
    latest = Case.objects.published().aggregate(latest=Max("changed_at"))["latest"]
    return latest.isoformat() if latest else None


def _json(data: Data) -> str:
    return json.dumps(data, ensure_ascii=False)

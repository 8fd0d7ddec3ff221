"""A form that came when its editor was not signed in: kept for that account, and given back after the sign-in."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.core.cache import caches
from django.http import HttpRequest, QueryDict

from casekatalog.core.request_limits import content_length

# The hidden field that says whose form it is. Only the site can write it, so no stranger can have a form kept.
SEAL = "written_by"
_SALT = __name__
VALID, KEPT = timedelta(days=7), timedelta(days=1)
# Written anew in the next try, or never to be shown on a page.
LEFT_OUT = ("csrfmiddlewaretoken", "password")


def seal(user: Any) -> str:
    """The value of the hidden field in the forms of ``user``."""
    return signing.dumps(user.pk, salt=_SALT)


def writer(request: HttpRequest) -> Any:
    """The account that the posted form was made for; None where that is not known, or it is closed."""
    if content_length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return None
    try:
        key = signing.loads(request.POST.get(SEAL, ""), salt=_SALT, max_age=VALID)
    except signing.BadSignature:
        return None
    return get_user_model().objects.filter(pk=key, is_active=True).first()


def keep(request: HttpRequest) -> bool:
    """Keep the posted form for a day, for its own account: the last one of each page. Return whether it could be."""
    user = writer(request)
    if user is None:
        return False
    caches["shared"].set(_key(user, request), dict(typed(request.POST).lists()), KEPT.total_seconds())
    return True


def kept(request: HttpRequest) -> QueryDict | None:
    """The form of this page that is kept for who is signed in."""
    fields = caches["shared"].get(_key(request.user, request))
    if fields is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def forget(request: HttpRequest) -> None:
    caches["shared"].delete(_key(request.user, request))


def typed(data: QueryDict) -> QueryDict:
    """The posted form without what must not be kept."""
    other = data.copy()
    for name in data:
        if any(part in name for part in LEFT_OUT):
            del other[name]
    return other


def _key(user: Any, request: HttpRequest) -> str:
    return f"kept-form:{user.pk}:{sha256(request.path.encode()).hexdigest()}"

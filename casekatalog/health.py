"""What a load balancer asks: is it ready to be sent readers?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponsePermanentRedirect, JsonResponse
from django.middleware import common
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casekatalog.core import database_file
from casekatalog.core.request_log import PROBES
from cases.models import Case
from cases.search.models import Document


class CommonMiddleware(common.CommonMiddleware):
    """A load balancer asks by IP address, which is no host of ours. Only the probes answer to that."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        return None if request.path_info in PROBES else super().process_request(request)


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when readers can be served, else 503 and what is missing."""
    try:
        missing = list(_missing())
    except (OperationalError, InterfaceError):
        missing = ["Databasen svarer ikke."]
    except DatabaseError:
        missing = ["Databasen kan ikke læses. Er den beskadiget?"]
    if missing:
        return JsonResponse({"status": "ikke klar", "mangler": missing}, status=503)
    return JsonResponse({"status": "klar"})


def _missing() -> Iterator[str]:
    database_file.check()
    if names := sorted(_migrations() - MigrationRecorder(connection).applied_migrations().keys()):
        listed = ", ".join(f"{app}.{name}" for app, name in names[:5])
        more = " med flere" if len(names) > 5 else ""
        yield f"Databasen mangler migrationer: {listed}{more}. Kør manage.py migrate."
        # Without them the tables may not be there to ask.
        return
    if not Case.objects.published().exists():
        yield "Der er ingen publicerede cases. Kør manage.py seed, eller gendan en sikkerhedskopi."
    elif not Document.objects.filter(kind=Document.Kind.CASE).exists():
        yield "Søgeindekset er tomt. Kør manage.py reindex."


@cache
def _migrations() -> set[tuple[str, str]]:
    """The program's migrations, which it has from its files for as long as it runs."""
    return set(MigrationLoader(None).graph.nodes)

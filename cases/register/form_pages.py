"""What every page with a form for municipalities has in common."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from casekatalog.core.private import HEADERS, View, with_headers
from cases.models import Case, Contribution
from cases.register.confirmation_forms import SEEN, mark
from cases.register.forms import ButtonForm
from cases.register.protected_form import ProtectedForm, is_from_our_page
from cases.workflow.contribution_links import LinkError

TOO_MUCH = "Vi har sendt så mange mails, som vi må på et døgn. Det, I skrev, er her stadig. Prøv igen i morgen."
# The forms by the names of their addresses. A link by mail is an address below one of them.
FORMS = ("adopt", "confirmation", "suggest", "report_error")
# What a link by mail leads to.
LinkPage = Callable[[HttpRequest, Contribution], HttpResponse]


def offered(view: View) -> View:
    """Offer ``view`` where the site takes contributions. Without a cookie, so that Django's own check is left out.

    The browser may say to ourselves where a form stood: under “no-referrer” it would not.
    """

    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.TAKES_CONTRIBUTIONS:
            raise Http404
        return view(request, *args, **kwargs)

    headers = {**HEADERS, "Referrer-Policy": "same-origin"}
    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(with_headers(answer, headers)))


def form_page(
    request: HttpRequest, template: str, form: ProtectedForm, contribution: Contribution | None = None, **more: object
) -> HttpResponse:
    context = {"form": form, "contribution": contribution, "controller": controller(), **more}
    return render(request, template, context, status=403 if form.is_from_elsewhere else 200)


def button_page(act: Callable[[Contribution], None], before: str, after: str) -> LinkPage:
    """A page that asks, and does it when its button is pressed."""

    def answer(request: HttpRequest, contribution: Contribution) -> HttpResponse:
        form = ButtonForm(request)
        if form.is_bound and form.is_valid():
            act(contribution)
            return render(request, after, {"contribution": contribution})
        return form_page(request, before, form, contribution)

    return answer


def case_named(slug: str) -> Case | None:
    """The case that readers see under this slug."""
    named = re.fullmatch(r"[\w-]{1,80}", slug, re.ASCII)
    return Case.objects.published().filter(slug=slug).first() if named else None


def sent_page(template: str) -> Callable[..., HttpResponse]:
    """What whoever sent a form is told, with a way back to the case that the address names."""

    @require_safe
    def answer(request: HttpRequest) -> HttpResponse:
        return render(request, template, {"case": case_named(request.GET.get("case", ""))})

    return answer


def sent(page: str, case: Case) -> HttpResponse:
    """Lead from the form to the page that tells what comes next."""
    return redirect(f"{reverse(page)}?case={case.slug}")


def ended(request: HttpRequest, error: LinkError) -> HttpResponse:
    """Say why the link leads nowhere, and what to do: another of the kind can be sent.

    What was typed meanwhile is given back.
    """
    again = next((name for name in FORMS if request.path.startswith(reverse(name))), "adopt")
    context = {"kind": type(error).__name__, "again": again, "typed": _typed(request)}
    return render(request, "register/link_ended.html", context, status=410)


def _typed(request: HttpRequest) -> list[str]:
    """The words of a form whose link has ended, but not those that the form came with."""
    if request.method != "POST" or not is_from_our_page(request):
        return []
    words = {name: text for name, text in request.POST.items() if " " in str(text).strip()}
    return [str(text) for name, text in words.items() if request.POST.get(SEEN + name) != mark(str(text))]


def controller() -> dict[str, str]:
    """What the forms say about the personal data they take, in the owner's words."""
    return {
        "name": settings.CONTROLLER,
        "purpose": settings.CONTROLLER_PURPOSE,
        "legal_basis": settings.CONTROLLER_LEGAL_BASIS,
        "deletion": settings.CONTROLLER_DELETION,
        "access": settings.CONTROLLER_ACCESS,
    }

"""Municipalities contribute: the forms, and the pages that links by mail lead to."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from casekatalog.accounts.mail import send_soon
from casekatalog.core.private import HEADERS, View, with_headers
from cases.models import Adoption, Contribution
from cases.register.forms import STATE, AdoptionForm, ButtonForm, MailboxForm, StateForm
from cases.register.protected_form import ProtectedForm
from cases.register.rates import may_mail
from cases.workflow import contributions
from cases.workflow.contribution_links import LinkError, Purpose, UsedLinkError, read_link
from cases.workflow.contribution_mails import mail_with_all

MOST_LINKS = 50
TOO_MUCH = "Vi har sendt så mange mails, som vi må på et døgn. Det, I skrev, er her stadig. Prøv igen i morgen."


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


@offered
def adopt(request: HttpRequest) -> HttpResponse:
    """“Vi gør det også”, for the case that the address names."""
    form = AdoptionForm(request, initial={"case": request.GET.get("case", "")[:80]})
    if form.is_bound and form.is_valid():
        adoption = form.adoption()
        if may_mail(adoption.mailbox, adoption.municipality.code):
            contributions.submit(adoption)
            return redirect("adopt_sent")
        form.add_error(None, TOO_MUCH)
    return _form_page(request, "register/adopt.html", form)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "register/sent.html")


@offered
def new_link(request: HttpRequest) -> HttpResponse:
    """“Ret eller fjern”. The answer is the same whether we know the mailbox or not, and so is the work."""
    form = MailboxForm(request)
    if form.is_bound and form.is_valid():
        mailbox = form.cleaned_data["mailbox"]
        own = Contribution.objects.filter(mailbox__iexact=mailbox).exclude(status=Contribution.Status.REPLACED)
        found = list(own.select_related("case", "municipality").order_by("-sent_at")[:MOST_LINKS])
        message = mail_with_all(mailbox, found)
        if may_mail(mailbox) and found:
            send_soon(message, "register/mail/change")
        return redirect("new_link_sent")
    return _form_page(request, "register/new_link.html", form)


@require_safe
def new_link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "register/new_link_sent.html")


@offered
def follow(request: HttpRequest, word: str, token: str) -> HttpResponse:
    """A link from a mail. Opening it changes nothing; its button does, once."""
    purpose = next((purpose for purpose in Purpose if purpose.word == word), None)
    if purpose is None:
        raise Http404
    try:
        contribution = read_link(purpose, token)
        return _PAGES[purpose](request, contribution)
    except LinkError as error:
        return _ended(request, error)
    except contributions.DecisionError:
        return _ended(request, UsedLinkError())


def _confirm(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    templates = ("register/confirm.html", "register/confirm_done.html")
    return _button_page(request, contribution, contributions.confirm, *templates)


def _renew(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    templates = ("register/renew.html", "register/renew_done.html")
    return _button_page(request, contribution, contributions.renew, *templates)


def _button_page(
    request: HttpRequest, contribution: Contribution, act: Callable[[Contribution], None], before: str, after: str
) -> HttpResponse:
    """A page that asks, and does it when its button is pressed."""
    form = ButtonForm(request)
    if form.is_bound and form.is_valid():
        act(contribution)
        return render(request, after, {"contribution": contribution})
    return _form_page(request, before, form, contribution)


def _change(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """Change what was sent, or with ``?fjern`` remove it."""
    if "fjern" in request.GET:
        templates = ("register/remove.html", "register/remove_done.html")
        return _button_page(request, contribution, contributions.remove, *templates)
    form = StateForm(request, initial={name: getattr(contribution.adoption, name) for name in STATE})
    if form.is_bound and form.is_valid():
        kept = {name: getattr(contribution, name) for name in ("case", "municipality", "mailbox")}
        contributions.change(contribution, Adoption(**kept, **form.state()))
        return render(request, "register/changed.html", {"contribution": contribution})
    return _form_page(request, "register/change.html", form, contribution)


_PAGES = {Purpose.CONFIRM: _confirm, Purpose.RENEW: _renew, Purpose.CHANGE: _change}


def _form_page(
    request: HttpRequest, template: str, form: ProtectedForm, contribution: Contribution | None = None
) -> HttpResponse:
    context = {"form": form, "contribution": contribution, "controller": controller()}
    return render(request, template, context, status=403 if form.is_from_elsewhere else 200)


def _ended(request: HttpRequest, error: LinkError) -> HttpResponse:
    """Say why the link leads nowhere, and what to do."""
    return render(request, "register/link_ended.html", {"kind": type(error).__name__}, status=410)


@require_safe
def processing(request: HttpRequest) -> HttpResponse:
    """“Sådan behandler vi oplysninger”."""
    if not settings.TAKES_CONTRIBUTIONS:
        raise Http404
    return render(request, "register/processing.html", {"controller": controller()})


def controller() -> dict[str, str]:
    """What the forms say about the personal data they take, in the owner's words."""
    return {
        "name": settings.CONTROLLER,
        "purpose": settings.CONTROLLER_PURPOSE,
        "legal_basis": settings.CONTROLLER_LEGAL_BASIS,
        "deletion": settings.CONTROLLER_DELETION,
        "access": settings.CONTROLLER_ACCESS,
    }

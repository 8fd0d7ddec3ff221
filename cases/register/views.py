"""What municipalities meet whatever they have sent: the links by mail, a new link, and how we treat what they write."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from casekatalog.accounts.mail import send_soon
from cases.models import Contribution
from cases.register import adoption_views, confirmation_views, error_report_views, suggestion_views
from cases.register.form_pages import LinkPage, button_page, controller, ended, form_page, offered
from cases.register.forms import MailboxForm
from cases.register.rates import may_mail
from cases.workflow import contributions, suggestions
from cases.workflow.contribution_links import DamagedLinkError, LinkError, Purpose, UsedLinkError, read_link
from cases.workflow.contribution_mails import mail_with_all
from cases.workflow.contribution_steps import DecisionError

MOST_LINKS = 50
_PAGES: dict[str, dict[Purpose, LinkPage]] = {
    Contribution.Kind.ADOPTION: adoption_views.PAGES,
    Contribution.Kind.SUGGESTION: suggestion_views.PAGES,
    Contribution.Kind.ERROR_REPORT: error_report_views.PAGES,
    Contribution.Kind.CONFIRMATION: confirmation_views.PAGES,
}


@offered
def follow(request: HttpRequest, word: str, token: str) -> HttpResponse:
    """A link from a mail. Opening it changes nothing; its button does, once."""
    purpose = next((purpose for purpose in Purpose if purpose.word == word), None)
    if purpose is None:
        raise Http404
    try:
        contribution = read_link(purpose, token)
        if purpose is Purpose.CHANGE and "fjern" in request.GET:
            return _remove(request, contribution)
        page = _PAGES[contribution.kind].get(purpose)
        if page is None:
            raise DamagedLinkError
        return page(request, contribution)
    except LinkError as error:
        return ended(request, error)
    except DecisionError:
        return ended(request, UsedLinkError())


def _remove(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    is_suggestion = contribution.kind == Contribution.Kind.SUGGESTION
    remove = suggestions.withdraw if is_suggestion else contributions.remove
    return button_page(remove, "register/remove.html", "register/remove_done.html")(request, contribution)


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
    return form_page(request, "register/new_link.html", form)


@require_safe
def processing(request: HttpRequest) -> HttpResponse:
    """“Sådan behandler vi oplysninger”."""
    if not settings.TAKES_CONTRIBUTIONS:
        raise Http404
    return render(request, "register/processing.html", {"controller": controller()})

"""“Vi gør det også”: the form, and what the links about it lead to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.models import Adoption, Contribution
from cases.register.adoption_forms import AdoptionForm, StateForm
from cases.register.form_pages import TOO_MUCH, LinkPage, button_page, form_page, offered, sent
from cases.register.rates import may_mail
from cases.workflow import adoptions, contributions
from cases.workflow.contribution_links import Purpose


@offered
def adopt(request: HttpRequest) -> HttpResponse:
    """“Vi gør det også”, for the case that the address names."""
    form = AdoptionForm(request, initial={"case": request.GET.get("case", "")[:80]})
    if form.is_bound and form.is_valid():
        adoption = form.adoption()
        if may_mail(adoption.mailbox, form.cleaned_data["municipality"].code):
            contributions.submit(adoption)
            return sent("adopt_sent", form.cleaned_data["case"])
        form.add_error(None, TOO_MUCH)
    return form_page(request, "register/adoption/form.html", form)


def _change(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """Change what was sent."""
    form = StateForm(request, initial={name: getattr(contribution.adoption, name) for name in adoptions.STATE})
    if form.is_bound and form.is_valid():
        kept = {name: getattr(contribution, name) for name in ("case", "municipality", "mailbox")}
        adoptions.change(contribution, Adoption(**kept, **form.state()))
        return render(request, "register/adoption/changed.html", {"contribution": contribution})
    return form_page(request, "register/adoption/change.html", form, contribution)


PAGES: dict[Purpose, LinkPage] = {
    Purpose.CONFIRM: button_page(
        contributions.confirm, "register/adoption/confirm.html", "register/adoption/confirm_done.html"
    ),
    Purpose.RENEW: button_page(adoptions.renew, "register/adoption/renew.html", "register/adoption/renew_done.html"),
    Purpose.CHANGE: _change,
}

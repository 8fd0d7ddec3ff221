"""Contact persons in Django admin: in the case's form, and in a list that says who needs to be asked again."""

from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from casekatalog.core.editing_forms import EditingForm, KeepsTyped
from casekatalog.core.publication import Status
from cases.editing.admin.entry_lists import case_link
from cases.editing.erasure import BACKUPS, Findings, erase, find
from cases.editing.person_matching import Person
from cases.models import Case, Contact
from cases.models.contact import oldest_confirmation
from cases.workflow.transitions import PUBLISH

MONTHS_OF_NOTICE = 3
_HELP = {
    "name": "Fornavn og efternavn. Vil personen slettes overalt, så gør det i listen over kontaktpersoner.",
    "title": "For eksempel “digitaliseringskonsulent”.",
    "email": "Læserne skal kunne bruge mindst én af delene: e-mail eller telefon.",
    "consent_on": "Den dag, personen sagde ja til at stå på siden. Skriv ikke nogen på uden at spørge først.",
    "confirmed_on": "Den dag, nogen sidst bekræftede, at personen stadig er den rette. Læserne ser datoen. "
    "Efter 24 måneder forsvinder personen fra siden, til nogen bekræfter igen.",
}


class ContactForm(EditingForm):
    """A contact person, on a case and not on a correction of it: the correction is deleted when it is published."""

    may_publish = True

    class Meta:
        model = Contact
        fields = ("case", "name", "title", "email", "phone", "consent_on", "confirmed_on")
        help_texts = _HELP

    def clean_case(self) -> Case:
        case: Case = self.cleaned_data["case"]
        if case.revises_id:
            raise forms.ValidationError("Vælg selve casen og ikke rettelsen af den.")
        if case.is_public and not self.may_publish:
            raise forms.ValidationError("Casen er publiceret, så kun en udgiver kan skrive en kontaktperson på den.")
        return case


class ContactInline(admin.StackedInline):
    """The contact person in the case's form."""

    model = Contact
    form = EditingForm
    extra = 0
    max_num = 1
    fields = ("name", "title", ("email", "phone"), ("consent_on", "confirmed_on"), "seen")
    verbose_name_plural = "kontaktperson"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, help_texts=_HELP, **kwargs)


def with_stored_contact(data: Any, case: str | None) -> Any:
    """A form from the browser's own copy, which never has the contact person: with the one that is stored."""
    if "contact-0-name" in data or "contact-TOTAL_FORMS" not in data:
        return data
    contact = Contact.objects.filter(case=int(case)).first() if case and case.isdecimal() else None
    data["contact-TOTAL_FORMS"] = data["contact-INITIAL_FORMS"] = str(int(contact is not None))
    if contact:
        names = ("id", "case_id", "name", "title", "email", "phone", "consent_on", "confirmed_on")
        for name in names:
            data[f"contact-0-{name.removesuffix('_id')}"] = str(getattr(contact, name))
    return data


class ConfirmationFilter(admin.SimpleListFilter):
    title = "bekræftelse"
    parameter_name = "bekraeftelse"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("skjult", "skjult, fordi ingen har bekræftet i 24 måneder"),
            ("udloeber", f"udløber inden for {MONTHS_OF_NOTICE} måneder"),
            ("aktuel", "bekræftet"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        oldest = oldest_confirmation()
        soon = oldest_confirmation(timezone.localdate() + relativedelta(months=MONTHS_OF_NOTICE))
        conditions = {
            "skjult": Q(confirmed_on__lt=oldest),
            "udloeber": Q(confirmed_on__gte=oldest, confirmed_on__lt=soon),
            "aktuel": Q(confirmed_on__gte=oldest),
        }
        return queryset.filter(conditions.get(str(self.value()), Q()))


@admin.register(Contact)
class ContactAdmin(KeepsTyped):
    """Everybody who is or was shown as a contact, oldest confirmation first. Deleting one erases the person."""

    form = ContactForm
    list_display = ("name", case_link, "is_shown", "confirmed_on")
    list_select_related = ("case__municipality",)
    list_filter = (ConfirmationFilter,)
    search_fields = ("name", "email", "phone", "case__title", "case__municipality__name")
    search_help_text = "Søg på navn, e-mail, telefon, case eller kommune"
    show_facets = admin.ShowFacets.ALWAYS
    autocomplete_fields = ("case",)
    actions = ("confirm_today", "erase_everywhere")

    def has_change_permission(self, request: HttpRequest, obj: Contact | None = None) -> bool:
        """What readers see of a person is for who may publish."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.case.is_public or request.user.has_perm(PUBLISH))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.may_publish = request.user.has_perm(PUBLISH)
        return form

    @admin.display(description="vises nu", boolean=True)
    def is_shown(self, contact: Contact) -> bool:
        return contact.is_current and contact.case.status == Status.PUBLISHED

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Deleting the row alone would leave the person in texts and history.
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    @admin.action(description="Bekræft i dag", permissions=["change"])
    def confirm_today(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        today = timezone.localdate()
        # A consent that is dated ahead by hand is an error to mend first.
        found = queryset.filter(consent_on__lte=today).select_related("case")
        confirmed = [contact for contact in found if self.has_change_permission(request, contact)]
        for contact in confirmed:
            contact.confirmed_on = today
            contact.save(update_fields=["confirmed_on"])
            self.log_change(request, contact, [{"changed": {"fields": ["senest bekræftet"]}}])
        people = "1 kontaktperson" if len(confirmed) == 1 else f"{len(confirmed)} kontaktpersoner"
        self.message_user(request, f"{people} er bekræftet i dag.", messages.SUCCESS)

    @admin.action(description="Slet personen overalt", permissions=["delete"])
    def erase_everywhere(self, request: HttpRequest, queryset: QuerySet[Contact]) -> HttpResponse | None:
        chosen = list(queryset)
        if not request.POST.get("confirmed") or not self._may_erase(request, find(Person(), chosen)):
            return self._ask(request, chosen)
        with transaction.atomic():
            findings = erase(Person(), chosen)
            self.log_deletions(request, findings.contacts)  # type: ignore[arg-type]
        told = f"Personen er slettet {findings.total} steder ({', '.join(findings.lines)}). {BACKUPS}"
        self.message_user(request, told, messages.SUCCESS)
        return None

    def _may_erase(self, request: HttpRequest, findings: Findings) -> bool:
        return not findings.needs_administrator or request.user.is_superuser

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The delete button of one person leads to the same page as the list's action."""
        contact = self.get_object(request, object_id)
        if contact is None or not self.has_delete_permission(request, contact):
            return super().delete_view(request, object_id, extra_context)
        return self._ask(request, [contact])

    def _ask(self, request: HttpRequest, chosen: list[Contact]) -> HttpResponse:
        """Where the person stands, and whether to go on. The answer is posted to the list's action."""
        if not chosen:
            return redirect("admin:cases_contact_changelist")
        findings = find(Person(), chosen)
        context = {
            **self.admin_site.each_context(request),
            "title": "Slet personen overalt",
            "opts": self.opts,
            "chosen": chosen,
            "findings": findings,
            "may_erase": self._may_erase(request, findings),
            "backups": BACKUPS,
            "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/cases/contact/erase.html", context)

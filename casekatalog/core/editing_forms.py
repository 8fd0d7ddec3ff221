"""Forms in Django admin that lose nothing: what was typed comes back, and two editors do not write over each other."""

import json
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst

from casekatalog.core import kept_forms

SIGNED_IN_AGAIN = "Du blev logget ud, før det blev gemt. Alt, hvad du skrev, står her. Tryk “Gem”."
FROM_BROWSER = "Teksten er hentet frem fra browseren og er ikke gemt endnu. Læs den igennem, og tryk “Gem”."
GONE = "Det, du rettede, er slettet, mens du skrev. Din tekst står her, og gemmer du, bliver den oprettet igen."


class KeepsTyped(admin.ModelAdmin):
    """Gives back a form that was kept, from the server or from the browser: filled in, and not yet saved."""

    def changeform_view(
        self, request: Any, object_id: Any = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        if request.method == "POST" and "_discard" in request.POST:
            kept_forms.forget(request)
            return redirect(request.get_full_path())
        given = self.given_back(request)
        if given is not None:
            # Looking for files later would read the request's own body again, in place of what is given back.
            _ = request.FILES
            request.POST, request.method = given, "POST"
        answer = self.typed_view(request, object_id, form_url, {**(extra_context or {}), "given_back": given})
        if request.method == "POST" and answer.status_code == 302:
            kept_forms.forget(request)
        return answer

    def typed_view(self, request: Any, object_id: Any, form_url: str, context: dict[str, Any]) -> HttpResponse:
        """Django's view. What is posted about a row that is gone is shown as a new one."""
        is_typed = request.method == "POST" and kept_forms.SEAL in request.POST
        is_gone = bool(is_typed and object_id) and self.get_object(request, object_id) is None
        if is_gone and self.has_add_permission(request):
            request.stopped = GONE
            form_url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
            return super().changeform_view(request, None, form_url, context)
        return super().changeform_view(request, object_id, form_url, context)

    def given_back(self, request: Any) -> QueryDict | None:
        """The form to show instead of the stored one, if one was kept here or is sent from the browser's copy."""
        if request.method == "POST" and "_give_back" in request.POST:
            request.stopped = FROM_BROWSER
            return request.POST.copy()
        if request.method == "GET" and (found := kept_forms.kept(request)) is not None:
            request.stopped = SIGNED_IN_AGAIN
            return found
        return None

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.stopped = getattr(request, "stopped", "")
        return form

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, *args: Any, **kw: Any
    ) -> None:
        """Tell the browser with the message that its copy of the form is saved."""
        copy = request.POST.get("copy", "")
        if level == messages.SUCCESS and copy.isdecimal() and copy.isascii():
            kw["extra_tags"] = f"saved-{copy[:40]}"
        super().message_user(request, message, level, *args, **kw)


class StoppableForm(forms.ModelForm):
    """A form that says why it is shown again instead of being saved."""

    stopped = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.stopped:
            self.add_error(None, self.stopped)
        return cleaned


class EditingForm(StoppableForm):
    """A row with what it held when the form was opened. What another editor saved meanwhile is told and kept."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "seen" in self.fields:
            self.fields["seen"].initial = json.dumps(self._held(self.instance))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        stored = type(self.instance)._base_manager.select_for_update().filter(pk=self.instance.pk).first()
        before = _read(cleaned.get("seen", ""))
        if stored is None or before is None or before == (now := self._held(stored)):
            return cleaned
        changed = [name for name in now if before.get(name) != now[name]]
        self._take_over(changed, before, now)
        self.add_error(None, self._told(stored, changed, now))
        return cleaned

    def _held(self, row: Any) -> dict[str, Any]:
        """The row's values as JSON, of the fields that stand in the form."""
        names = [name for name in self.fields if name not in ("seen", "ORDER", "DELETE")]
        values = model_to_dict(row, names)
        held: dict[str, Any] = json.loads(json.dumps(values, default=lambda value: str(getattr(value, "pk", value))))
        return held

    def _take_over(self, changed: list[str], before: dict[str, Any], now: dict[str, Any]) -> None:
        """Give the fields this editor left alone the other's value, and let the next save know what was seen."""
        data: Any = cast(QueryDict, self.data).copy()
        for name in changed:
            typed = self[name].data
            typed = typed.replace("\r\n", "\n") if isinstance(typed, str) else typed
            if not self.fields[name].has_changed(before.get(name), typed):
                value = now[name]
                data.setlist(self.add_prefix(name), [*map(str, value)] if isinstance(value, list) else [_shown(value)])
        data[self.add_prefix("seen")] = json.dumps(now)
        self.data = data

    def _told(self, stored: Any, changed: list[str], now: dict[str, Any]) -> ValidationError:
        kind = ContentType.objects.get_for_model(stored)
        last = LogEntry.objects.filter(content_type=kind, object_id=stored.pk).select_related("user").first()
        who = (last.user.get_full_name() or last.user.get_username()) if last else "En anden"
        told = [f"{capfirst(str(self.fields[name].label))} er nu “{_shown(now[name])}”." for name in changed]
        first = f"{who} gemte her, mens du skrev. Hvor du ikke selv har rettet, er den andens tekst sat ind. "
        return ValidationError([f"{first}Læs det igennem, og gem igen.", *told])


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _read(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None

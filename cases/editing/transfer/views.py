"""The pages that import and export cases, under the list of cases in Django admin."""

from __future__ import annotations

from typing import Any

from allauth.decorators import rate_limit
from django import forms
from django.contrib import admin, messages
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.core.serializers.base import DeserializationError
from django.core.validators import FileExtensionValidator
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import get_valid_filename
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from casekatalog.core.request_limits import content_length
from cases.editing.transfer.file_rows import FileRefusedError, FileRows, Problem, Problems
from cases.editing.transfer.layout import tables
from cases.editing.transfer.limits import MAX_UPLOAD, MEGABYTE
from cases.editing.transfer.plan import Plan, Planner
from cases.editing.transfer.read_yaml import read_yaml
from cases.editing.transfer.read_zip import read_zip
from cases.editing.transfer.write_yaml import as_yaml, as_zip, file_name
from cases.models import Case
from cases.workflow.publication_requirements import IncompleteError

PAGE = "admin/cases/transfer/import.html"
# In ACCOUNT_RATE_LIMITS: how often one editor may read or make a file, which takes long for many cases.
RATE = "transfer"
TOO_LARGE = f"Filen fylder mere end {MAX_UPLOAD // MEGABYTE} MB. Del den i flere filer med færre cases i hver."
HOUR = 60 * 60
GONE = "Filen er hentet allerede, eller det er mere end en time siden, du valgte den. Vælg den igen."
CHANGED_SINCE = "Casene er ændret, siden du så, hvad filen ændrer. Se igen, og bekræft, hvis det stadig er rigtigt."


class UploadForm(forms.Form):
    """The file, which the view has bounded in size before anything reads it."""

    file = forms.FileField(
        label="Fil",
        help_text=f"Et regneark (.xlsx), YAML (.yaml) eller den zip, du har hentet. Højst {MAX_UPLOAD // MEGABYTE} MB.",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.yaml,.yml,.zip"}),
        validators=[
            FileExtensionValidator(
                ["xlsx", "yaml", "yml", "zip"],
                "Filen skal være YAML (.yaml), et regneark (.xlsx) eller zip.",
            )
        ],
        error_messages={
            "required": "Vælg en fil.",
            "invalid": "Vælg en fil.",
            "empty": "Filen er tom.",
            "max_length": "Filens navn er for langt. Giv den et kortere navn.",
        },
    )


class TransferViews(admin.ModelAdmin):
    """For the admin of cases: import (upload, dry run and confirmation on one address), and export of cases."""

    actions: Any = ("as_spreadsheet", "as_yaml_files")

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view
        return [
            path("hent/", page(self.import_view), name="cases_case_import"),
            path("<path:object_id>/yaml/", page(self.yaml_view), name="cases_case_yaml"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"can_import": self._may_import(request), **(extra_context or {})})

    def _may_import(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    # --- Import ------------------------------------------------------------------------------------------------------

    # The check for forgery comes after the check for size, which reads nothing.
    @csrf_exempt
    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file, show what it would change, and carry that out when it is confirmed."""
        if not self._may_import(request):
            raise PermissionDenied
        # Before anything reads the body: Django would store all of it first.
        if content_length(request) > MAX_UPLOAD:
            return self._import_page(request, problems=[Problem(TOO_LARGE)], status=413)
        return rate_limit(action=RATE)(csrf_protect(self._step))(request)

    import_view.bounds_its_own_body = True  # type: ignore[attr-defined]

    def _step(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self._import_page(request)
        if "key" in request.POST:
            return self._confirm(request)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._import_page(request, problems=[Problem(str(reason)) for reason in form.errors["file"]])
        file = form.cleaned_data["file"]
        return self._dry_run(request, file.name, file.read())

    def _dry_run(self, request: HttpRequest, name: str, data: bytes, notice: str = "") -> HttpResponse:
        """What the file would change. It is kept until it is confirmed, where every web process can find it."""
        caches["shared"].delete(_kept_under(request))
        try:
            plan = _plan(request, name, data)
        except FileRefusedError as refused:
            return self._import_page(request, problems=refused.problems, file=name)
        key = plan.fingerprint if plan.new or plan.changed else ""
        if key:
            caches["shared"].set(_kept_under(request), (key, name, data), HOUR)
        return self._import_page(request, plan=plan, key=key, file=name, notice=notice)

    def _confirm(self, request: HttpRequest) -> HttpResponse:
        key, name, data = caches["shared"].get(_kept_under(request), ("", "", b""))
        if not key or key != request.POST["key"]:
            return self._import_page(request, problems=[Problem(GONE)])
        try:
            with transaction.atomic():
                plan = _plan(request, name, data, lock=True)
                if plan.fingerprint != key:
                    return self._dry_run(request, name, data, CHANGED_SINCE)
                plan.carry_out(request.user, name)
        except (FileRefusedError, IncompleteError, IntegrityError, DeserializationError):
            # The dry run says what is wrong now, if it still is.
            return self._dry_run(request, name, data, CHANGED_SINCE)
        caches["shared"].delete(_kept_under(request))
        messages.success(request, f"Hentet fra {name}: nye cases {len(plan.new)}, rettede cases {len(plan.changed)}.")
        return redirect("admin:cases_case_changelist")

    def _import_page(self, request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
        context |= {"title": "Hent cases fra en fil", "opts": Case._meta, "form": UploadForm()}
        return TemplateResponse(request, PAGE, self.admin_site.each_context(request) | context, status=status)

    # --- Export ------------------------------------------------------------------------------------------------------

    @method_decorator(rate_limit(action=RATE))
    @admin.action(description="Hent som regneark (XLSX)", permissions=["view"])
    def as_spreadsheet(self, request: HttpRequest, queryset: QuerySet[Case]) -> HttpResponse | None:
        # The library is large, and few processes ever write a workbook.
        from cases.editing.transfer.write_workbook import CONTENT_TYPE, TooLongForCellError, as_workbook

        try:
            content = as_workbook(list(queryset))
        except TooLongForCellError:
            messages.error(request, "En tekst er for lang til en celle i et regneark. Hent casene som YAML i stedet.")
            return None
        return _download(content, f"cases-{timezone.localdate():%Y-%m-%d}.xlsx", CONTENT_TYPE)

    @method_decorator(rate_limit(action=RATE))
    @admin.action(description="Hent som YAML (zip)", permissions=["view"])
    def as_yaml_files(self, request: HttpRequest, queryset: QuerySet[Case]) -> HttpResponse:
        return _download(as_zip(queryset), f"cases-{timezone.localdate():%Y-%m-%d}.zip", "application/zip")

    @method_decorator(rate_limit(action=RATE, limit_get=True))
    def yaml_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """One case as a file."""
        case = self.get_object(request, object_id)
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        if case is None:
            return self._get_obj_does_not_exist_redirect(request, Case._meta, object_id)  # type: ignore[attr-defined]
        return _download(as_yaml([case]).encode(), file_name(case), "application/yaml; charset=utf-8")


def _kept_under(request: HttpRequest) -> str:
    """The key in the cache of the user's file, which takes the place of the one before."""
    return f"pending-upload:{request.user.pk}"


def _plan(request: HttpRequest, name: str, data: bytes, lock: bool = False) -> Plan:
    """The plan for the file.

    Raises:
        FileRefusedError: with everything that is wrong with it, in the order of its sheets.
    """
    problems = Problems()
    source = _read(name, data, problems)
    if lock:
        slugs = [row.slug for row in source.cases]
        list(Case.objects.select_for_update().filter(slug__in=slugs).order_by("pk").values_list("pk"))
    planner = Planner(source, request.user, problems)
    plan = planner.plan()
    if not problems and not lock:  # else carrying it out does
        planner.check_whole(plan)
    if problems:
        sheets = ["", *(table.title for table in tables())]
        raise FileRefusedError(*sorted(problems, key=lambda p: (sheets.index(p.sheet), p.row or 0)))
    return plan


def _read(name: str, data: bytes, problems: Problems) -> FileRows:
    if name.lower().endswith(".zip"):
        return read_zip(data, problems)
    if not name.lower().endswith(".xlsx"):
        return read_yaml(data, problems)
    # The library is large, and few processes ever read a workbook.
    from cases.editing.transfer.read_workbook import read_workbook

    return read_workbook(data, problems)


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{get_valid_filename(name)}"'
    return answer

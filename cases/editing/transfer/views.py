"""The pages that import and export cases, under the list of cases in Django admin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from allauth.decorators import rate_limit
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import get_valid_filename
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from casekatalog.core.request_limits import content_length
from cases.editing.transfer.apply import apply
from cases.editing.transfer.file_rows import in_order_of_file
from cases.editing.transfer.forms import UploadForm
from cases.editing.transfer.limits import FORM_OVERHEAD, MAX_UPLOAD
from cases.editing.transfer.pending_upload import PendingUpload, find, forget, keep
from cases.editing.transfer.plan import Plan, make_plan
from cases.editing.transfer.problems import FileRefusedError, Problem, Problems
from cases.editing.transfer.reading import TOO_LARGE, read
from cases.editing.transfer.write_yaml import as_yaml, as_zip, file_name
from cases.models import Case

PAGE = "admin/cases/transfer/import.html"
# In ACCOUNT_RATE_LIMITS: how often one editor may read or make a file, which takes long for many cases.
RATE = "transfer"
GONE = "Filen er hentet allerede, eller det er mere end en time siden, du valgte den. Vælg den igen."
CHANGED_SINCE = "Casene er ændret, siden du så, hvad filen ændrer. Se igen, og bekræft, hvis det stadig er rigtigt."

Base: Any = admin.ModelAdmin if TYPE_CHECKING else object


class TransferViews(Base):
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
        if content_length(request) > MAX_UPLOAD + FORM_OVERHEAD:
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
        return self._dry_run(request, PendingUpload(file.name, file.read()))

    def _dry_run(self, request: HttpRequest, upload: PendingUpload, notice: str = "") -> HttpResponse:
        """What the file would change. It is kept only when it can be confirmed."""
        try:
            plan = _plan(request, upload)
        except FileRefusedError as refused:
            forget(request.user)
            return self._import_page(request, problems=refused.problems, file=upload.name)
        key = ""
        if plan.new or plan.changed:
            key = keep(request.user, replace(upload, fingerprint=plan.fingerprint))
        return self._import_page(request, plan=plan, key=key, file=upload.name, notice=notice)

    def _confirm(self, request: HttpRequest) -> HttpResponse:
        upload = find(request.user, request.POST["key"])
        if upload is None:
            return self._import_page(request, problems=[Problem(GONE)])
        try:
            with transaction.atomic():
                plan = _plan(request, upload, lock=True)
                if plan.fingerprint != upload.fingerprint:
                    return self._dry_run(request, upload, CHANGED_SINCE)
                apply(plan, request.user, upload.name)
        except (FileRefusedError, IntegrityError, DeserializationError):
            # The dry run says what is wrong now, if it still is.
            return self._dry_run(request, upload, CHANGED_SINCE)
        forget(request.user)
        messages.success(request, _done(plan, upload.name))
        return redirect(reverse("admin:cases_case_changelist"))

    def _import_page(self, request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request,
            PAGE,
            {
                **self.admin_site.each_context(request),
                "title": "Hent cases fra en fil",
                "opts": Case._meta,
                "form": UploadForm(),
                **context,
            },
            status=status,
        )

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
            return self._get_obj_does_not_exist_redirect(request, Case._meta, object_id)
        return _download(as_yaml([case]).encode(), file_name(case), "application/yaml; charset=utf-8")


def _plan(request: HttpRequest, upload: PendingUpload, lock: bool = False) -> Plan:
    """The plan for the file.

    Raises:
        FileRefusedError: with everything that is wrong with it.
    """
    problems = Problems()
    source = read(upload.name, upload.data, problems)
    if lock:
        slugs = [row.slug for row in source.cases]
        list(Case.objects.select_for_update().filter(slug__in=slugs).order_by("pk").values_list("pk"))
    plan = make_plan(source, request.user, problems)
    if problems:
        raise FileRefusedError(*in_order_of_file(problems))
    return plan


def _done(plan: Plan, name: str) -> str:
    counts = [
        f"{len(plan.new)} {'ny' if len(plan.new) == 1 else 'nye'}" if plan.new else "",
        f"{len(plan.changed)} {'rettet' if len(plan.changed) == 1 else 'rettede'}" if plan.changed else "",
    ]
    total = len(plan.new) + len(plan.changed)
    return f"{total} {'case' if total == 1 else 'cases'} hentet fra {name}: {' og '.join(filter(None, counts))}."


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{get_valid_filename(name)}"'
    return answer

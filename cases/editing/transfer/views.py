"""The pages that import and export cases. They live under the list of cases in Django admin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
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
from cases.editing.transfer.write_yaml import as_yaml, file_name
from cases.models import Case

PAGE = "admin/cases/transfer/import.html"
# In ACCOUNT_RATE_LIMITS: how often one editor may read or make a file, which takes long for many cases.
RATE = "transfer"
GONE = "Filen er hentet allerede, eller det er mere end en time siden, du valgte den. Vælg den igen."
CHANGED_SINCE = "Casene er ændret, siden du så, hvad filen ændrer. Se igen, og bekræft, hvis det stadig er rigtigt."


class ImportPage:
    """Upload, dry run and confirmation, on one address."""

    def __init__(self, model_admin: Any) -> None:
        self.admin = model_admin

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (self.admin.has_add_permission(request) and self.admin.has_change_permission(request)):
            raise PermissionDenied
        # Before anything reads the body: Django would store all of it first.
        if content_length(request) > MAX_UPLOAD + FORM_OVERHEAD:
            return self._page(request, problems=[Problem(TOO_LARGE)], status=413)
        return rate_limit(action=RATE)(csrf_protect(self._step))(request)

    def _step(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self._page(request)
        if "key" in request.POST:
            return self._confirm(request)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, problems=[Problem(str(reason)) for reason in form.errors["file"]])
        file = form.cleaned_data["file"]
        return self._dry_run(request, PendingUpload(file.name, file.read()))

    def _dry_run(self, request: HttpRequest, upload: PendingUpload, notice: str = "") -> HttpResponse:
        """What the file would change. It is kept only when it can be confirmed."""
        try:
            plan = _plan(request, upload)
        except FileRefusedError as refused:
            forget(request.user)
            return self._page(request, problems=refused.problems, file=upload.name)
        key = ""
        if plan.new or plan.changed:
            key = keep(request.user, replace(upload, fingerprint=plan.fingerprint))
        return self._page(request, plan=plan, key=key, file=upload.name, notice=notice)

    def _confirm(self, request: HttpRequest) -> HttpResponse:
        upload = find(request.user, request.POST["key"])
        if upload is None:
            return self._page(request, problems=[Problem(GONE)])
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

    def _page(self, request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request,
            PAGE,
            {
                **self.admin.admin_site.each_context(request),
                "title": "Hent cases fra en fil",
                "opts": Case._meta,
                "form": UploadForm(),
                **context,
            },
            status=status,
        )


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


def import_page(model_admin: Any) -> Any:
    """The page as a view. The check for forgery comes after the check for size, which reads nothing."""
    page = ImportPage(model_admin)

    def view(request: HttpRequest) -> HttpResponse:
        return page(request)

    view.bounds_its_own_body = True  # type: ignore[attr-defined]
    return csrf_exempt(view)


@method_decorator(rate_limit(action=RATE, limit_get=True))
def export_yaml(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """One case as a file."""
    case = model_admin.get_object(request, object_id)
    if not model_admin.has_view_permission(request, case):
        raise PermissionDenied
    if case is None:
        return model_admin._get_obj_does_not_exist_redirect(request, Case._meta, object_id)
    return download(as_yaml([case]).encode(), file_name(case), "application/yaml; charset=utf-8")


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{get_valid_filename(name)}"'
    return answer

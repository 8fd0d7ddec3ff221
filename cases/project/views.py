"""The pages of a reader's own project."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.models import Case
from cases.project.private import private
from cases.project.state import MOST_CASES, Project


@private
def project(request: HttpRequest) -> HttpResponse:
    """The project's own page: its cases, and the way to everything that comes of them."""
    project = Project(request.GET)
    chosen = {case.pk for case in project.cases}
    others = [case for case in Case.objects.published().select_related("municipality") if case.pk not in chosen]
    context = {"project": project, "others": others, "has_room": len(chosen) < MOST_CASES}
    return render(request, "project/project.html", context)

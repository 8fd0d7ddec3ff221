"""The pages of a reader's own project."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.documents.responses import made_file, named
from cases.models import Case
from cases.project.calculation_file import sheets_of
from cases.project.calculation_page import CalculationPage
from cases.project.curve import draw
from cases.project.fit_check import FitCheck
from cases.project.group import Group
from cases.project.plan import ProjectPlan
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


@private
def fit(request: HttpRequest) -> HttpResponse:
    """Does it fit us: the questions of the project's cases, and what the answers come to."""
    project = Project(request.GET)
    links = {"links": request.build_absolute_uri(project.url("project_fit"))}
    context = {
        "project": project,
        "fit": FitCheck(project),
        "hidden": project.hidden("svar"),
        "group_url": f"{reverse('project_group')}?{urlencode(links)}",
    }
    return render(request, "project/fit.html", context)


@private
def group(request: HttpRequest) -> HttpResponse:
    """Several people's answers side by side."""
    links = request.GET.get("links", "")
    group = Group(links)
    return render(request, "project/group.html", {"project": group.project, "group": group, "links": links})


@private
def calculation(request: HttpRequest) -> HttpResponse:
    """What the solution is worth to the reader: the numbers, and what comes of them."""
    project = Project(request.GET)
    page = CalculationPage(project)
    scenarios = [named.scenario for named in page.scenarios]
    context = {"project": project, "calculation": page, "curve": draw(scenarios) if scenarios else None}
    return render(request, "project/calculation.html", context)


@private
def calculation_file(request: HttpRequest) -> HttpResponse:
    """The calculation as a workbook; without numbers, the page where they are given."""
    page = CalculationPage(Project(request.GET))
    if not page.scenarios:
        return redirect(page.project.url("project_calculation"))
    response = made_file(request, "workbook", lambda: sheets_of(page), "Prøv igen om lidt.")
    return named(response, "regnestykke.xlsx")


@private
def plan(request: HttpRequest) -> HttpResponse:
    """The plan: steps chosen from the cases, by phase."""
    project = Project(request.GET)
    return render(request, "project/plan.html", {"project": project, "plan": ProjectPlan(project)})

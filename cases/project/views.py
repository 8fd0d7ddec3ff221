"""The pages of a reader's own project."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases.documents.responses import made_file, named
from cases.models import Case
from cases.project.calculation_file import sheets_of
from cases.project.calculation_page import CalculationPage
from cases.project.curve import draw
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

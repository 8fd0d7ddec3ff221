"""The pages of a reader's own project."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from casekatalog.core.private import private
from cases.documents.making import Writer
from cases.documents.responses import made_file, named
from cases.models import Case
from cases.project.asking import questions_for
from cases.project.calculation_file import sheets_of
from cases.project.calculation_page import CalculationPage
from cases.project.curve import draw
from cases.project.fit_check import FitCheck
from cases.project.group import Group
from cases.project.papers.decision import decision_paper
from cases.project.papers.registry import PAPERS, everything, workbook
from cases.project.plan import ProjectPlan
from cases.project.state import MOST_CASES, Project
from cases.project.whole import WholeProject

DECISION_WRITERS: dict[str, Writer] = {"docx": "word", "pdf": "pdf"}
LATER = "Projektet står i linket, så intet er tabt."


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
    response = made_file(request, "workbook", lambda: sheets_of(page), LATER)
    return named(response, "regnestykke.xlsx")


@private
def plan(request: HttpRequest) -> HttpResponse:
    """The plan: steps chosen from the cases, by phase."""
    project = Project(request.GET)
    papers = [(paper.title, reverse("project_paper", args=[name])) for name, paper in PAPERS.items()]
    return render(request, "project/plan.html", {"project": project, "plan": ProjectPlan(project), "papers": papers})


@private
def paper(request: HttpRequest, name: str) -> HttpResponse:
    """One of the project's papers, as Word."""
    if name not in PAPERS:
        raise Http404
    whole = _whole(request)
    response = made_file(request, "word", lambda: PAPERS[name].make(whole), LATER)
    return named(response, f"{name}.docx")


@private
def plan_workbook(request: HttpRequest) -> HttpResponse:
    """The plan and the logs, as a workbook."""
    whole = _whole(request)
    return named(made_file(request, "workbook", lambda: workbook(whole), LATER), "plan-og-logger.xlsx")


@private
def papers(request: HttpRequest) -> HttpResponse:
    """All papers and the workbook in one zip file."""
    whole = _whole(request)
    return named(made_file(request, "bundle", lambda: everything(whole), LATER), "jeres-projekt.zip")


@private
def asking(request: HttpRequest) -> HttpResponse:
    """Questions to the municipalities of the cases."""
    project = Project(request.GET)
    return render(request, "project/asking.html", {"project": project, "asking": questions_for(project)})


@private
def decision(request: HttpRequest) -> HttpResponse:
    """The draft for a decision, to be read here."""
    project = Project(request.GET)
    paper = decision_paper(WholeProject(project, _root(request))) if project.cases else None
    return render(request, "project/decision.html", {"project": project, "paper": paper})


@private
def decision_file(request: HttpRequest, file_format: str) -> HttpResponse:
    """The draft for a decision, to be worked on or printed."""
    if file_format not in DECISION_WRITERS:
        raise Http404
    whole = _whole(request)
    response = made_file(request, DECISION_WRITERS[file_format], lambda: decision_paper(whole), LATER)
    return named(response, f"beslutningsoplaeg.{file_format}")


def _root(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _whole(request: HttpRequest) -> WholeProject:
    """The project with all that comes of it.

    Raises:
        Http404: it has no case, so that there is nothing to write.
    """
    project = Project(request.GET)
    if not project.cases:
        raise Http404
    return WholeProject(project, _root(request))

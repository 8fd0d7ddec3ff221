"""Pages about the framework: greb, the three models, the tools, the catalogue's background, the glossary."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from frameworks import pages
from frameworks.crossreading import FAMILIES, CrossReading, counted_terms, find_term
from frameworks.entries import of_first_cases
from frameworks.gripmatrix import all_evidence, by_support_function, counted_grips, matrix, with_cases
from frameworks.models import GlossaryTerm, Passage


@require_safe
def grips(request: HttpRequest) -> HttpResponse:
    """The five greb, and a table of which cases show them."""
    found, first = counted_grips(), of_first_cases(all_evidence())
    rows = matrix(found, with_cases(first.entries))
    context = {"passages": Passage.objects.filter(page="greb"), "grips": found, "rows": rows, "first": first}
    return render(request, "frameworks/grips.html", context)


@require_safe
def grip(request: HttpRequest, slug: str) -> HttpResponse:
    """One greb with its aspects, chapter 2's examples and the evidence from the cases."""
    found = counted_grips()
    grip = next((grip for grip in found if grip.slug == slug), None)
    if grip is None:
        raise Http404
    first = of_first_cases(all_evidence().filter(grip=grip))
    groups = by_support_function(with_cases(first.entries))
    context = {"grip": grip, "grips": found, "groups": groups, "examples": pages.examples_of(grip), "first": first}
    return render(request, "frameworks/grip.html", context)


@require_safe
def framework(request: HttpRequest) -> HttpResponse:
    """The three models as figures that lead to the cases."""
    return render(request, "frameworks/framework.html", {"framework": pages.Framework()})


@require_safe
def crossreading(request: HttpRequest, family: str, slug: str) -> HttpResponse:
    """Every case's entries under one theme, perspective, phase or component."""
    if family not in FAMILIES or (term := find_term(FAMILIES[family], slug)) is None:
        raise Http404
    reading = CrossReading(FAMILIES[family], term, request.GET)
    return render(request, "frameworks/crossreading.html", {"reading": reading, "terms": counted_terms(reading.family)})


@require_safe
def tools(request: HttpRequest) -> HttpResponse:
    """The pamphlet from 2005: tools, figures, conclusions and examples."""
    return render(request, "frameworks/tools.html", {"pamphlet": pages.Pamphlet()})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Background, levels, gains, selection, source and method."""
    return render(request, "frameworks/about.html", {"about": pages.About()})


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term, under the letter it begins with."""
    by_letter = groupby(GlossaryTerm.objects.all(), key=lambda term: term.name[0].upper())
    letters = [(letter, list(terms)) for letter, terms in by_letter]
    return render(request, "frameworks/glossary.html", {"letters": letters})

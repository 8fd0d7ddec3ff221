"""The lists that a project works on, for Word and Excel: the plan's steps, gains, risks, and whom it concerns."""

from __future__ import annotations

from cases.documents.blocks import Table
from cases.project.papers.parts import gap_words
from cases.project.plan import MEASURED_AFTER
from cases.project.whole import WholeProject

WHOM = (
    ("Ledelsen", "Hvad løsningen skal give, og hvem der tager gevinsten ud af et budget"),
    ("Medarbejdere, der løser opgaven nu", "Hvad der ændrer sig i opgaven, og hvad de skal lære"),
    ("Tillidsrepræsentanter og MED-udvalg", "Hvad der ændrer sig for medarbejderne, før beslutningen bliver taget"),
    ("It-afdelingen", "Hvilke systemer løsningen skal arbejde sammen med, og hvem der driver den"),
    ("Borgere og andre brugere", "Om de mærker noget, og hvor de får hjælp"),
    ("Leverandøren", "Hvad I har aftalt, og hvem de spørger hos jer"),
)


def steps(whole: WholeProject) -> Table:
    """The plan, step by step. Who and when is for the municipality to fill in."""
    rows = []
    for planned in whole.plan.phases:
        for question in planned.gaps:
            rows.append(
                (planned.phase.name, f"{question.what_to_do}: {question.text}", "Passer den til os?", "", "", "", "")
            )
        for one in planned.steps:
            origin = f"{one.case.municipality.name}, trin {one.step.order}"
            rows.append((planned.phase.name, one.step.heading, origin, "", "", "", ""))
    header = ("Fase", "Trin", "Kommer fra", "Ansvarlig", "Begynder", "Slutter", "Status")
    return Table("Planens trin", header, rows, (3, 6, 4, 3, 2, 2, 2))


def gains(whole: WholeProject) -> Table:
    """The gains to follow: those of the calculation, then those that the cases state."""
    dates = ", ".join(filter(None, map(whole.plan.month_after, MEASURED_AFTER)))
    rows = []
    in_hours, in_kroner = (row.results for row in whole.calculation.rows[:2])
    for named, hours, gain in zip(whole.calculation.scenarios, in_hours, in_kroner, strict=True):
        label = named.name.label.lower()
        rows.append((f"Frigjorte timer ({label})", "Tid", "", f"{hours.shown} om året", "", dates, "", ""))
        rows.append((f"Gevinst i kroner ({label})", "Penge", "", f"{gain.shown} om året", "", dates, "", ""))
    for case in whole.cases:
        for gain_evidence in case.gains.all():
            kind = gain_evidence.gain.name
            page = f", s. {gain_evidence.page}" if gain_evidence.page else ""
            rows.append((f"{gain_evidence.text} ({case.municipality.name}{page})", kind, "", "", "", dates, "", ""))
    header = ("Gevinst", "Type", "Nulpunkt", "Mål", "Måling", "Dato", "Gevinstejer", "Forudsætning")
    return Table("Gevinster at følge", header, rows, (6, 3, 2, 3, 2, 3, 3, 3))


def risks(whole: WholeProject) -> Table:
    """The risks: what the fit check found is not in place, must-haves first, then what was hard for the cases."""
    fit = whole.fit
    missing = [*fit.to_clarify, *fit.to_get] if fit.is_answered else []
    rows = [
        (
            gap_words(question),
            "Det er ikke på plads, når I skal bruge det",
            "",
            "",
            "",
            f"{question.what_to_do} det",
            "Åben",
        )
        for question in sorted(missing, key=lambda question: not question.is_required)
    ]
    for case in whole.cases:
        for difficulty in case.difficulties.all():
            page = f", s. {difficulty.page}" if difficulty.page else ""
            cause = f"{difficulty.text} ({case.municipality.name}{page})"
            rows.append((cause, "Det samme sker hos jer", "", "", "", "Vurder, om det gælder hos jer", "Åben"))
    header = ("Årsag", "Hændelse", "Konsekvens", "Sandsynlighed", "Ejer", "Handling", "Status")
    return Table("Risici", header, rows, (6, 4, 3, 3, 2, 3, 2))


def stakeholders(whole: WholeProject) -> Table:
    """Whom the project concerns, and what they need to know."""
    rows = [(who, what, "", "", "", "") for who, what in WHOM]
    header = ("Hvem", "Hvad de skal vide", "Hvad de er optaget af", "Hvornår", "Hvordan", "Ansvarlig")
    return Table("Interessenter og kommunikation", header, rows, (4, 6, 4, 2, 2, 2))


LOGS = {"Plan": steps, "Gevinster": gains, "Risici": risks, "Interessenter": stakeholders}

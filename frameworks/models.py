"""The vocabulary that cases are described with: chapters 1-3 of the catalogue and the pamphlet.

Each class holds one closed list from the source. Cases point at these terms; nothing here knows of cases.
"""

from django.db import models

from casekatalog.core.text_fields import LineField, ProseField
from casekatalog.core.vocabulary import Named, Row, Slugged, SluggedQuerySet, Term


class Grip(Term):
    """A cross-cutting success factor (greb); chapter 2 of the catalogue, p. 10-16."""

    class Meta(Term.Meta):
        verbose_name = "greb"
        verbose_name_plural = "greb"


class GripAspectQuerySet(models.QuerySet[Row]):
    def get_by_natural_key(self, grip: str, order: int) -> Row:
        return self.get(grip__slug=grip, order=order)


class GripAspect(models.Model):
    """One of the aspects a greb is described by in chapter 2, with its points as a list in the text."""

    grip = models.ForeignKey(Grip, on_delete=models.CASCADE, related_name="aspects", verbose_name="greb")
    order = models.PositiveSmallIntegerField("rækkefølge")
    heading = LineField("overskrift", max_length=120)
    text = ProseField("tekst")

    objects = GripAspectQuerySet.as_manager()

    class Meta:
        ordering = ["grip", "order"]
        verbose_name = "side af et greb"
        verbose_name_plural = "sider af greb"
        constraints = [models.UniqueConstraint(fields=["grip", "order"], name="gripaspect_order_once")]

    def __str__(self) -> str:
        return f"{self.grip}: {self.heading}"

    def natural_key(self) -> tuple[str, int]:
        return (*self.grip.natural_key(), self.order)

    natural_key.dependencies = ["frameworks.grip"]  # type: ignore[attr-defined]


class PreconditionPerspective(Term):
    """One of three perspectives that must balance before a solution is implemented; p. 19."""

    class Meta(Term.Meta):
        verbose_name = "perspektiv på forudsætninger"
        verbose_name_plural = "perspektiver på forudsætninger"


class PreconditionTheme(Term):
    """A theme that the catalogue labels preconditions with, such as goals or financing."""

    class Meta(Term.Meta):
        verbose_name = "tema for forudsætninger"
        verbose_name_plural = "temaer for forudsætninger"


class Phase(Term):
    """One of the four phases of implementation, the halves of the double diamond; p. 20."""

    class Meta(Term.Meta):
        verbose_name = "fase"
        verbose_name_plural = "faser"


class LeavittComponent(Term):
    """One of the four components of the organisation in Leavitt's model; p. 21. Slugs are the case page's anchors."""

    class Meta(Term.Meta):
        verbose_name = "komponent i Leavitts model"
        verbose_name_plural = "komponenter i Leavitts model"


class InfrastructureLevel(Term):
    """One of four levels towards a coherent digital infrastructure; p. 6."""

    focus = ProseField("fokus")

    class Meta(Term.Meta):
        verbose_name = "niveau mod en sammenhængende digital infrastruktur"
        verbose_name_plural = "niveauer mod en sammenhængende digital infrastruktur"


class GainPerspective(Term):
    """One of three perspectives on what is gained: economic, managerial, professional; p. 5."""

    class Meta(Term.Meta):
        verbose_name = "gevinstperspektiv"
        verbose_name_plural = "gevinstperspektiver"


class Passage(Slugged):
    """A passage of running text on a page about the framework, kept as content so that editors can correct it."""

    class Page(models.TextChoices):
        ABOUT = "om", "Om kataloget"
        FRAMEWORK = "analyseramme", "Analyseramme"
        GRIPS = "greb", "Greb"
        TOOLS = "redskaber", "Redskaber"

    page = models.CharField("side på webstedet", max_length=12, choices=Page)
    order = models.PositiveSmallIntegerField("rækkefølge")
    heading = LineField("overskrift", max_length=120)
    text = ProseField("tekst")
    source = LineField("sted i kilden", max_length=80)

    objects = SluggedQuerySet.as_manager()

    class Meta:
        ordering = ["page", "order"]
        verbose_name = "tekststykke"
        verbose_name_plural = "tekststykker"
        constraints = [models.UniqueConstraint(fields=["page", "order"], name="passage_order_once")]

    def __str__(self) -> str:
        return f"{self.get_page_display()}: {self.heading}"


class GlossaryTerm(Named):
    """An abbreviation or a word that readers may not know."""

    explanation = ProseField("forklaring")
    is_english = models.BooleanField("engelsk", default=False)

    class Meta(Named.Meta):
        verbose_name = "ord i ordlisten"
        verbose_name_plural = "ordliste"


class Tool(Term):
    """A tool for harvesting gains, from the pamphlet on effective digital administration (2004/05)."""

    year = models.PositiveSmallIntegerField("år")

    class Meta(Term.Meta):
        verbose_name = "redskab"
        verbose_name_plural = "redskaber"


class SurveyFigure(Term):
    """A figure from the surveys the pamphlet quotes. ``name`` says what the share is of."""

    share = models.DecimalField("andel i procent", max_digits=4, decimal_places=1)
    stated_as = LineField("som kilden siger det", max_length=40)
    year = models.PositiveSmallIntegerField("år")
    source = LineField("undersøgelse", max_length=120)

    class Meta(Term.Meta):
        verbose_name = "tal fra undersøgelse"
        verbose_name_plural = "tal fra undersøgelser"
        constraints = [
            models.CheckConstraint(condition=models.Q(share__range=(0, 100)), name="surveyfigure_share_is_percent")
        ]


class HistoricalExample(Term):
    """A municipality's example in the pamphlet's appendix. Not counted among the cases."""

    class Effectiveness(models.TextChoices):
        INTERNAL = "indre", "indre effektivisering"
        EXTERNAL = "ydre", "ydre effektivisering"

    municipality_name = LineField("kommune dengang", max_length=80)
    year = models.PositiveSmallIntegerField("år")
    effectiveness = models.CharField("type", max_length=5, choices=Effectiveness, blank=True)
    path = LineField("vej", max_length=200, blank=True)

    class Meta(Term.Meta):
        verbose_name = "historisk eksempel"
        verbose_name_plural = "historiske eksempler"


class IndexFigureQuerySet(models.QuerySet[Row]):
    def get_by_natural_key(self, example: str, year: int) -> Row:
        return self.get(example__slug=example, year=year)


class IndexFigure(models.Model):
    """A year of an example's index beside the whole country's; the first year is 100."""

    example = models.ForeignKey(
        HistoricalExample, on_delete=models.CASCADE, related_name="index_figures", verbose_name="historisk eksempel"
    )
    year = models.PositiveSmallIntegerField("år")
    municipality = models.PositiveSmallIntegerField("kommunen")
    country = models.PositiveSmallIntegerField("hele landet")

    objects = IndexFigureQuerySet.as_manager()

    class Meta:
        ordering = ["example", "year"]
        verbose_name = "indekstal"
        verbose_name_plural = "indekstal"
        constraints = [models.UniqueConstraint(fields=["example", "year"], name="indexfigure_year_once")]

    def __str__(self) -> str:
        return f"{self.example} {self.year}"

    def natural_key(self) -> tuple[str, int]:
        return (*self.example.natural_key(), self.year)

    natural_key.dependencies = ["frameworks.historicalexample"]  # type: ignore[attr-defined]

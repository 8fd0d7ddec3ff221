"""The vocabulary that cases are described with: chapters 1-3 of the catalogue and the pamphlet.

Each class holds one closed list from the source. Cases point at these terms; nothing here knows of cases.
"""

from django.db import models

from casekatalog.vocabulary import Term


class Grip(Term):
    """A cross-cutting success factor (greb); chapter 2 of the catalogue, p. 10-16."""

    class Meta(Term.Meta):
        verbose_name = "greb"
        verbose_name_plural = "greb"


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

    focus = models.TextField("fokus")

    class Meta(Term.Meta):
        verbose_name = "niveau mod en sammenhængende digital infrastruktur"
        verbose_name_plural = "niveauer mod en sammenhængende digital infrastruktur"


class GainPerspective(Term):
    """One of three perspectives on what is gained: economic, managerial, professional; p. 5."""

    class Meta(Term.Meta):
        verbose_name = "gevinstperspektiv"
        verbose_name_plural = "gevinstperspektiver"


class Tool(Term):
    """A tool for harvesting gains, from the pamphlet on effective digital administration (2004/05)."""

    year = models.PositiveSmallIntegerField("år")

    class Meta(Term.Meta):
        verbose_name = "redskab"
        verbose_name_plural = "redskaber"


class HistoricalExample(Term):
    """A municipality's example in the pamphlet's appendix. Not counted among the cases."""

    class Effectiveness(models.TextChoices):
        INTERNAL = "indre", "indre effektivisering"
        EXTERNAL = "ydre", "ydre effektivisering"

    municipality_name = models.CharField("kommune dengang", max_length=80)
    year = models.PositiveSmallIntegerField("år")
    effectiveness = models.CharField("type", max_length=5, choices=Effectiveness)
    path = models.CharField("vej", max_length=200)

    class Meta(Term.Meta):
        verbose_name = "historisk eksempel"
        verbose_name_plural = "historiske eksempler"

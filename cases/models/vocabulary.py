"""The lists that cases are found by: support functions, tasks, technologies, municipalities, products, vendors."""

from django.core.exceptions import ValidationError
from django.db import models

from casekatalog.core.database_fields import danish_sort_key, https_link
from casekatalog.core.text_fields import LineField, ProseField
from casekatalog.core.vocabulary import Named, Slugged, SluggedQuerySet, Term


class SupportFunction(Term):
    """One of the five administrative support functions the catalogue is divided into; p. 9."""

    class Meta(Term.Meta):
        verbose_name = "støttefunktion"
        verbose_name_plural = "støttefunktioner"


class Technology(Term):
    """The kind of technology a solution is built on."""

    class Meta(Term.Meta):
        verbose_name = "teknologi"
        verbose_name_plural = "teknologier"


class Task(Term):
    """The administrative task a case digitalises. Our own list, not the catalogue's."""

    class Meta(Term.Meta):
        verbose_name = "opgave"
        verbose_name_plural = "opgaver"


class Region(models.TextChoices):
    """The five Danish regions."""

    CAPITAL = "hovedstaden", "Hovedstaden"
    ZEALAND = "sjaelland", "Sjælland"
    SOUTH = "syddanmark", "Syddanmark"
    CENTRAL = "midtjylland", "Midtjylland"
    NORTH = "nordjylland", "Nordjylland"


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def get_by_natural_key(self, code: str) -> "Municipality":
        return self.get(code=code)


class Municipality(models.Model):
    """A Danish municipality, known by its official four-digit code (kommunekode)."""

    code = LineField("kommunekode", max_length=4, unique=True)
    name = LineField("navn uden “Kommune”", max_length=60, unique=True)
    official_name = LineField("fulde navn", max_length=80, unique=True)
    region = models.CharField("region", max_length=12, choices=Region)
    website = https_link("hjemmeside", "Kommunens officielle hjemmeside: “https://www.vesthimmerland.dk”.")
    sort_key = danish_sort_key("name")

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        verbose_name = "kommune"
        verbose_name_plural = "kommuner"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^0[0-9]{3}$"),
                name="municipality_code_four_digits",
                violation_error_message="Kommunekoden er fire cifre og begynder med 0.",
            )
        ]

    def __str__(self) -> str:
        return self.official_name

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class Vendor(Named):
    """A company or community that supplies products."""

    class Meta(Named.Meta):
        verbose_name = "leverandør"
        verbose_name_plural = "leverandører"


class Product(Named):
    """A system or product that cases use, under the name it had in 2019."""

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="products", null=True, blank=True, verbose_name="leverandør"
    )
    description = LineField("hvad det er", max_length=200, blank=True)

    class Meta(Named.Meta):
        verbose_name = "system eller produkt"
        verbose_name_plural = "systemer og produkter"

    def clean(self) -> None:
        """Raises ValidationError when the name is a vendor's: a vendor is never a product."""
        if Vendor.objects.filter(name__iexact=self.name).exists():
            raise ValidationError(
                {"name": "Navnet er en leverandørs. Skriv produktets navn, eller lad produktet være."}
            )

    @property
    def unnamed_vendor(self) -> str:
        """The vendor's name, unless the product's own name already says it."""
        return "" if not self.vendor or self.vendor.name in self.name else self.vendor.name


class SynonymGroup(Slugged):
    """Words and short phrases that readers use for the same thing. A search for one finds all of them."""

    words = ProseField("ord", help_text="Ord eller korte udtryk, skilt af komma: “kørselsgodtgørelse, kilometerpenge”.")
    note = LineField("bemærkning", max_length=200, blank=True)

    objects = SluggedQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = "synonymer"
        verbose_name_plural = "synonymer"

    def __str__(self) -> str:
        return self.words

    @property
    def meanings(self) -> list[tuple[str, list[str]]]:
        """Each word or phrase with the others that a search for it finds too. What stands before a “>” finds what
        stands after it, and not the other way round: “Djursland > Syddjurs”."""
        before, one_way, after = self.words.partition(">")
        listed = [[member.strip() for member in part.split(",") if member.strip()] for part in (before, after)]
        found_too = listed[1] if one_way else listed[0]
        return [(member, [other for other in found_too if other != member]) for member in listed[0]]

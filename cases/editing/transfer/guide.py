"""The sheet that says how to fill in the workbook."""

from cases.editing.transfer.limits import MAX_UPLOAD, MEGABYTE

GUIDE_SHEET = "Vejledning"
VALUES_SHEET = "Lister"
IGNORED_SHEETS = (GUIDE_SHEET, VALUES_SHEET)

# Each line with whether it is a heading.
GUIDE: tuple[tuple[str, bool], ...] = (
    ("Sådan bruger du regnearket", True),
    ("Arket “Cases” har én række for hver case. De andre ark har casens lister: ét punkt i hver række.", False),
    (
        "Ret i arkene, gem som .xlsx, og hent filen under Cases i redaktionen. Først ser du, hvad der bliver ændret.",
        False,
    ),
    ("Hvad filen gør", True),
    ("Kortnavnet siger, hvilken case rækken hører til. Et nyt kortnavn giver en ny case, som bliver en kladde.", False),
    ("En liste i filen erstatter hele casens liste. Sletter du en række, bliver punktet slettet.", False),
    ("Sletter du et helt ark med en liste, bliver listen ikke rørt. Arket “Cases” skal være der.", False),
    ("Cases, der ikke er i filen, bliver ikke rørt. Filen kan ikke slette en case.", False),
    ("Nummer og status kan ikke ændres med en fil. Begge styres i redaktionen.", False),
    ("Sådan udfylder du", True),
    ("Lad overskrifterne stå. Alle kolonner skal være der, også de tomme. Rækkefølgen er ligegyldig.", False),
    ("Skriv tal som tal, datoer som datoer og resten som tekst. Formler bliver afvist: Indsæt dem som værdier.", False),
    ("Rækkefølge er punktets plads på listen: 1, 2, 3. To punkter på en liste kan ikke have samme plads.", False),
    ("Hvor der er en fast liste af værdier, kan du vælge i cellen. Alle værdier står på arket “Lister”.", False),
    (
        "Opgaver og teknologier kan have flere værdier. Skil dem med semikolon: Bogføring og fakturaer; Opkrævning.",
        False,
    ),
    (
        "En tom linje i en tekst giver et nyt afsnit. En linje, der begynder med “- ”, giver et punkt på en liste.",
        False,
    ),
    ("Skriv ikke navne på personer. Kontakten er en rolle og en enhed.", False),
    (f"Filen må højst fylde {MAX_UPLOAD // MEGABYTE} MB.", False),
)

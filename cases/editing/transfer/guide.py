"""The sheet that says how to fill in the workbook."""

from cases.editing.transfer.limits import MAX_UPLOAD, MEGABYTE

GUIDE_SHEET = "Vejledning"
VALUES_SHEET = "Lister"
IGNORED_SHEETS = (GUIDE_SHEET, VALUES_SHEET)

# A line that begins with “# ” is a heading.
GUIDE = f"""\
# Sådan bruger du regnearket
Arket “Cases” har én række for hver case. De andre ark har casens lister: ét punkt i hver række.
Ret i arkene, gem som .xlsx, og hent filen under Cases i redaktionen. Først ser du, hvad der bliver ændret.
# Hvad filen gør
Kortnavnet siger, hvilken case rækken hører til. Et nyt kortnavn giver en ny case, som bliver en kladde.
En liste i filen erstatter hele casens liste. Sletter du en række, bliver punktet slettet.
Sletter du et helt ark med en liste, bliver listen ikke rørt. Arket “Cases” skal være der.
Cases, der ikke er i filen, bliver ikke rørt. Filen kan ikke slette en case.
Nummer og status kan ikke ændres med en fil. Begge styres i redaktionen.
# Sådan udfylder du
Lad overskrifterne stå. Alle kolonner skal være der, også de tomme. Rækkefølgen er ligegyldig.
Skriv tal som tal, datoer som datoer og resten som tekst. Formler bliver afvist: Indsæt dem som værdier.
Rækkefølge er punktets plads på listen: 1, 2, 3. To punkter på en liste kan ikke have samme plads.
Nøglen siger, hvilket punkt rækken er. Lad den stå, også når du retter eller flytter. Lad den være tom i en ny række.
Hvor der er en fast liste af værdier, kan du vælge i cellen. Alle værdier står på arket “Lister”.
Opgaver og teknologier kan have flere værdier. Skil dem med semikolon: Bogføring og fakturaer; Opkrævning.
En tom linje i en tekst giver et nyt afsnit. En linje, der begynder med “- ”, giver et punkt på en liste.
Skriv ikke navne på personer. Kontakten er en rolle og en enhed.
Filen må højst fylde {MAX_UPLOAD // MEGABYTE} MB.
"""

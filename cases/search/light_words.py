"""Words that say little in a search: they ask, join or praise. They count only where a query has nothing else.

In 26 cases such a word may stand but once, and would be taken for the rarest of a query: “hvordan laver vi en lokalplan”
asks for “lokalplan”, not for “laver”.
"""

from __future__ import annotations

from cases.search.text import stem

_LIGHT = (
    # verbs that any query may have
    "lave laver lavet bruge bruger brugt anvende anvender anvendt komme kommer tage tager taget give giver givet "
    "gå går gået stå står sætte sætter sat holde holder holdt finde finder fundet vide ved vise viser se ser "
    "slippe slipper undgå undgår undgås blive bliver sker ske løse løser løst klare klarer hjælpe hjælper "
    "ville vil burde bør kunne kræve kræver kræves foregå foregår virke virker fungere fungerer sikre sikrer "
    "starte starter begynde begynder prøve prøver prøvet ønske ønsker handle håndtere håndterer "
    "købe køber købt indføre indfører indført skaffe skaffer skaffet "
    # how much, how often, when
    "hele helt meget lidt mest mere mindre flere færre mange mellem alt nok altid ofte tit sjældent tiden igen stadig "
    "allerede snart nemmere midt gange gang først sidst hurtigt hurtigere langsomt "
    # how it is
    "god godt gode bedre bedst bedste dårlig dårligt dårlige ny nyt nye gammel gammelt gamle stor stort store lille "
    "små lang langt lange kort svær svært svære sværere nem nemt nemme let lette smart smarte rigtig rigtigt rigtige "
    "forkert forkerte forskellig forskellige særlig særlige egen eget egne hinanden sammen "
    # what is asked of every case
    "måde måder ting eksempel eksempler erfaring erfaringer råd idé ide ideer hjælp folk noget nogen "
    "kommune kommuner kommunen kommunerne kommunal kommunale kommunalt "
    # in English
    "the of in on at to and or for with from by how what a an is do does we our use using new "
)

LIGHT_WORDS = frozenset(_LIGHT.split())

# What names a means, but not what it is for: an app for waste is not answered by one for mileage.
MEANS = frozenset(
    map(stem, "app robot softwarerobot system program portal løsning modul platform værktøj digital web online".split())
)

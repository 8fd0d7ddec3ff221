"""Words that say little in a search: they ask, join or praise. They count only where a query has nothing else.

In 26 cases such a word may stand but once, and would be taken for the rarest of a query: “hvordan laver vi en
lokalplan” asks for “lokalplan”, not for “laver”.
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
    "allerede snart nemmere midt gange gang først første sidst sidste hurtigt hurtigere langsomt "
    # how it is
    "god godt gode bedre bedst bedste dårlig dårligt dårlige ny nyt nye gammel gammelt gamle stor stort store lille "
    "små lang langt lange kort svær svært svære sværere nem nemt nemme let lette smart smarte rigtig rigtigt rigtige "
    "forkert forkerte forskellig forskellige særlig særlige egen eget egne hinanden sammen "
    # what is asked of every case
    "måde måder ting eksempel eksempler erfaring erfaringer råd idé ide ideer hjælp folk noget nogen "
    "kommune kommunes kommuner kommuners kommunen kommunens kommunerne kommunernes kommunal kommunale kommunalt "
    # what people do in any sentence
    "kigge kigger sidde sidder ligge ligger mene mener tro tror tænke tænker tale taler snakke snakker sige siger "
    "hedde hedder kende kender huske bede beder spørge spørger svare svarer høre hører læse læser føle føler opleve "
    "oplever vælge vælger følge følger fortsætte fortsætter slutte slutter ende ender hænge hænger passe passer "
    "trække trækker skubbe lægge lægger stille stiller ramme rammer påvirke påvirker gælde gælder betyde betyder "
    "mangle mangler behøve behøver lykkes lykkedes handle handler nå når turde tør elske hade magte orke gider gide "
    "jeres gemme gemmer beholde beholder ordne ordner rode roder ryge ryger røg falde falder smide smider "
    # where and when
    "steder sted væk hjemme ude inde her der rundt undervejs imens længere længe bagefter derefter efterfølgende "
    "fremover engang forinden "
    "dag dage dagen uge uger måned måneder år "
    "året årene mandag tirsdag onsdag torsdag fredag lørdag søndag by byer land landet danmark danske dansk "
    # how, once more
    "indviklet besværligt umulig umuligt muligt mulig vigtig vigtigt vigtige nødvendigt ærgerligt irriterende træls "
    "personligt personlig almindelig almindelige normal normalt ekstra fuld fuldt halv halvt ren enkel enkelt enkle "
    "hurtig hurtige langsom langsomme effektiv effektivt effektive moderne smartere billigere dyrere "
    "overhovedet egentlig faktisk virkelig måske sikkert alligevel ganske nemlig ellers især "
    # in English
    "the of in on at to and or for with from by how what a an is do does we our use using new municipal municipality "
    "municipalities city local get make have has it its not no can will you your best good better more all any into "
    "across "
)

LIGHT_WORDS = frozenset(_LIGHT.split())

# What names a means, but not what it is for: an app for waste is not answered by one for mileage.
_MEANS = (
    "app robot softwarerobot system program portal løsning modul platform værktøj digital web online teknologi plan "
    "valg data digitalisering projekt"
)
MEANS = frozenset(map(stem, _MEANS.split()))

# What no part of a compound may be, for it stands everywhere: “kommuneplan” is not a plan of some municipality.
EVERYWHERE = frozenset(map(stem, ("kommune", "kommunal", "borger")))

# What may end any compound: “flekslønsmodtager” and “flekslønssag” are about fleksløn.
_GENERAL_HEADS = (
    "sag opgave arbejde system løsning proces problem område ordning håndtering behandling administration regel "
    "type oversigt overblik modtager arkiv mappe data oplysning udgift omkostning beløb antal mængde tal projekt "
    "forløb team afdeling kontor enhed medarbejder robot app modul program portal værktøj skema blanket formular "
    "krav aftale fejl journal materiale møde dokument liste politik gruppe ydelse service bilag"
)
GENERAL_HEADS = frozenset(map(stem, _GENERAL_HEADS.split()))

"""The case page as it is met: on the first screens, read aloud, and with the contents beside it."""

from playwright.sync_api import expect

from tests.browser.conftest import AT_ONE_SIZE, SIZES
from tests.seeded import ROOT

URL = "/cases/vesthimmerland-autorisationskontrol/"
SLUGS = sorted(file.stem.partition("-")[2] for file in (ROOT / "fixtures" / "cases").glob("*.yaml"))
# How many screens down the four answers may reach.
SCREENS = {1280: 1, 375: 2}
SEEN = """() => {
    const below = (element) => element.getBoundingClientRect().bottom;
    const answers = [...document.querySelectorAll(".answers > div")];
    return {
        above: below(document.querySelector(".stated-in")) < below(document.querySelector("h1")),
        asked: answers.map((answer) => answer.querySelector("dt").textContent),
        answers: Math.max(...answers.map((answer) => below([...answer.querySelectorAll("dd > p")].at(-1)))),
        figures: [...document.querySelectorAll(".answer-figure strong")].map(below).slice(0, 1),
    };
}"""


@AT_ONE_SIZE
def test_all_cases_answer_on_the_first_screen_and_phones_on_the_first_two(plain_page):
    assert len(SLUGS) == 26
    for slug in SLUGS:
        plain_page.goto(f"/cases/{slug}/")
        for name, size in SIZES.items():
            plain_page.set_viewport_size(size)
            seen = plain_page.evaluate(SEEN)
            assert seen["asked"] == ["Hvad gjorde de", "Hvad kom der ud af det", "Hvad kostede det", "Hvad krævede det"]
            assert seen["above"], (slug, name)
            assert seen["answers"] <= SCREENS[size["width"]] * size["height"], (slug, name)
            assert all(figure <= size["height"] for figure in seen["figures"]), (slug, name)


def test_a_case_is_read_aloud_in_three_parts_with_each_thing_said_once(wide_page):
    wide_page.goto(URL)
    main = wide_page.get_by_role("main")
    expect(main).to_match_aria_snapshot(
        """
        - heading "Softwarerobot samler ledernes kontrol af systemadgange" [level=1]
        - term: Hvad gjorde de
        - definition
        - term: Hvad kom der ud af det
        - definition:
          - paragraph:
            - strong: 0,5 år
          - paragraph
          - group: "Kildens ord · s. 141 : Hvad kom der ud af det"
        - term: Hvad kostede det
        """
    )
    expect(main.get_by_role("region", name="Sådan gjorde de")).to_match_aria_snapshot(
        """
        - heading "Sådan gjorde de" [level=2]
        - heading "Forudsætninger" [level=3]
        - heading "Brugernes behov" [level=4]
        - 'navigation "Sådan gjorde andre: Forudsætninger"':
          - paragraph
          - list:
            - listitem:
              - link "Mål i andre cases"
        - heading "Implementering" [level=3]
        - paragraph: "Kildens side: s. 143 til 144"
        - figure "Trinnene på den dobbelte diamant":
          - text: Trinnene på den dobbelte diamant
          - paragraph: "Undersøge : trin 1 til 3"
          - list:
            - listitem:
              - link "Undersøg lovkravene"
        - heading "Undersøge" [level=4]
        """
    )
    expect(main.get_by_role("region", name="Det ændrede sig")).to_match_aria_snapshot(
        """
        - figure "De fire dele påvirker hinanden.":
          - group "Ændringerne på Leavitts model":
            - 'link "Organisering og styring: 2 ændringer"'
        - heading "Organisering og styring" [level=4]
        """
    )


def test_the_contents_mark_the_section_that_is_being_read(wide_page):
    wide_page.goto(URL)
    current = wide_page.locator(".toc [aria-current]")
    expect(current).to_have_count(0)
    places = {"trin-5": "Implementering", "forudsaetning-2": "Forudsætninger", "ressourcer": "Ændringer"}
    for anchor, name in places.items():
        wide_page.goto(f"{URL}#{anchor}")
        expect(current).to_have_text(name)
        expect(current).to_be_in_viewport()

"""What a reader is told to ask the municipality: what the source does not say, and nothing that it does."""

import pytest

from cases.catalogue.questions import questions_to_ask
from cases.models import Case

PRICE, BUY, RUN = "Hvad kostede løsningen i anskaffelse", "Hvad kostede anskaffelsen", "Hvad koster driften"
WITHHELD, STILL = "I ønskede ikke at oplyse prisen", "Bruger I stadig"
MEASURED, DATE, TIME = "Har I målt", "Hvornår kom", "Hvor lang tid"
ROLLOUT, HOURS = "Rullede I", "Hvor mange timer"


@pytest.mark.parametrize(
    ("slug", "asked"),
    [
        ("vesthimmerland-autorisationskontrol", [STILL, MEASURED, TIME, ROLLOUT]),
        ("rudersdal-bogfoering", [STILL, PRICE, TIME, ROLLOUT]),
        ("vallensbaek-kontanthjaelpskrav", [STILL, WITHHELD, MEASURED, DATE, ROLLOUT]),
        ("hilleroed-ejendomsadministration", [STILL, BUY, MEASURED, TIME, ROLLOUT, HOURS]),
        ("syddjurs-aktindsigt", [STILL, RUN, MEASURED, DATE, TIME]),
    ],
)
def test_a_case_is_asked_what_its_source_leaves_open(slug, asked):
    questions = questions_to_ask(Case.objects.with_texts().get(slug=slug))
    assert len(questions) == len(asked), questions
    for question, begins in zip(questions, asked, strict=True):
        assert question.startswith(begins)


def test_a_case_that_was_confirmed_is_not_asked_whether_it_is_in_use():
    case = Case.objects.with_texts().get(slug="rudersdal-bogfoering")
    case.confirmed_on = "2026-01-01"
    assert not [question for question in questions_to_ask(case) if question.startswith(STILL)]

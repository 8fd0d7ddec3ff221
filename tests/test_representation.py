"""A case as plain data, for files and the API."""

import json

from casekatalog.core.data_version import one_version
from cases.models import Case
from cases.publishing.representation import representation

ROOT = "https://cases.example.dk"


def test_it_says_what_the_case_says_in_plain_data_with_whole_addresses():
    case = Case.objects.with_texts().get(number=20)
    data = representation(case, ROOT)
    assert json.loads(json.dumps(data)) == data
    assert data["url"] == f"{ROOT}/cases/vesthimmerland-autorisationskontrol/"
    assert data["municipality"]["region"] == {"slug": "nordjylland", "name": "Nordjylland"}
    figure = data["key_figures"][1]
    assert (figure["display"], figure["low"], figure["high"], figure["unit"]) == ("68.035", 68035, None, "kr.")
    assert figure["basis"] == {"slug": "pris", "name": "pris"}
    assert data["steps"][0]["url"].endswith("/#trin-1")
    assert data["source"]["line"].startswith(
        "Kilde: Casekatalog, digitalisering af administrationen, september 2019, s"
    )


def test_it_asks_the_same_number_of_queries_for_one_case_and_for_all(django_assert_max_num_queries):
    for numbers in ([20], range(1, 27)):
        # The cases, eleven lists, four vocabularies and the version they are kept under.
        with one_version(), django_assert_max_num_queries(19):
            assert [representation(case, ROOT) for case in Case.objects.filter(number__in=numbers).with_texts()]


def test_a_contact_person_is_in_no_copy():
    case = Case.objects.with_texts().get(number=20)
    assert set(representation(case, ROOT)) & {"contact", "contact_person"} == set()

"""The API gives the cases that the pages give, as the OpenAPI document says, to anybody."""

import json
import os
import random
import re

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.http import QueryDict

from casekatalog.core.data_version import set_new_version
from cases.catalogue.filters import FACETS
from cases.catalogue.list_state import SORTINGS
from cases.models import Case
from cases.publishing import schemas
from cases.publishing.schemas import ListParameters
from cases.publishing.vocabularies import SOURCES
from tests.factories import generate_cases, make_contact
from tests.hostile_queries import HOSTILE
from tests.pages import text_of, titles_of

LIST = "/api/v1/cases/"
CASE = "/api/v1/cases/vesthimmerland-autorisationskontrol/"
WHOLE = "/api/v1/katalog.json"
STATED = ("products", "operation_dates", "key_figures", "gains", "grips")
EVERY_ADDRESS = [LIST, CASE, "/api/v1/vokabularer/", "/api/v1/vokabularer/greb/", WHOLE, "/api/v1/openapi.json"]


def read(client, address, **parameters):
    answer = client.get(address, parameters)
    assert answer.status_code == 200, (address, parameters)
    return json.loads(answer.getvalue())


# --- The list --------------------------------------------------------------------------------------------------------


def test_a_filtered_list_has_the_pages_cases_counts_and_words(client):
    asked = {"teknologi": "rpa", "omraade": "sekretariatsopgaver"}
    answer, page = read(client, LIST, **asked), client.get("/cases/", asked)
    assert [case["title"] for case in answer["cases"]] == titles_of(page)
    assert answer["total"] == len(answer["cases"]) > 0
    assert (answer["description"] in text_of(page), answer["messages"]) == (True, [])
    technology = next(facet for facet in answer["facets"] if facet["name"] == "teknologi")["values"]
    rpa = next(value for value in technology if value["value"] == "rpa")
    assert (rpa["selected"], rpa["count"]) == (True, answer["total"])
    assert answer["links"]["page"] == "http://testserver/cases/?omraade=sekretariatsopgaver&teknologi=rpa"


def test_pages_are_linked_and_together_hold_every_case_once(client):
    answer = read(client, LIST, antal=10, sortering="kommune")
    found, addresses = [], []
    while True:
        found += [case["slug"] for case in answer["cases"]]
        addresses.append(answer["links"]["self"])
        if not (following := answer["links"]["next"]):
            break
        answer = read(client, following)
    assert len(found) == len(set(found)) == 26
    assert [answer["links"][name] for name in ("first", "previous", "last")] == addresses
    assert addresses[2] == f"http://testserver{LIST}?sortering=kommune&antal=10&side=3"


def test_cases_asked_for_by_name_come_in_that_order(client):
    slugs = ["vesthimmerland-autorisationskontrol", "holbaek-ledelsestilsyn"]
    answer = read(client, f"{LIST}?case={slugs[0]}&case={slugs[1]}&case=findes-ikke")
    assert ([case["slug"] for case in answer["cases"]], answer["facets"]) == (slugs, [])
    assert "findes-ikke" in answer["messages"][0]


def test_what_is_not_known_is_left_out_and_named(client):
    answer = read(client, LIST, greb="opfundet", teknologi="rpa", filter="x", side=99)
    assert answer["total"] == read(client, LIST, teknologi="rpa")["total"]
    told = " ".join(answer["messages"])
    assert [words for words in ("“filter”", "“opfundet”", "side 1") if words not in told] == []


@pytest.mark.parametrize(
    "wrong", ["side=0", "side=x", "side=", "side=1.5", "antal=101", "antal=-1", "side=" + "9" * 5000]
)
def test_a_number_that_cannot_be_one_is_refused_in_words(client, wrong):
    answer, name = client.get(f"{LIST}?{wrong}"), wrong.partition("=")[0]
    wanted = f"“{name}” skal være et helt tal fra 1{' til 100' if name == 'antal' else ''}."
    assert (answer.status_code, answer.json()) == (422, {"detail": wanted})


def test_hostile_text_gets_an_answer_wherever_it_stands(client):
    for name, text in HOSTILE.items():
        for names in (["q", "greb", "kommune", "sortering", text[:80]], ["case"]):
            answer = read(client, LIST, antal=1, **dict.fromkeys(names, text))
            assert set(answer) == set(schemas.CaseList.model_fields), name


# --- A case, vocabularies, everything --------------------------------------------------------------------------------


def test_a_case_says_in_plain_data_what_its_page_says_with_whole_addresses(client):
    answer = read(client, CASE)
    assert answer["url"] == "http://testserver/cases/vesthimmerland-autorisationskontrol/"
    assert answer["municipality"]["region"] == {"slug": "nordjylland", "name": "Nordjylland"}
    figure = answer["key_figures"][1]
    wanted = {"display": "68.035", "low": 68035, "high": None, "unit": "kr.", "basis": {"slug": "pris", "name": "pris"}}
    assert wanted.items() <= figure.items()
    assert answer["steps"][0]["url"].endswith("/#trin-1")
    assert answer["products"][0]["role"] == {"slug": "loesning", "name": "løsningen"}
    unnamed = answer["products"][2]
    assert (unnamed["slug"], unnamed["name"], unnamed["vendor"]) == (None, "AD (data om brugere og ledere)", None)
    (date,) = answer["operation_dates"]
    stated = date["display"], date["quarter"], date["month"], date["status"]["slug"]
    assert stated == ("4. kvartal 2017", 4, None, "implementeret")
    assert (answer["price"]["status"]["slug"], answer["price"]["source_page"]) == ("oplyst", 141)
    assert figure["answers"] == {"slug": "pris", "name": "Hvad kostede det"}
    assert answer["source"]["line"].startswith("Kilde: Casekatalog, digitalisering af administrationen, september 2019")
    page = text_of(client.get(answer["url"]))
    assert all(words(text) in page for text in answer["answers"].values())
    for stated in (*(fact for name in STATED for fact in answer[name]), answer["price"]):
        assert stated["source_page"] in range(141, 146)
        assert stated["wording"]
    for shown in (fact for name in set(STATED) - {"gains"} for fact in answer[name]):
        assert words(shown["wording"]) in page
    for part in ("purposes", "effects", "preconditions", "steps", "changes", "grips"):
        assert answer[part]
        assert all(words(entry["text"]) in page for entry in answer[part]), part
    assert answer["related"]
    assert all(other["reason"] in page for other in answer["related"])
    assert read(client, answer["related"][0]["api_url"])["title"] == answer["related"][0]["title"]


def words(text):
    """A case's plain text as one line of words."""
    return " ".join(line.strip().removeprefix("- ") for line in text.splitlines() if line.strip())


def test_a_case_says_the_same_by_itself_in_a_file_and_in_the_whole_catalogue(client):
    alone = read(client, CASE)
    del alone["related"], alone["adoptions"]
    assert read(client, "/hent/vesthimmerland-autorisationskontrol.json")["cases"] == [alone]
    assert alone in read(client, WHOLE)["cases"]
    (listed,) = read(client, LIST, case=alone["slug"])["cases"]
    assert listed["api_url"] == f"http://testserver{CASE}"
    assert listed["key_figures"] == alone["key_figures"][:3]
    assert {name: alone[name] for name in listed if name not in ("api_url", "key_figures")}.items() <= listed.items()


def test_a_contact_person_is_in_no_copy(client):
    make_contact(Case.objects.get(number=20))
    for address in (CASE, WHOLE, "/hent/vesthimmerland-autorisationskontrol.json"):
        assert "Xenia" not in client.get(address).getvalue().decode()


NOT_THERE = ("cases/findes-ikke/", "cases/%00/", "cases/a/b/", "cases/a%0Ab/", "cases/æ/")


@pytest.mark.parametrize("path", [*NOT_THERE, "intet/", "vokabularer/findes-ikke/"])
def test_what_is_not_there_is_not_found_in_json(client, path):
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, set(answer.json())) == (404, {"detail"})


def test_vocabularies_have_the_filters_values_and_how_many_cases_have_each(client):
    found = {vocabulary["name"]: vocabulary for vocabulary in read(client, "/api/v1/vokabularer/")["vocabularies"]}
    assert set(found) == set(SOURCES)
    assert {v["parameter"] for v in found.values()} - {None} == set(FACETS)
    rpa = next(term for term in found["teknologier"]["terms"] if term["value"] == "rpa")
    total = read(client, LIST, teknologi="rpa")["total"]
    assert (rpa["cases"], rpa["url"]) == (total, "http://testserver/cases/?teknologi=rpa")
    code = next(term for term in found["kommuner"]["terms"] if term["value"] == "0820")
    assert code["belongs_to"] == "nordjylland"
    assert read(client, found["greb"]["url"]) == found["greb"]


def test_everything_is_one_document_and_so_is_nothing(client):
    everything = read(client, WHOLE)
    assert set(everything) == set(schemas.Whole.model_fields)
    assert [case["number"] for case in everything["cases"]] == list(range(1, 27))
    assert (everything["total"], len(everything["vocabularies"])) == (26, len(SOURCES))
    assert everything["changed_at"]
    Case.objects.all().delete()
    assert read(client, WHOLE)["cases"] == []
    assert read(client, LIST)["pages"] == 1
    assert b"<entry>" not in client.get("/nyt.atom").content
    assert b"dcat:Dataset" in client.get("/datasaet.ttl").content


# --- The pages, the API and the files give the same ------------------------------------------------------------------


def pages_cases(client, query):
    found, number, more = [], 1, True
    while more:
        page = client.get(f"/cases/?{query}&side={number}")
        found += titles_of(page)
        number += 1
        more = f"side={number}" in page.content.decode()
    return found


def apis_cases(client, query):
    found, address = [], f"{LIST}?{query}&antal=17"
    while address:
        answer = client.get(address).json()
        found += [case["title"] for case in answer["cases"]]
        address = answer["links"]["next"]
    return found


def exports_cases(client, query):
    """A file without cases is not found."""
    answer = client.get(f"/hent/cases.json?{query}")
    return [] if answer.status_code == 404 else [case["title"] for case in answer.json()["cases"]]


def test_pages_api_and_files_give_the_same_cases_in_the_same_order(client):
    generate_cases(40, seed=3)
    set_new_version()
    rng = random.Random(9)
    sizes = []
    for _ in range(9):
        query = QueryDict(mutable=True)
        for name in rng.sample(list(FACETS), rng.choice([0, 1, 1, 2])):
            query.setlist(name, rng.sample([*FACETS[name].options(), "ukendt"], rng.randint(1, 3)))
        query["q"] = rng.choice(["", "", "robot", "faktura", "ledere kontrol"])
        query["sortering"] = rng.choice(["", *SORTINGS])
        query["vi_har"] = rng.choice(["", "kmd-opus"])
        asked = query.urlencode()
        wanted = pages_cases(client, asked)
        assert apis_cases(client, asked) == exports_cases(client, asked) == wanted, asked
        sizes.append(len(wanted))
    assert (max(sizes) > 30, len(set(sizes)) > 3) == (True, True)


# --- For anybody, and no more often than needed ----------------------------------------------------------------------


@pytest.mark.parametrize("address", EVERY_ADDRESS)
def test_scripts_of_other_sites_may_read_and_nobody_may_write(client, address):
    answer = client.get(address)
    assert (answer["Access-Control-Allow-Origin"], len(answer.cookies)) == ("*", 0)
    assert answer["Content-Type"].startswith("application/json")
    assert "public" in answer["Cache-Control"]
    assert client.post(address).status_code == client.delete(address).status_code == 405
    head = client.head(address)
    assert (head.status_code, head["ETag"]) == (200, answer["ETag"])


def test_whoever_has_the_whole_catalogue_is_told_whether_it_is_still_so(client):
    etag = client.get(WHOLE)["ETag"]
    assert client.get(WHOLE, headers={"If-None-Match": etag}).status_code == 304
    Case.objects.get(number=20).save()
    assert client.get(WHOLE, headers={"If-None-Match": etag}).status_code == 200


# --- As documented ---------------------------------------------------------------------------------------------------


def test_the_document_describes_every_answer_and_every_parameter_of_the_list(client):
    assert set(ListParameters.model_fields) == {"q", "vi_har", "vis", "sortering", "side", *FACETS, "case", "antal"}
    document = read(client, "/api/v1/openapi.json")
    assert document["openapi"].startswith("3.1")
    codes = {path: set(item["get"]["responses"]) for path, item in document["paths"].items()}
    assert codes == {
        "/api/v1/cases/": {"200", "422"},
        "/api/v1/cases/{slug}/": {"200", "404"},
        "/api/v1/vokabularer/": {"200"},
        "/api/v1/vokabularer/{name}/": {"200", "404"},
        "/api/v1/katalog.json": {"200"},
    }


def test_the_examples_on_the_page_for_people_work(client):
    shown = client.get("/aabne-data/").content.decode()
    main = shown[shown.index("<main") : shown.index("</main>")]
    addresses = [address.replace("&amp;", "&") for address in re.findall(r'href="(/[^"]+)"', main)]
    assert len([address for address in addresses if address.startswith("/api/")]) >= 9
    for address in addresses:
        assert client.get(address).status_code == 200, address
        if address.startswith(f"{LIST}?"):
            answer = read(client, address)
            assert (answer["total"] > 0, answer["messages"]) == (True, []), address


@pytest.fixture
def _few_cases():
    """Enough to answer with, and quickly. A request must not close the connection that the test's transaction is on."""
    Case.objects.exclude(number__in=[1, 20]).delete()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_few_cases")
def test_nothing_contradicts_the_document():
    # Imported here, by the one process that uses them.
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 5
    for operation in operations:

        @settings(
            max_examples=int(os.environ.get("SCHEMATHESIS_EXAMPLES", "8")),
            deadline=None,
            derandomize="SCHEMATHESIS_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],
        )
        @given(operation.as_strategy())
        def holds(case):
            # Its own client does not unpack what is compressed.
            case.call_and_validate(headers={"Accept-Encoding": "identity"})

        holds()

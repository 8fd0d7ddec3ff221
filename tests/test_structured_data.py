"""A case's page describes the case to search engines, and no text in it can break out."""

import json
import re

import pytest

from cases.models import Case

SLUG = "vesthimmerland-autorisationskontrol"
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    '"}]}; alert("x") //',
    "a & b < c > d",
    "linje \\u003c",
]


def read(client):
    page = client.get(f"/cases/{SLUG}/").content.decode()
    (text,) = re.findall(r'(?s)<script type="application/ld\+json">(.*?)</script>', page)
    return page, text, json.loads(text)


def test_it_says_what_the_page_says(client):
    page, _, data = read(client)
    assert data["@context"] == "https://schema.org"
    article, way = data["@graph"]
    case = Case.objects.get(slug=SLUG)
    assert article["@type"] == "Article"
    assert article["headline"] == case.title
    assert article["description"] == case.summary
    assert article["url"] == f"http://testserver/cases/{SLUG}/"
    assert article["about"]["name"] == "Vesthimmerlands Kommune"
    assert article["dateModified"] == case.changed_at.isoformat()
    assert article["isBasedOn"]["name"] in page
    # The data set is described at this address, and not half of it here.
    assert article["isPartOf"] == {"@id": "http://testserver/datasaet.jsonld#cases"}
    assert way["@type"] == "BreadcrumbList"
    assert [place["name"] for place in way["itemListElement"]] == ["Casekatalog", "Cases", case.title]
    for place in way["itemListElement"]:
        assert client.get(place["item"]).status_code == 200


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(client, text):
    Case.objects.filter(slug=SLUG).update(summary=text)
    page, written, data = read(client)
    assert data["@graph"][0]["description"] == text
    assert not {"<", ">", "&"} & set(written)
    assert "<script>alert" not in page


def test_a_case_without_dates_names_none(client):
    Case.objects.filter(slug=SLUG).update(changed_at=None, first_published_at=None)
    _, _, data = read(client)
    assert not {"datePublished", "dateModified"} & set(data["@graph"][0])

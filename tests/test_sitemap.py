"""Search engines are told of every page that readers can come to, and when a case last changed."""

from xml.etree import ElementTree

from django.utils import timezone

from cases.models import Case

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "application/xml"
    return {
        item.findtext(f"{NAMESPACE}loc"): item.findtext(f"{NAMESPACE}lastmod")
        for item in ElementTree.fromstring(answer.content)  # noqa: S314
    }


def test_robots_are_told_where_it_is_and_it_leads_to_pages_that_all_exist(client):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()
    parts = read(client, "/sitemap.xml")
    assert set(parts) == {"http://testserver/sitemap-sider.xml", "http://testserver/sitemap-cases.xml"}
    assert parts["http://testserver/sitemap-cases.xml"]
    pages = read(client, "/sitemap-sider.xml")
    assert len(pages) > 20
    assert {"http://testserver/", "http://testserver/aabne-data/"} <= set(pages)
    for page in list(pages)[::4]:
        assert client.get(page).status_code == 200, page


def test_it_has_every_published_case_and_its_day(client):
    Case.objects.filter(number=2).update(status=Case.Status.ARCHIVED)
    case = Case.objects.get(number=20)
    found = read(client, "/sitemap-cases.xml")
    assert set(found) == {f"http://testserver{c.get_absolute_url()}" for c in Case.objects.published()}
    assert found[f"http://testserver{case.get_absolute_url()}"] == f"{timezone.localtime(case.changed_at):%Y-%m-%d}"


def test_a_case_without_a_date_and_a_part_that_is_not_there_break_nothing(client):
    Case.objects.update(changed_at=None)
    assert set(read(client, "/sitemap-cases.xml").values()) == {None}
    assert read(client, "/sitemap.xml")
    for address in ("/sitemap-intet.xml", "/sitemap-cases.xml?p=9", "/sitemap-cases.xml?p=x"):
        assert client.get(address).status_code == 404

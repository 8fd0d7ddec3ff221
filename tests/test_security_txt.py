"""Where someone who has found a hole can write (RFC 9116)."""

import re
from datetime import UTC, datetime, timedelta

ADDRESS = "/.well-known/security.txt"


def fields(answer) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in answer.text.splitlines())


def test_it_names_the_owner_and_is_valid_for_months(client, settings):
    settings.OWNER_EMAIL = "kontakt@example.dk"
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    found = fields(answer)
    assert found["Contact"] == "mailto:kontakt@example.dk"
    assert found["Preferred-Languages"] == "da, en"
    assert found["Canonical"] == f"http://testserver{ADDRESS}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", found["Expires"])
    left = datetime.fromisoformat(found["Expires"]) - datetime.now(UTC)
    assert timedelta(days=178) < left < timedelta(days=365)


def test_an_odd_address_adds_no_line(client, settings):
    settings.OWNER_EMAIL = "kontakt@example.dk\nContact: mailto:ond@example.dk"
    assert len(client.get(ADDRESS).text.splitlines()) == 4


def test_without_an_owner_there_is_none(client, settings):
    settings.OWNER_EMAIL = ""
    assert client.get(ADDRESS).status_code == 404

"""Searches that found nothing are counted without delaying the reader and without growing for ever."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.db import connection

from cases.search import misses
from cases.search.misses import record_miss
from cases.search.models import Miss
from tests.editing import log_in
from tests.seeded import ON_POSTGRESQL, ROOT, folder_of_run, seeded_copy

# Run in a process of its own: the same search before, while and after somebody else holds the lock that counting needs.
SCRIPT = """
import json, django
from time import monotonic
django.setup()
from django.db import connection
from django.test import Client
from cases.search.models import Miss

def search():
    start = monotonic()
    answer = Client(headers={"host": "localhost"}).get("/cases/?q=sprinkleranlæg")
    return answer.status_code, monotonic() - start, Miss.objects.get().number

before = search()
writer = connection.copy().cursor()
writer.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
writer.execute("UPDATE search_miss SET last_seen = last_seen")
during = search()
writer.execute("ROLLBACK")
print(json.dumps([before, during, search()]))
"""


def test_a_reader_does_not_wait_for_an_editor_who_is_saving(tmp_path_factory, worker_id, tmp_path):
    address = seeded_copy(folder_of_run(tmp_path_factory, worker_id), tmp_path)
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "casekatalog.settings"},
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    ).stdout
    (_, _, first), (status, seconds, meanwhile), (_, _, afterwards) = json.loads(answer)
    assert status == 200
    # Less than the four seconds that an editor waits for it.
    assert seconds < 3
    # The word that met the lock is not counted; the next one is.
    assert (first, meanwhile, afterwards) == (1, 1, 2)


@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL forgets the limit with the transaction")
def test_an_editor_still_waits_for_the_lock_over_the_same_connection():
    record_miss("sprinkler")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (4000,)


def counted() -> list[tuple[str, int]]:
    return list(Miss.objects.order_by("pk").values_list("words", "number"))


def test_a_new_word_takes_the_place_of_the_rarest_and_of_those_the_oldest(monkeypatch):
    monkeypatch.setattr(misses, "MOST_KEPT", 3)
    for word in ("sprinkler", "sprinkler", "qqaeldst", "qqyngre", "qqny", "qqnyere"):
        record_miss(word)
    assert counted() == [("sprinkler", 2), ("qqny", 1), ("qqnyere", 1)]


@pytest.mark.parametrize(("days", "kept"), [(364, True), (367, False)])
def test_a_word_is_forgotten_a_year_after_it_was_last_searched_for(days, kept):
    record_miss("sprinkler")
    Miss.objects.update(last_seen=date.today() - timedelta(days))
    record_miss("qqny")
    assert Miss.objects.filter(words="sprinkler").exists() == kept


def test_a_word_that_is_searched_for_again_is_as_good_as_new():
    record_miss("sprinkler")
    Miss.objects.update(last_seen=date.today() - timedelta(400))
    record_miss("sprinkler")
    record_miss("qqny")
    assert counted() == [("sprinkler", 2), ("qqny", 1)]


def test_an_editor_ticks_a_solved_search_off_and_it_comes_back_if_it_fails_again(client):
    log_in(client, "Redaktør")
    solved, other = Miss.objects.create(words="drone"), Miss.objects.create(words="satellit")
    client.post("/admin/search/miss/", {"action": "tick_off", "_selected_action": [solved.pk]})
    assert list(Miss.objects.all()) == [other]
    record_miss("drone")
    assert Miss.objects.filter(words="drone").exists()

"""Whatever readers can see has a version that changes with it, so that nothing kept in a process is out of date."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model

from casekatalog.core.batch import batched
from casekatalog.core.data_version import current_version
from cases.models import Case
from cases.search.signals import _NOT_SHOWN
from tests.factories import make_contact

# What municipalities send in is shown when an editor approves it, which gives a new version of its own.
SHOWN = [m for app in ("cases", "frameworks") for m in apps.get_app_config(app).get_models() if m not in _NOT_SHOWN]


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model.__name__)
def test_saving_any_row_that_readers_can_see_gives_a_new_version(model: type[Model]):
    row = model._default_manager.first() or make_contact(Case.objects.first())
    before = current_version()
    row.save()
    after = current_version()
    assert after not in {"", before}
    assert isinstance(row, model)


def test_deleting_a_contact_person_gives_a_new_version():
    contact = make_contact(Case.objects.first())
    before = current_version()
    contact.delete()
    assert current_version() != before


def test_a_batch_gives_one_new_version_at_its_end():
    before = current_version()
    with batched():
        make_contact(Case.objects.first())
        assert current_version() == before
    assert current_version() != before


def test_a_change_that_is_rolled_back_keeps_the_version():
    before = current_version()
    with transaction.atomic():
        make_contact(Case.objects.first())
        transaction.set_rollback(True)
    assert current_version() == before


def test_fixtures_loaded_by_hand_give_a_new_version():
    before = current_version()
    call_command("loaddata", "vocabularies/phases", verbosity=0)
    assert current_version() != before

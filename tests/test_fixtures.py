"""The fixtures are Django's own, with natural keys, and survive a round trip through the database."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from casekatalog.core.batch import batched
from cases.management.commands.seed import _content_models, fixture_names
from cases.models import Case


def dump(file: Path) -> list[str]:
    """The rows that are now in ``file``, in alphabetical order."""
    keys = {"use_natural_primary_keys": True, "use_natural_foreign_keys": True}
    call_command("dumpdata", "frameworks", "cases", format="yaml", output=str(file), **keys)
    return sorted(file.read_text(encoding="utf-8").split("- model: "))


def test_dumpdata_and_loaddata_give_the_same_data(tmp_path):
    file = tmp_path / "all.yaml"
    models = {model._meta.label_lower for model in _content_models() if model._default_manager.exists()}
    # One case has rows of every model.
    Case.objects.exclude(number=1).delete()
    before = dump(file)
    assert {row.partition("\n")[0] for row in before} - {""} == models
    with batched():
        Case.objects.all().delete()
        for model in _content_models():
            model._default_manager.all().delete()
        call_command("loaddata", str(file), verbosity=0)
    assert dump(file) == before


def test_there_is_one_file_for_each_case_named_after_it():
    names = [name.removeprefix("cases/") for name in fixture_names() if name.startswith("cases/")]
    assert names == [f"{case.number:02d}-{case.slug}" for case in Case.objects.all()]


@pytest.mark.parametrize("name", fixture_names())
def test_a_fixture_has_no_primary_keys_and_a_case_file_holds_one_case(name):
    rows = yaml.load((settings.FIXTURE_DIRS[0] / f"{name}.yaml").read_bytes(), yaml.CSafeLoader)
    assert rows
    assert not [row for row in rows if "pk" in row]
    if name.startswith("cases/"):
        assert [row["model"] for row in rows].count("cases.case") == 1

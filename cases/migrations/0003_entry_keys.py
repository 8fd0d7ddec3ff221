"""Give every entry that was there before a key, the same in every catalogue that holds the same words."""

from collections import defaultdict
from typing import Any

from django.db import migrations

from cases.models.entry_keys import new_key, words_of

# In the order in which the fixtures' entries got theirs.
MODELS = ("precondition", "implementationstep", "gripevidence")


def give_keys(apps: Any, schema_editor: Any) -> None:
    taken: dict[int, set[str]] = defaultdict(set)
    for name in MODELS:
        model = apps.get_model("cases", name)
        entries = list(model.objects.order_by("case", "order"))
        for entry in entries:
            entry.key = new_key(words_of(f"cases.{name}", vars(entry)), taken[entry.case_id])
            taken[entry.case_id].add(entry.key)
        model.objects.bulk_update(entries, ["key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_fit_questions")]

    operations = [migrations.RunPython(give_keys, migrations.RunPython.noop)]

from django.db import migrations, models
from django.utils import timezone


def date_what_is_published(apps, schema_editor):
    """When readers met these cases was not kept before."""
    now = timezone.now()
    apps.get_model("cases", "Case").objects.filter(status="publiceret").update(first_published_at=now, changed_at=now)


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0006_case_number"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="first_published_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="først publiceret"),
        ),
        migrations.AddField(
            model_name="case",
            name="changed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="senest ændret for læserne"),
        ),
        migrations.RunPython(date_what_is_published, migrations.RunPython.noop),
    ]

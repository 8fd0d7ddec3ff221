"""What terms the documents have moves out of the documents, into segments. All of it is derived, so the table of
documents is made again empty; `manage.py seed` or `manage.py reindex` fills it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_synonymgroup'),
        ('search', '0003_data_version'),
    ]

    operations = [
        migrations.DeleteModel(name='Document'),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('case', 'Case'), ('greb', 'Greb'), ('redskab', 'Redskab'), ('eksempel', 'Historisk eksempel'), ('pjece', 'Pjece'), ('tal', 'Tal fra undersøgelse'), ('ramme', 'Analyseramme')], max_length=8)),
                ('key', models.CharField(max_length=80)),
                ('running_text', models.TextField()),
                ('running_stems', models.TextField()),
                ('title', models.CharField(max_length=200)),
                ('url', models.CharField(max_length=200)),
                ('parts', models.JSONField()),
                ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='document', to='cases.case')),
            ],
            options={
                'ordering': ['kind', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='document_once')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stamp', models.BigIntegerField()),
                ('document', models.BigIntegerField(unique=True)),
                ('is_gone', models.BooleanField()),
                ('case', models.BigIntegerField(null=True)),
                ('order', models.PositiveIntegerField(default=0)),
                ('kind', models.CharField(blank=True, max_length=8)),
                ('key', models.CharField(blank=True, max_length=80)),
                ('terms', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stamp', models.BigIntegerField()),
                ('first', models.PositiveIntegerField()),
                ('documents', models.BinaryField()),
                ('beside', models.JSONField()),
                ('gone', models.BinaryField()),
                ('frequencies', models.BinaryField()),
                ('words', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.BigIntegerField()),
                ('packed', models.BinaryField()),
                ('segment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='postings', to='search.segment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('term', 'segment'), name='posting_once_a_segment')],
            },
        ),
    ]

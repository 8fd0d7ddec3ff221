"""A document's terms move from a row each into the document. All of it is derived, so the tables are made again empty;
`manage.py seed` or `manage.py reindex` fills them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_synonymgroup'),
        ('search', '0001_initial'),
    ]

    operations = [
        migrations.DeleteModel(name='Posting'),
        migrations.DeleteModel(name='IndexTerm'),
        migrations.DeleteModel(name='Document'),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('case', 'Case'), ('greb', 'Greb'), ('redskab', 'Redskab'), ('eksempel', 'Historisk eksempel'), ('pjece', 'Pjece'), ('tal', 'Tal fra undersøgelse'), ('ramme', 'Analyseramme')], max_length=8)),
                ('key', models.CharField(max_length=80)),
                ('stamp', models.BigIntegerField(db_index=True)),
                ('terms', models.BinaryField()),
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
            name='IndexTerm',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('folded', models.CharField(max_length=100)),
                ('stem', models.CharField(max_length=100)),
                ('plain_stem', models.CharField(max_length=100)),
                ('light_stem', models.CharField(max_length=100)),
                ('written', models.CharField(max_length=100)),
            ],
        ),
    ]

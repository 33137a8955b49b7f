from django.db import migrations, models

import chapters_portal.content.identity
from chapters_portal.content.identity import give_uids


def of_chapter(chapter, host):
    return f"https://{host}/directory/{chapter.slug}/"


def fill(apps, schema_editor):
    give_uids(apps, "directory.chapter", of_chapter)


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_what_associations_do'),
    ]

    operations = [
        migrations.AddField(
            model_name='chapter',
            name='uid',
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name='historicalchapter',
            name='uid',
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='chapter',
            name='uid',
            field=models.CharField(default=chapters_portal.content.identity.new_uid, editable=False, max_length=250, unique=True, verbose_name='id for other programs'),
        ),
        migrations.AlterField(
            model_name='historicalchapter',
            name='uid',
            field=models.CharField(db_index=True, default=chapters_portal.content.identity.new_uid, editable=False, max_length=250, verbose_name='id for other programs'),
        ),
    ]

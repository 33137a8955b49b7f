from django.db import migrations, models

import chapters_portal.content.identity
from chapters_portal.content.identity import give_uids


def fill(apps, schema_editor):
    give_uids(apps, "chapters_portal.sitesettings")


class Migration(migrations.Migration):

    dependencies = [
        ('chapters_portal', '0008_former_titles'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalsitesettings',
            name='uid',
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='uid',
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='historicalsitesettings',
            name='uid',
            field=models.CharField(db_index=True, default=chapters_portal.content.identity.new_uid, editable=False, max_length=250, verbose_name='id for other programs'),
        ),
        migrations.AlterField(
            model_name='sitesettings',
            name='uid',
            field=models.CharField(default=chapters_portal.content.identity.new_uid, editable=False, max_length=250, unique=True, verbose_name='id for other programs'),
        ),
    ]

import hashlib

from django.db import migrations, models
from django.utils import timezone
from django.utils.feedgenerator import get_tag_uri

import chapters_portal.content.identity
from chapters_portal.content.identity import give_uids


def of_action(action, host):
    return f"{action.slug}@{host}"


def of_bill(bill, host):
    return f"https://{host}/advocacy/legislation/{bill.slug}/"


def of_step(step, host):
    anchor = hashlib.sha256(f"{step.dated_on} {step.text}".encode()).hexdigest()[:10]
    return get_tag_uri(f"{of_bill(step.bill, host)}#step-{anchor}", step.dated_on)


def of_release(release, host):
    if release.published_at is None:
        return ""
    address = f"https://{host}/press/releases/{release.slug}/"
    return get_tag_uri(address, timezone.localtime(release.published_at))


def fill(apps, schema_editor):
    give_uids(apps, "advocacy.action", of_action)
    give_uids(apps, "advocacy.bill", of_bill)
    give_uids(apps, "advocacy.billaction", of_step)
    give_uids(apps, "advocacy.pressrelease", of_release)


class Migration(migrations.Migration):

    dependencies = [
        ('advocacy', '0004_true_stages'),
    ]

    operations = [
        migrations.AddField(
            model_name='action',
            name='uid',
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name='bill',
            name='uid',
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name='billaction',
            name='uid',
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name='historicalaction',
            name='uid',
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name='historicalbill',
            name='uid',
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name='historicalbillaction',
            name='uid',
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name='historicalpressrelease',
            name='uid',
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.AddField(
            model_name='pressrelease',
            name='uid',
            field=models.CharField(default="", editable=False, max_length=250),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='action',
            name='uid',
            field=models.CharField(default=chapters_portal.content.identity.new_uid, editable=False, max_length=250, unique=True, verbose_name='id for other programs'),
        ),
        migrations.AlterField(
            model_name='bill',
            name='uid',
            field=models.CharField(default=chapters_portal.content.identity.new_uid, editable=False, max_length=250, unique=True, verbose_name='id for other programs'),
        ),
        migrations.AlterField(
            model_name='billaction',
            name='uid',
            field=models.CharField(default=chapters_portal.content.identity.new_uid, editable=False, max_length=250, unique=True, verbose_name='id for other programs'),
        ),
        migrations.AlterField(
            model_name='historicalaction',
            name='uid',
            field=models.CharField(db_index=True, default=chapters_portal.content.identity.new_uid, editable=False, max_length=250, verbose_name='id for other programs'),
        ),
        migrations.AlterField(
            model_name='historicalbill',
            name='uid',
            field=models.CharField(db_index=True, default=chapters_portal.content.identity.new_uid, editable=False, max_length=250, verbose_name='id for other programs'),
        ),
        migrations.AlterField(
            model_name='historicalbillaction',
            name='uid',
            field=models.CharField(db_index=True, default=chapters_portal.content.identity.new_uid, editable=False, max_length=250, verbose_name='id for other programs'),
        ),
        migrations.AlterField(
            model_name='historicalpressrelease',
            name='uid',
            field=models.CharField(db_index=True, default=chapters_portal.content.identity.new_uid, editable=False, max_length=250, verbose_name='id for other programs'),
        ),
        migrations.AlterField(
            model_name='pressrelease',
            name='uid',
            field=models.CharField(default=chapters_portal.content.identity.new_uid, editable=False, max_length=250, unique=True, verbose_name='id for other programs'),
        ),
    ]

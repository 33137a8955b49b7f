from django.db import migrations, models
from django.utils import timezone


def publish_what_is_shown(apps, schema_editor):
    moment = timezone.now().replace(microsecond=0)
    for name in ["HomeSection", "HistoricalHomeSection"]:
        rows = apps.get_model("chapters_portal", name).objects
        rows.filter(is_shown=True).update(published_at=moment)


def hide_what_is_not_published(apps, schema_editor):
    for name in ["HomeSection", "HistoricalHomeSection"]:
        rows = apps.get_model("chapters_portal", name).objects
        rows.filter(published_at=None).update(is_shown=False)


class Migration(migrations.Migration):

    dependencies = [
        ('chapters_portal', '0009_sentences'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='homesection',
            options={'default_permissions': ['add', 'change', 'delete', 'view', 'publish'], 'ordering': ['order', 'pk']},
        ),
        migrations.AddField(
            model_name='historicalhomesection',
            name='published_at',
            field=models.DateTimeField(blank=True, help_text='Central time. Leave empty for a draft; a time to come schedules it.', null=True, verbose_name='published'),
        ),
        migrations.AddField(
            model_name='historicalhomesection',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, help_text='Central time. From then on the public no longer sees it.', null=True, verbose_name='withdrawn'),
        ),
        migrations.AddField(
            model_name='homesection',
            name='published_at',
            field=models.DateTimeField(blank=True, help_text='Central time. Leave empty for a draft; a time to come schedules it.', null=True, verbose_name='published'),
        ),
        migrations.AddField(
            model_name='homesection',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, help_text='Central time. From then on the public no longer sees it.', null=True, verbose_name='withdrawn'),
        ),
        migrations.RunPython(publish_what_is_shown, hide_what_is_not_published),
        migrations.RemoveField(
            model_name='historicalhomesection',
            name='is_shown',
        ),
        migrations.RemoveField(
            model_name='homesection',
            name='is_shown',
        ),
        migrations.AddConstraint(
            model_name='homesection',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('published_at__isnull', False), ('withdrawn_at__gte', models.F('published_at'))), _connector='OR'), name='chapters_portal_homesection_withdrawn_after_published', violation_error_message='Only what was published can be withdrawn, and later.'),
        ),
    ]

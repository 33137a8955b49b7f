from django.db import migrations, models


def note_that_no_reason_is_known(apps, schema_editor):
    for name in ["Celebration", "HistoricalCelebration"]:
        withdrawn = apps.get_model("events", name).objects.exclude(withdrawn_at=None)
        withdrawn.update(withdrawn_reason="No reason was noted.")


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0004_publish_permission'),
    ]

    operations = [
        migrations.AddField(
            model_name='celebration',
            name='withdrawn_reason',
            field=models.TextField(blank=True, help_text='One or two plain sentences. They stand on its page from then on.', max_length=500, verbose_name='why it is withdrawn'),
        ),
        migrations.AddField(
            model_name='historicalcelebration',
            name='withdrawn_reason',
            field=models.TextField(blank=True, help_text='One or two plain sentences. They stand on its page from then on.', max_length=500, verbose_name='why it is withdrawn'),
        ),
        migrations.RunPython(note_that_no_reason_is_known, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='celebration',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='events_celebration_withdrawn_with_reason', violation_error_message='What is withdrawn needs a reason.'),
        ),
    ]

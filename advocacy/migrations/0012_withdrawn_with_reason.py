from django.db import migrations, models


def note_that_no_reason_is_known(apps, schema_editor):
    for name in ["Action", "HistoricalAction", "Bill", "HistoricalBill"]:
        withdrawn = apps.get_model("advocacy", name).objects.exclude(withdrawn_at=None)
        withdrawn.update(withdrawn_reason="No reason was noted.")


class Migration(migrations.Migration):

    dependencies = [
        ('advocacy', '0011_publish_permission'),
        ('directory', '0002_history'),
    ]

    operations = [
        migrations.AddField(
            model_name='action',
            name='withdrawn_reason',
            field=models.TextField(blank=True, help_text='One or two plain sentences. They stand on its page from then on.', max_length=500, verbose_name='why it is withdrawn'),
        ),
        migrations.AddField(
            model_name='bill',
            name='withdrawn_reason',
            field=models.TextField(blank=True, help_text='One or two plain sentences. They stand on its page from then on.', max_length=500, verbose_name='why it is withdrawn'),
        ),
        migrations.AddField(
            model_name='historicalaction',
            name='withdrawn_reason',
            field=models.TextField(blank=True, help_text='One or two plain sentences. They stand on its page from then on.', max_length=500, verbose_name='why it is withdrawn'),
        ),
        migrations.AddField(
            model_name='historicalbill',
            name='withdrawn_reason',
            field=models.TextField(blank=True, help_text='One or two plain sentences. They stand on its page from then on.', max_length=500, verbose_name='why it is withdrawn'),
        ),
        migrations.RunPython(note_that_no_reason_is_known, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='advocacy_action_withdrawn_with_reason', violation_error_message='What is withdrawn needs a reason.'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='advocacy_bill_withdrawn_with_reason', violation_error_message='What is withdrawn needs a reason.'),
        ),
    ]

from django.db import migrations

from advocacy.legislatures import last_day_of_bills


def fill(apps, schema_editor):
    """Sessions of states that were stored before a rule knew their last day."""
    for session in apps.get_model("advocacy.Session").objects.filter(
        ends_on=None, state__isnull=False
    ):
        session.ends_on = last_day_of_bills(session.state.code, session.identifier)
        session.save(update_fields=["ends_on"])


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0005_stored_ids")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

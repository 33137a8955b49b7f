"""What `make run` does with the data that it finds."""

from types import SimpleNamespace
from unittest import TestCase

from chapters_portal.operations.local_server import refuse_older_data

NOW = {("directory", "0001_initial")}


class OlderDataTests(TestCase):
    def loader(self, *more):
        return SimpleNamespace(disk_migrations=NOW, applied_migrations={*NOW, *more})

    def test_data_of_an_earlier_release_stay_untouched_and_are_named_in_one_line(self):
        with self.assertRaises(SystemExit) as stopped:
            refuse_older_data(self.loader(("directory", "0002_sample_person")))
        told = str(stopped.exception)
        self.assertIn("stay untouched", told)
        self.assertNotIn("\n", told)

    def test_data_of_this_release_and_of_apps_that_are_gone_are_taken(self):
        refuse_older_data(self.loader())
        refuse_older_data(self.loader(("sites", "0001_initial")))

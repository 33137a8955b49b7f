from contextlib import redirect_stdout
from io import StringIO

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import TransactionTestCase

from chapters_portal.models import SearchDocument
from directory.models import OfficeHolder
from tests.answers.makers import make_answer, make_topic
from tests.benchmarks import desk, pages, search
from tests.makers import make_office_holder


def printed(measure, **options):
    with redirect_stdout(StringIO()) as out:
        measure(**options)
    return out.getvalue()


class BenchmarkTests(TransactionTestCase):
    """What `make bench` measures, over a few rows."""

    def setUp(self):
        make_office_holder()
        make_answer(question="Zebra?")
        make_topic()

    def test_pages_are_measured_with_queries_times_and_weight(self):
        table = printed(pages.measure_all, times=2)

        self.assertRegex(table, r"(?m)^ +\d+ +\d+\.\d +\d+ +\d+ +\d+  /directory/$")

    def test_search_is_measured_and_nothing_made_up_stays(self):
        before = SearchDocument.objects.count()

        table = printed(search.measure_all, rows=50, times=2)

        self.assertIn("show page: library", table)
        self.assertEqual(SearchDocument.objects.count(), before)
        self.assertTrue(connection.is_usable())

    def test_the_desk_is_measured_and_nothing_made_up_stays(self):
        table = printed(desk.measure_all, rows=50, times=2)

        self.assertIn("1000 rows imported", table)
        self.assertEqual(OfficeHolder.objects.count(), 1)
        self.assertFalse(get_user_model().objects.exists())
        self.assertTrue(connection.is_usable())

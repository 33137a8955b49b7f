from django.test import TestCase

from directory.models import OfficeHolder, Person
from tests.makers import make_office_holder, make_person


class MergingTests(TestCase):
    def test_terms_and_addresses_come_over(self):
        kept = make_person("Zoë Clarke")
        other = make_person("Zoe Clarke", email="zoe@example.org")
        term = make_office_holder(person=other)
        self.assertEqual(set(Person.objects.likely_doubles()), {kept, other})

        kept.take_over(other)

        self.assertEqual([one.email for one in Person.objects.all()], ["zoe@example.org"])
        self.assertEqual(OfficeHolder.objects.get().person, kept)
        self.assertIn("merged with", term.history.first().history_change_reason)

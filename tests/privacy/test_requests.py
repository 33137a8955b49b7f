"""The office tells a person what is kept about them, or erases it, and has a receipt of that."""

import json

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import models
from django.test import TestCase
from post_office.models import Email

from advocacy.models import Subscriber
from answers.models import Inquiry
from chapters_portal.privacy.models import PersonRequest
from directory.models import OfficeHolder, Person
from tests.answers.makers import make_inquiry
from tests.editors import Editor, desk
from tests.makers import make_office_holder, make_person, make_state

ADDRESS = "grace@example.org"
ANSWER = "/admin/chapters_portal/personrequest/answer/"


def where_it_stands(address):
    """The tables in which the address stands in any field, versions and logs included."""
    return {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField, models.JSONField))
        and model._base_manager.filter(**{f"{field.name}__icontains": address}).exists()
    }


class RequestTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = Editor()
        cls.person = make_person("Grace Hopper", email=ADDRESS)
        make_office_holder(person=cls.person)
        former = make_person("Grace H.", email=ADDRESS)
        former.email = ""
        former.save()
        cls.inquiry = make_inquiry(email=ADDRESS, name="Grace Hopper")
        Subscriber.objects.create(
            email=ADDRESS, state=make_state("Ohio", "OH"), confirmed_at="2026-07-01T00:00Z"
        )
        Email.objects.create(from_email="office@example.org", to=[ADDRESS], subject="Hello")
        LogEntry.objects.create(
            user=cls.editor.user, object_repr=f"Subscriber {ADDRESS}", action_flag=3
        )
        cls.other = make_inquiry(email="other@example.org", name="Another")

    def post(self, **answers):
        return self.editor.client.post(ANSWER, {"email": ADDRESS, **answers})

    def test_the_page_shows_what_is_kept_and_changes_nothing(self):
        page = self.post()
        for words in ["People who serve", "Messages through Contact CRO", "e-mail list"]:
            self.assertContains(page, words)
        self.assertFalse(PersonRequest.objects.exists())

    def test_the_export_holds_everything_and_leaves_a_receipt_without_the_address(self):
        response = self.post(act="exported")

        self.assertIn("attachment", response["Content-Disposition"])
        kept = {one["kind"]: one for one in json.loads(response.content)["kept"]}
        self.assertEqual(kept["Messages through Contact CRO"]["rows"][0]["name"], "Grace Hopper")
        self.assertIn("The Take Action e-mail list", kept)
        self.assertIn("Your terms in a chapter", kept)
        receipt = PersonRequest.objects.get()
        self.assertNotIn(ADDRESS, json.dumps(receipt.lines))
        self.assertEqual(list(PersonRequest.objects.of_address(ADDRESS.upper())), [receipt])

    def test_an_erased_address_stands_nowhere_and_others_stay(self):
        response = self.post(act="erased")

        receipt = PersonRequest.objects.get()
        self.assertRedirects(response, desk(receipt))
        self.assertEqual(where_it_stands(ADDRESS), set())
        self.assertFalse(Person.objects.filter(pk=self.person.pk).exists())
        self.assertEqual(list(Inquiry.objects.all()), [self.other])
        self.assertContains(self.editor.get(desk(receipt)), "erased")

    def test_what_staff_let_stand_stays_with_its_reason(self):
        self.post(act="erased", staying=["People who serve a chapter or a committee"])

        self.assertTrue(Person.objects.filter(pk=self.person.pk).exists())
        self.assertTrue(OfficeHolder.objects.exists())
        self.assertFalse(Subscriber.objects.exists())
        kept = [one for one in PersonRequest.objects.get().lines if one["done"] == "kept"]
        self.assertIn("public record", kept[0]["why"])

    def test_a_second_press_finds_nothing_and_says_so(self):
        self.post(act="erased")
        self.post(act="erased")
        second = PersonRequest.objects.first()
        self.assertEqual({line["done"] for line in second.lines}, {"kept"})  # the first receipt

    def test_reading_the_address_by_get_does_nothing(self):
        self.editor.client.get(ANSWER, {"email": ADDRESS, "act": "erased"})
        self.assertTrue(Subscriber.objects.exists())

    def test_only_who_may_answers(self):
        bob = Editor("Bob", Permission.objects.filter(codename="view_personrequest"))
        self.assertEqual(bob.client.post(ANSWER, {"email": ADDRESS}).status_code, 403)

    def test_what_is_no_address_is_said_beside_the_field(self):
        page = self.editor.client.post(ANSWER, {"email": "grace"})
        self.assertContains(page, "Enter an e-mail address, like", status_code=400)

"""What the portal keeps about people is told, and goes when the page says so."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import time_machine
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import models
from django.test import TestCase
from post_office.models import Email
from simple_history.models import HistoricalChanges

from answers.models import Inquiry
from chapters_portal.operations.marks import Mark
from chapters_portal.privacy.models import Retention
from chapters_portal.privacy.registry import Time, registry
from chapters_portal.search.models import MissedSearch, SearchDocument
from tests.answers.makers import make_inquiry
from tests.reading import read_page

NOW = datetime(2026, 11, 26, 18, tzinfo=UTC)
DAY = timedelta(days=1)
# What may be about a person, by its name. What holds addresses may be, whatever its name.
PERSONAL = {
    *"name email phone fax address street city postal_code user by owner password token".split(),
    *"first_name last_name username message reply outlet about ip fingerprint".split(),
    *"token_hash session_key session_data to cc bcc from_email last_login headers person".split(),
}


def looks_personal(field):
    return field.name in PERSONAL or isinstance(field, models.EmailField)


def fields_that_look_personal():
    for model in apps.get_models():
        if issubclass(model, HistoricalChanges) or model._meta.proxy:
            continue  # versions of rows, which have the same fields and go with them
        for field in model._meta.concrete_fields:
            if looks_personal(field):
                yield model, field.name


class EntriesTests(TestCase):
    def test_each_field_that_looks_personal_has_an_entry(self):
        named = registry.named
        without = {
            f"{model._meta.label}.{name}"
            for model, name in fields_that_look_personal()
            if (model, name) not in named
        }
        self.assertEqual(without, set())

    def test_each_entry_names_fields_that_there_are(self):
        for model, name in registry.named:
            with self.subTest(model=model._meta.label, name=name):
                model._meta.get_field(name)

    def test_the_page_says_of_each_entry_what_why_who_and_how_long(self):
        page = " ".join(read_page(self.client.get("/privacy/").content).main.text.split())
        for kept in registry.kept:
            with self.subTest(kept=kept.title):
                for words in [kept.title, *kept.what, kept.why, kept.seen_by]:
                    self.assertIn(words, page)
                for words in kept.how_long(Retention.current()):
                    self.assertIn(words, page)

    def test_the_page_says_the_days_that_staff_set(self):
        Retention.objects.create(pk=1, answered_messages=77)
        self.assertContains(self.client.get("/privacy/"), "77 days after we answered")

    def test_the_page_names_every_cookie(self):
        page = self.client.get("/privacy/").text
        for name in ["csrftoken", "sessionid", "device"]:
            self.assertIn(name, page)

    def test_both_pages_are_in_footer_sitemap_and_search(self):
        call_command("load_starter_content", congress=False, verbosity=0)
        home, sitemap = read_page(self.client.get("/").content), self.client.get("/sitemap.xml")
        for address in ["/privacy/", "/accessibility/"]:
            with self.subTest(address=address):
                self.assertTrue(home.select(f'.foot a[href="{address}"]'))
                self.assertContains(sitemap, f"{address}</loc>")
                self.assertTrue(SearchDocument.objects.filter(url=address).exists())
                self.assertEqual(self.client.get(address).status_code, 200)


class NightTests(TestCase):
    def night(self):
        with time_machine.travel(NOW, tick=False):
            call_command("nightly", verbosity=0, stdout=StringIO())

    def test_each_time_of_the_page_removes_what_is_older_and_nothing_else(self):
        retention = Retention.current()
        made = {
            "Letters between you and us": lambda at: make_mail(at),
            "Messages through Contact CRO": lambda at: make_inquiry(
                state=Inquiry.State.ANSWERED, answered_at=at, received_at=at
            ),
            "Searches that found nothing": lambda at: MissedSearch.objects.create(
                text=f"word {at}", day=at.date(), count=1
            ),
            "Counts of attempts and letters, and what works once": lambda at: Mark.objects.create(
                key=f"{at}", value=1, expires_at=at
            ),
            "Your session": lambda at: Session.objects.create(
                session_key=f"{at.timestamp()}", session_data="", expire_date=at
            ),
        }
        for kept in registry.kept:
            if kept.title not in made:
                continue
            length = kept.times[0].length_by(retention)
            old, young = (
                made[kept.title](NOW - length + shift) for shift in [-2 * DAY, timedelta(minutes=5)]
            )
            with self.subTest(kept=kept.title):
                self.night()
                left = kept.model._base_manager.filter(pk__in=[old.pk, young.pk])
                self.assertEqual([one.pk for one in left], [young.pk])

    def test_a_message_that_nobody_answered_stays_however_old(self):
        waiting = make_inquiry(received_at=NOW - 5000 * DAY)
        self.night()
        self.assertTrue(Inquiry.objects.filter(pk=waiting.pk).exists())

    def test_spam_goes_when_staff_said(self):
        Retention.objects.create(pk=1, spam=3)
        for days in [2, 4]:
            make_inquiry(name=f"{days}", state=Inquiry.State.SPAM, received_at=NOW - days * DAY)
        self.night()
        self.assertEqual([one.name for one in Inquiry.objects.all()], ["2"])

    def test_lengths_are_said_in_the_largest_unit_that_fits(self):
        for length, words in [(timedelta(days=730), "2 years"), (timedelta(hours=4), "4 hours")]:
            self.assertEqual(
                Time(length, "after that", None).in_words(Retention()), f"{words} after that"
            )


def make_mail(created):
    mail = Email.objects.create(from_email="a@example.org", to="b@example.org", subject="x")
    Email.objects.filter(pk=mail.pk).update(created=created)
    return mail

"""The log: everything that was changed, by whom and when, each line with its comparison."""

from datetime import timedelta

import time_machine
from django.contrib.auth.models import Permission
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from directory.models import Person
from tests.editors import Editor, text_of
from tests.makers import make_chapter, make_office_holder, make_person
from tests.pages.makers import make_home_section

LOG = reverse("admin:chapters_portal_change_changelist")


class LogTests(TestCase):
    def setUp(self):
        self.ada = Editor("Ada")

    def lines(self, editor=None, **query):
        """Who did what to which row, and what of it."""
        page = (editor or self.ada).page(LOG, **query)
        return [
            [
                text_of(line.select_one(f".field-{name}"))
                for name in ["who", "did", "what", "details"]
            ]
            for line in page.select("#result_list tbody tr")
        ]

    def test_it_tells_everything_newest_first(self):
        person = make_person("Grace Hopper")
        self.ada.save(person, name="Grace B. Hopper", email="grace@example.org")
        self.ada.delete(person)

        self.assertEqual(
            self.lines(),
            [
                ["Ada", "Deleted: person", "Grace B. Hopper", "-"],
                ["Ada", "Changed: person", "Grace B. Hopper", "name, personal e-mail"],
                ["a program", "Created: person", "Grace Hopper", "-"],
            ],
        )

    def test_it_is_filtered_by_who_kind_and_day(self):
        joan = Editor("Joan")
        now = timezone.now()
        with time_machine.travel(now - timedelta(days=40), tick=False):
            person = make_person("Grace Hopper")
        with time_machine.travel(now - timedelta(days=1), tick=False):
            section = make_home_section(title="Support", published_at=None)
            person.name = "Grace B. Hopper"
            person._history_user = self.ada.user
            person.save()
        section.title = "Join"
        section._history_user = joan.user
        section.save()
        changed = ["Ada", "Changed: person", "Grace B. Hopper", "name"]
        created = ["a program", "Created: home section", "Support", "-"]
        joined = ["Joan", "Changed: home section", "Join", "title"]
        oldest = ["a program", "Created: person", "Grace Hopper", "-"]
        today = timezone.localdate(now)

        for query, expected in [
            ({}, [joined, changed, created, oldest]),
            ({"who": self.ada.user.pk}, [changed]),
            ({"who": "program"}, [created, oldest]),
            ({"who": "999"}, [joined, changed, created, oldest]),
            ({"kind": "directory.person"}, [changed, oldest]),
            ({"day": today}, [joined]),
            ({"day": today - timedelta(days=1)}, [changed, created]),
            ({"day": "month"}, [joined, changed, created]),
            ({"day": "someday"}, [joined, changed, created, oldest]),
            ({"act__exact": "+"}, [created, oldest]),
            ({"q": "hopper"}, [changed, oldest]),
            ({"q": "title"}, [joined]),
        ]:
            with self.subTest(query=query):
                self.assertEqual(self.lines(**query), expected)

    def test_each_line_leads_to_what_it_changed_and_to_its_undoing(self):
        person = make_person(email="right@example.org")
        self.ada.save(person, email="wrong@example.org")

        line = self.ada.page(LOG).select_one("#result_list .field-what a")
        page = self.ada.page(line["href"])
        self.assertEqual(
            text_of(page.select_one(".differences tbody")),
            "Personal e-mail right@example.org wrong@example.org",
        )
        undo = next(a for a in page.select("a.button") if text_of(a) == "Undo this change")
        self.ada.client.post(undo["href"], {"field": "email"})

        self.assertEqual(Person.objects.get().email, "right@example.org")

    def test_what_belongs_to_a_row_is_found_by_its_name(self):
        term = make_office_holder("Grace Hopper", chapter=make_chapter("Texas Library Association"))
        self.ada.save(term, ends_on="2026-12-31")

        self.assertIn(["Ada", "Changed: term", str(term), "last day"], self.lines(q="texas"))

    def test_a_line_about_a_term_is_read_where_the_term_is_deleted_by_now(self):
        term = make_office_holder("Grace Hopper")
        self.ada.save(term, ends_on="2026-12-31")
        self.ada.delete(term.chapter)

        addresses = [line["href"] for line in self.ada.page(LOG).select(".field-what a")]

        for address in addresses:
            self.assertIn("Home", text_of(self.ada.page(address)))

    def test_an_editor_sees_the_kinds_that_the_role_may_see(self):
        make_person("Grace Hopper")
        make_home_section()
        reader = Editor(
            "Joan", Permission.objects.filter(codename__in=["view_change", "view_person"])
        )

        self.assertEqual([line[1] for line in self.lines(reader)], ["Created: person"])
        page = reader.page(LOG)
        [kinds] = [
            one
            for one in page.select("#changelist-filter details")
            if text_of(one.summary) == "Kind"
        ]
        self.assertEqual([text_of(a) for a in kinds.select("a")], ["All", "Person"])
        section = self.ada.page(LOG).select_one(".field-what a")["href"]
        self.assertEqual(reader.get(section).status_code, 403)
        self.assertEqual(Editor("Mary", []).get(LOG).status_code, 403)

    def test_nobody_writes_in_it(self):
        make_person()
        change = self.ada.page(LOG).select_one(".field-what a")["href"]

        self.assertEqual(self.ada.client.post(change).status_code, 200)
        self.assertEqual(self.ada.get(reverse("admin:chapters_portal_change_add")).status_code, 403)
        self.assertEqual(len(self.lines()), 1)

    def test_the_first_screen_shows_ones_own_latest_changes(self):
        self.ada.save(make_person(), name="Ada King")

        page = self.ada.page(reverse("admin:index"))

        self.assertEqual(
            [text_of(line) for line in page.select("#recent-actions-module li")],
            ["Ada King Changed, person"],
        )

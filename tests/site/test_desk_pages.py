"""Every list and form of the desk opens, with as many queries for many rows as for one."""

from contextlib import contextmanager
from datetime import date, timedelta

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site
from django.db import connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from post_office.models import Email

from advocacy.models import Action, DisasterNeed, Sponsor, StateLink, Subject, Subscriber
from answers.models import DailyVotes, Source
from chapters_portal.models import Change, Menu, MenuLink, MissedSearch, PageText
from chapters_portal.publishing.desk import DeskAdmin
from chapters_portal.publishing.history import has_history
from directory.models import Committee, Position, State
from tests.advocacy.makers import make_bill, make_legislator, make_session, make_step
from tests.answers.makers import make_answer, make_collection, make_inquiry, make_topic
from tests.desk import Editor
from tests.makers import (
    make_chapter,
    make_committee_member,
    make_office_holder,
    make_person,
    make_post,
)
from tests.site.makers import make_home_link, make_home_section

YEAR = timedelta(days=366)
TODAY = date(2026, 7, 1)


def new_state(number):
    return State.objects.create(
        code=f"X{chr(64 + number)}",
        name=f"State {number}",
        fips=f"9{number}",
        ocd_division_id=f"division-{number}",
        tile_row=8,
        tile_column=number,
    )


def new_position(number):
    return Position.objects.create(name=f"P{number}", plural=f"P{number}s", slug=f"p{number}")


def new_term(number, **fields):
    return make_office_holder(
        f"Person {number}",
        starts_on=TODAY + number * YEAR,
        ends_on=TODAY + number * YEAR + timedelta(days=9),
        **fields,
    )


def new_email(number):
    return Email.objects.create(from_email="a@example.org", to="b@example.org", subject=str(number))


def new_change(number):
    make_person(f"Changed {number}")
    return Change.objects.first()


# How a row is made, and what is put below it in its form.
KINDS = {
    State: new_state,
    Position: new_position,
    Committee: lambda n: Committee.objects.create(name=f"Committee {n}", slug=f"committee-{n}"),
    Action: lambda n: Action.objects.create(title=f"A{n}", slug=f"a{n}", ask="A.", script="S"),
    DisasterNeed: lambda n: DisasterNeed.objects.create(
        library=f"Library {n}", place="Town", happened="Flood", needs="Books"
    ),
    StateLink: lambda n: StateLink.objects.create(
        state=new_state(n), title=f"Link {n}", url="https://example.org", kind="take-action"
    ),
    Subject: lambda n: Subject.objects.create(name=f"Subject {n}", slug=f"subject-{n}"),
    Subscriber: lambda n: Subscriber.objects.create(
        email=f"a{n}@example.org", state=new_state(n), confirmed_at="2026-07-01T00:00Z"
    ),
    Menu: lambda n: Menu.objects.create(place="footer", heading=f"Menu {n}"),
    MissedSearch: lambda n: MissedSearch.objects.create(text=f"text {n}", day=TODAY, count=n),
    PageText: lambda n: PageText.objects.create(key=f"page-{n}", title=f"Page {n}"),
    Redirect: lambda n: Redirect.objects.create(
        site=Site.objects.get_current(), old_path=f"/old-{n}/", new_path="/new/"
    ),
    Email: new_email,
    Change: new_change,
    get_user_model(): lambda n: get_user_model().objects.create_user(f"user-{n}"),
    **{
        apps.get_model(label): maker
        for label, maker in {
            "directory.chapter": lambda n: make_chapter(f"Chapter {n}"),
            "directory.person": lambda n: make_person(f"Person {n}"),
            "directory.officeholder": new_term,
            "answers.answer": lambda n: make_answer(collection=make_collection()),
            "answers.collection": lambda n: make_collection(),
            "answers.topic": lambda n: make_topic(f"Topic {n}"),
            "answers.inquiry": lambda n: make_inquiry(
                topic=make_topic(f"T{n}"), fingerprint=str(n)
            ),
            "advocacy.session": lambda n: make_session(new_state(n)),
            "advocacy.bill": lambda n: make_bill(session=make_session(new_state(n))),
            "advocacy.legislator": lambda n: make_legislator(),
            "chapters_portal.homesection": lambda n: make_home_section(
                title=f"Section {n}", slug=f"section-{n}"
            ),
            "chapters_portal.homelink": lambda n: make_home_link(title=f"Link {n}"),
        }.items()
    },
}
BELOW = {
    "directory.chapter": [
        lambda row, n: new_term(n, chapter=row),
        lambda row, n: make_post(chapter=row, position=new_position(n)),
    ],
    "directory.person": [lambda row, n: new_term(n, person=row)],
    "directory.committee": [lambda row, n: make_committee_member(f"Member {n}", committee=row)],
    "answers.answer": [
        lambda row, n: Source.objects.create(answer=row, title=f"Source {n}"),
        lambda row, n: DailyVotes.objects.create(answer=row, day=TODAY + n * YEAR),
    ],
    "advocacy.bill": [
        lambda row, n: make_step(row, f"Step {n}"),
        lambda row, n: Sponsor.objects.create(bill=row, name=f"Sponsor {n}"),
    ],
    "chapters_portal.menu": [lambda row, n: MenuLink.objects.create(menu=row, label=f"L{n}")],
    "chapters_portal.homesection": [lambda row, n: make_home_link(section=row, title=f"L{n}")],
}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


class DeskPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = Editor("Ada")
        ContentType.objects.get_for_models(*apps.get_models())  # asked for once, then known

    @contextmanager
    def a_clean_table(self):
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def queries(self, *pages):
        """How many each of `pages` makes."""
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                self.assertIn(self.ada.get(page).status_code, {200, 302}, page)
            counts.append(len(queries))
        return counts

    def test_pages_with_three_rows_make_as_many_queries_as_with_one(self):
        for model, make in KINDS.items():
            with self.subTest(model=model._meta.label), self.a_clean_table():
                row = make(1)
                below = BELOW.get(model._meta.label_lower, [])
                for add in below:
                    add(row, 1)
                pages = [
                    address(model, "changelist"),
                    address(model, "change", row.pk),
                    address(model, "history", row.pk),
                ]
                before = self.queries(*pages)
                for number in [2, 3]:
                    make(number)
                    for add in below:
                        add(row, number)

                self.assertEqual(self.queries(*pages), before)

    def test_every_list_and_every_empty_form_opens(self):
        for model, desk in admin.site._registry.items():
            with self.subTest(model=model._meta.label):
                self.queries(address(model, "changelist"))
                request = type("Request", (), {"user": self.ada.user})
                if desk.has_add_permission(request):
                    self.queries(address(model, "add"))

    def test_every_list_has_a_search(self):
        without = {"auth.Permission", "chapters_portal.SiteSettings", "contenttypes.ContentType"}
        self.assertEqual(
            [
                model._meta.label
                for model, desk in admin.site._registry.items()
                if not desk.search_fields and model._meta.label not in without
            ],
            [],
        )

    def test_every_kind_with_a_history_has_the_care_of_the_desk(self):
        bare = [
            model._meta.label
            for model, desk in admin.site._registry.items()
            if has_history(model) and not isinstance(desk, DeskAdmin)
        ]

        self.assertEqual(bare, [])

    def test_every_kind_that_staff_edit_has_a_history_or_a_reason(self):
        reasons = {
            "advocacy.CommitteeSeat": "the next load replaces it",
            "advocacy.DataSource": "written by loads",
            "advocacy.Delegation": "the next load replaces it",
            "advocacy.DistrictOffice": "the next load replaces it",
            "advocacy.Legislator": "the next load replaces it",
            "advocacy.Subscriber": "a visitor's address, which must go when it leaves",
            "answers.DailyVotes": "counted by visitors",
            "answers.Inquiry": "a visitor's words, kept once",
            "auth.Group": "Django's own log has it",
            "auth.User": "Django's own log has it",
            "chapters_portal.Change": "it is the log",
            "chapters_portal.Deleted": "it is the log",
            "chapters_portal.JobRun": "written by jobs",
            "chapters_portal.KnownDevice": "written by sign-ins",
            "chapters_portal.LinkPlace": "written by the link watch",
            "chapters_portal.MissedSearch": "counted by visitors",
            "chapters_portal.WatchedLink": "written by the link watch",
            "post_office.Email": "a record that nobody edits",
            "post_office.Log": "a record that nobody edits",
            "sites.Site": "Django's own log has it",
        }
        edited = set(admin.site._registry)
        edited |= {
            inline.model for desk in admin.site._registry.values() for inline in desk.inlines
        }

        self.assertEqual(
            sorted(model._meta.label for model in edited if not has_history(model)),
            sorted(reasons),
        )

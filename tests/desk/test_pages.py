"""Every list and form of the desk opens, with as many queries for many rows as for one."""

from contextlib import contextmanager

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from simple_history.models import HistoricalChanges

from chapters_portal.desk.admin import DeskAdmin
from chapters_portal.history.versions import has_history
from chapters_portal.sheets.admin import SheetAdmin
from directory.models import Person
from tests.desk.kinds import BELOW, KINDS
from tests.editors import Editor
from tests.reading import read_page


def admins_by_model():
    return [(one.model, one) for one in admin.site.model_admins]


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


class DeskPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = Editor("Ada")
        for concrete in [True, False]:  # asked for once, then known
            ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=concrete)

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
                if isinstance(admin.site.get_model_admin(model), SheetAdmin):
                    pages.append(address(model, "export", "csv"))
                before = self.queries(*pages)
                for number in [2, 3]:
                    make(number)
                    for add in below:
                        add(row, number)

                self.assertEqual(self.queries(*pages), before)

    def test_every_list_and_every_empty_form_opens(self):
        for model, desk in admins_by_model():
            with self.subTest(model=model._meta.label):
                self.queries(address(model, "changelist"))
                request = type("Request", (), {"user": self.ada.user})
                if desk.has_add_permission(request):
                    self.queries(address(model, "add"))

    def test_every_form_carries_what_it_was_opened_with(self):
        for model, make in KINDS.items():
            if not isinstance(admin.site.get_model_admin(model), DeskAdmin):
                continue
            with self.subTest(model=model._meta.label), self.a_clean_table():
                response = self.ada.get(address(model, "change", make(1).pk))
                if response.context and response.context.get("has_change_permission"):
                    self.assertContains(response, 'name="opened_with" value="', count=1)

    def test_every_list_has_a_search(self):
        without = {
            *["auth.Permission", "contenttypes.ContentType", "chapters_portal.SiteSettings"],
            *["chapters_portal.Retention", "chapters_portal.PersonRequest"],
        }
        self.assertEqual(
            [
                model._meta.label
                for model, desk in admins_by_model()
                if not desk.search_fields and model._meta.label not in without
            ],
            [],
        )

    def test_every_list_has_filters_unless_it_is_short(self):
        short = {
            *["advocacy.Boilerplate", "advocacy.Delegation", "advocacy.PressTopic"],
            *["advocacy.Subject", "answers.Topic", "auth.Group", "chapters_portal.PageText"],
            *[
                "chapters_portal.Fact",
                "chapters_portal.SiteSettings",
                "directory.Committee",
                "directory.Position",
            ],
            *["directory.State", "events.Preparation"],
            *["chapters_portal.FormerTitle", "chapters_portal.Redirect"],
            *["chapters_portal.Retention"],
        }
        self.assertEqual(
            {model._meta.label for model, one in admins_by_model() if not one.list_filter},
            short,
        )

    def test_every_model_of_ours_is_at_the_desk_or_has_a_reason(self):
        reasons = {
            "advocacy.ZipDistrict": "the next load replaces it, and nobody edits 40,000 ZIP codes",
            "advocacy.ZipPrefix": "as above",
            "chapters_portal.Mark": "digests and counts, for machines",
            "chapters_portal.SearchDocument": "made of other rows",
            "chapters_portal.UnsavedForm": "each editor sees the own ones on the first screen",
        }
        known = {one.model for one in admin.site.model_admins}
        known |= {inline.model for one in admin.site.model_admins for inline in one.inlines}
        rooms = {"directory", "advocacy", "answers", "events", "chapters_portal"}
        absent = {
            model._meta.label
            for model in apps.get_models()
            if model._meta.app_label in rooms
            and model not in known
            and not issubclass(model, HistoricalChanges)
        }

        self.assertEqual(absent, set(reasons))

    def test_every_kind_with_a_history_has_the_care_of_the_desk(self):
        bare = [
            model._meta.label
            for model, desk in admins_by_model()
            if has_history(model) and not isinstance(desk, DeskAdmin)
        ]

        self.assertEqual(bare, [])

    def test_a_row_that_another_form_edits_as_well_names_that_form(self):
        """Then both lock the other's row before this one, and none waits for the other in vain."""
        for model, desk in admin.site._registry.items():
            for inline in desk.inlines:
                its_own = admin.site._registry.get(inline.model)
                if its_own and inline.fields != inline.readonly_fields:
                    with self.subTest(form=model._meta.label, row=inline.model._meta.label):
                        name = getattr(its_own, "edited_with", None)
                        self.assertIsNotNone(name)
                        self.assertIs(inline.model._meta.get_field(name).related_model, model)

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
            "chapters_portal.Draft": "a form that is not saved yet",
            "chapters_portal.JobRun": "written by jobs",
            "chapters_portal.KnownDevice": "written by sign-ins",
            "chapters_portal.LinkPlace": "written by the link watch",
            "chapters_portal.MissedSearch": "counted by visitors",
            "chapters_portal.PersonRequest": "a receipt that nobody edits",
            "chapters_portal.WatchedLink": "written by the link watch",
            "post_office.Email": "a record that nobody edits",
            "post_office.Log": "a record that nobody edits",
        }
        edited = {one.model for one in admin.site.model_admins}
        edited |= {inline.model for desk in admin.site.model_admins for inline in desk.inlines}

        self.assertEqual(
            sorted(model._meta.label for model in edited if not has_history(model)),
            sorted(reasons),
        )


class FilterTests(TestCase):
    def test_a_chip_says_what_was_chosen_below_it(self):
        self.client.force_login(get_user_model().objects.create_superuser("editor"))
        address = reverse("admin:directory_chapter_changelist")

        page = read_page(self.client.get(address, {"kind__exact": "regional"}).content)

        chips = [" ".join(one.text.split()) for one in page.select("#changelist-filter summary")]
        self.assertIn("Kind Regional chapter", chips)
        self.assertIn("Standing", chips)
        chosen = page.select("#changelist-filter [aria-current]")
        self.assertIn("Regional chapter", [one.text for one in chosen])


class DeskSearchTests(TestCase):
    def setUp(self):
        self.client.force_login(get_user_model().objects.create_superuser("editor"))

    def found(self, text):
        page = self.client.get(reverse("admin:directory_person_changelist"), {"q": text})
        return [person.name for person in page.context["cl"].result_list]

    def test_a_name_is_found_however_its_letters_are_typed(self):
        for name in ["Łucja Peña-O’Neil", "Grace Hopper"]:
            Person.objects.create(name=name)

        for text in ["lucja pena", "PENA ONEIL", "o'neil", "pena-oneil"]:
            with self.subTest(text=text):
                self.assertEqual(self.found(text), ["Łucja Peña-O’Neil"])
        self.assertEqual(self.found("zebra"), [])

    def test_whoever_is_found_letter_by_letter_hides_nobody(self):
        for name in ["Ana Pena", "Łucja Peña"]:
            Person.objects.create(name=name)

        self.assertEqual(self.found("pena"), ["Ana Pena", "Łucja Peña"])

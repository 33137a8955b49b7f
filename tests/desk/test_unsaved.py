"""What an editor types is never lost: refused requests, and forms that are sent twice."""

from datetime import timedelta
from unittest import mock
from urllib.parse import urlencode

import time_machine
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, TestCase, override_settings
from django.utils import timezone

from chapters_portal.desk.unsaved import UnsavedForm
from chapters_portal.operations import outside
from chapters_portal.operations.outages import pulse
from directory.models import Person
from tests.answers.makers import make_topic
from tests.desk.kinds import KINDS
from tests.editors import Editor, desk, filled_in
from tests.makers import make_person
from tests.reading import read_page
from tests.sign_in.staff import PASSWORD, code_of, make_staff, set_up_app, sign_in

ADD = "/admin/directory/person/add/"
LIST = "/admin/answers/topic/"
DEBUGGING = ["CSRF verification failed", "403 Forbidden", "Bad Request (400)", "Django"]


def answers(response):
    return filled_in(read_page(response.content))


class UnsavedTests(TestCase):
    def setUp(self):
        self.ada = make_staff()
        self.person = make_person("Grace Hopper")
        sign_in(self.client)

    def open(self, address=None):
        return answers(self.client.get(address or desk(self.person)))

    def send(self, typed, address=None, client=None, **changes):
        address = address or desk(self.person)
        return (client or self.client).post(address, {**typed, "_save": "Save", **changes})

    def end_session(self):
        del self.client.cookies["sessionid"]

    def assertLeadsToSignIn(self, response, address):
        expected = f"/admin/login/?{urlencode({'next': address, 'kept': '1'})}"
        self.assertRedirects(response, expected)
        self.assertContains(self.client.get(expected), "What you typed is kept")

    def assertStands(self, response, name):
        """The form stands there with `name` typed, and one press saves it."""
        self.assertContains(response, "not saved yet")
        typed = answers(response)
        self.assertEqual(typed["name"], name)
        self.assertFalse(Person.objects.filter(name=name).exists())
        self.assertEqual(self.send(typed, response.request["PATH_INFO"]).status_code, 302)
        self.assertEqual(Person.objects.filter(name=name).count(), 1)
        self.assertEqual(UnsavedForm.objects.count(), 0)


class SignedOutTests(UnsavedTests):
    def test_after_signing_in_the_same_form_stands_there_with_everything_typed(self):
        for address in [desk(self.person), ADD]:
            with self.subTest(address):
                typed = self.open(address)
                self.end_session()

                refused = self.send(typed, address, name=f"Typed at {address}")

                self.assertLeadsToSignIn(refused, address)
                response = self.client.post(
                    refused.url,
                    {"login": "ada", "password": PASSWORD, "next": address},
                    follow=True,
                )
                self.assertStands(response, f"Typed at {address}")

    def test_the_second_step_of_signing_in_leads_to_the_form_too(self):
        key = set_up_app(self.client)
        typed = self.open()
        self.end_session()
        refused = self.send(typed, name="Augusta")
        with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
            step = self.client.post(refused.url, {"login": "ada", "password": PASSWORD})
            self.assertEqual(step.url.partition("?")[0], "/admin/login/code/")
            response = self.client.post(step.url, {"code": code_of(key)}, follow=True)
            self.assertStands(response, "Augusta")

    def test_it_is_found_in_another_tab_from_the_first_screen(self):
        typed = self.open()
        self.end_session()
        self.send(typed, name="Augusta")
        sign_in(self.client)

        page = read_page(self.client.get("/admin/").content)
        kept = self.client.get(page.select_one("#unsaved ~ ul a")["href"])

        self.assertContains(kept, "Augusta")
        link = read_page(kept.content).find("a", string="Open the form with it")["href"]
        self.assertStands(self.client.get(link), "Augusta")

    def test_another_account_sees_nothing_of_it(self):
        typed = self.open()
        other = Editor("Grace")

        refused = self.send(typed, client=other.client, name="Augusta")

        self.assertContains(refused, "Another account", status_code=403)
        self.assertNotContains(refused, "Augusta", status_code=403)
        kept = UnsavedForm.objects.get()
        for address in [desk(self.person), "/admin/"]:
            self.assertNotContains(other.get(address), "not saved yet")
        for address in [f"/admin/unsaved/{kept.pk}/", f"/admin/unsaved/{kept.pk}/drop/"]:
            self.assertIn(other.client.post(address).status_code, [404])
        self.assertStands(self.client.get(desk(self.person)), "Augusta")

    def test_no_password_and_no_token_is_kept(self):
        typed = self.open()
        self.end_session()
        secrets = {"password1": "secret words", "csrfmiddlewaretoken": "secret token"}
        self.send(typed, name="Augusta", **secrets)

        kept = str(UnsavedForm.objects.values().get())

        self.assertIn("Augusta", kept)
        for secret in [*secrets.values(), typed["form_token"]]:
            self.assertNotIn(secret, kept)

    def test_nothing_is_kept_for_an_account_that_works_no_more(self):
        typed = self.open()
        for change in [{"is_active": False}, {"is_active": True, "is_staff": False}]:
            with self.subTest(change):
                type(self.ada).objects.filter(pk=self.ada.pk).update(**change)
                refused = self.send(typed, name="Augusta")
                self.assertContains(refused, "Augusta", status_code=403)
        self.ada.delete()
        self.assertContains(self.send(typed, name="Augusta"), "Augusta", status_code=403)
        self.assertEqual(UnsavedForm.objects.count(), 0)

    def test_a_token_that_was_made_up_keeps_nothing_and_gives_the_text_back(self):
        typed = self.open()
        self.end_session()
        for token in ["", "made-up", typed["form_token"][:-2] + "xx"]:
            refused = self.send(typed, name="Augusta", form_token=token)
            self.assertContains(refused, "Augusta", status_code=403)
        self.assertEqual(UnsavedForm.objects.count(), 0)

    def test_it_goes_after_a_week_and_its_number_is_bounded(self):
        typed = [self.open() for _ in range(3)]
        self.end_session()
        with mock.patch("chapters_portal.desk.unsaved.MOST_FORMS", 2):
            for number, one in enumerate(typed):
                self.send(one, name=f"Typed {number}")
        sign_in(self.client)

        self.assertEqual(
            [row.data["name"] for row in UnsavedForm.objects.all()], ["Typed 2", "Typed 1"]
        )
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            sign_in(self.client)
            self.assertNotContains(self.client.get(desk(self.person)), "not saved yet")

    def test_it_can_be_thrown_away(self):
        typed = self.open()
        self.end_session()
        self.send(typed, name="Augusta")
        sign_in(self.client)
        page = read_page(self.client.get(desk(self.person)).content)

        response = self.client.post(page.select_one("[formaction]")["formaction"], typed)

        self.assertRedirects(response, desk(self.person))
        self.assertEqual(self.open()["name"], "Grace Hopper")

    def test_what_somebody_else_saved_meanwhile_is_not_overwritten(self):
        typed = self.open()
        self.end_session()
        self.send(typed, name="Augusta")
        Editor("Joan").save(self.person, name="Rear Admiral")
        sign_in(self.client)

        response = self.client.get(desk(self.person))

        self.assertContains(response, "Joan saved this while you had it open", status_code=409)
        self.assertEqual(answers(response)["name"], "Augusta")

    def test_a_list_gives_back_its_boxes(self):
        topic = make_topic("News")
        typed = self.open(LIST)
        self.end_session()

        refused = self.send(typed, LIST, **{"form-0-order": "77"})

        page = f"/admin/unsaved/{UnsavedForm.objects.get().pk}/"
        self.assertLeadsToSignIn(refused, page)
        sign_in(self.client)
        form = read_page(self.client.get(page).content).find("form", action=LIST)
        sent = {one["name"]: one.get("value") or one.text.strip() for one in form.select("[name]")}
        self.assertEqual(self.client.post(LIST, sent).status_code, 302)
        topic.refresh_from_db()
        self.assertEqual(topic.order, 77)
        self.assertEqual(UnsavedForm.objects.count(), 0)

    def test_a_chosen_file_is_asked_for_again_next_to_its_field(self):
        from tests.advocacy.makers import make_release

        release = make_release("A release")
        field = "pictures-0-file"
        typed = self.open(desk(release)) | {"pictures-TOTAL_FORMS": 1, "pictures-0-alt": "Readers"}
        self.end_session()
        file = SimpleUploadedFile("poster.pdf", b"%PDF" + b"x" * (outside.LARGEST + 1))

        self.send(typed, desk(release), **{field: file, "title": "Typed"})
        sign_in(self.client)

        page = read_page(self.client.get(desk(release)).content)
        self.assertIn(
            "The file “poster.pdf” could not be kept. Choose it again.",
            page.find("input", {"name": field}).find_parent(class_="form-row").text,
        )

    def test_no_form_of_the_desk_is_saved_by_opening_what_was_kept(self):
        for model, make in KINDS.items():
            if not admin.site.is_registered(model):
                continue
            with self.subTest(model=model._meta.label), transaction.atomic():
                row = make(1)
                self.client.force_login(self.ada)
                page = self.client.get(desk(row))
                if "form_token" in page.content.decode():
                    typed = answers(page)
                    self.end_session()
                    self.client.post(desk(row), {**typed, "_save": "Save"})
                    self.client.force_login(self.ada)
                    save = mock.patch.object(type(admin.site.get_model_admin(model)), "save_model")
                    with save as saved:
                        shown = self.client.get(desk(row))
                    self.assertIn(shown.status_code, [200, 409])
                    saved.assert_not_called()
                transaction.set_rollback(True)


class OtherRefusalTests(UnsavedTests):
    def assertInWords(self, response):
        for words in DEBUGGING:
            self.assertNotIn(words, response.content.decode())

    def test_a_token_of_before_signing_in_anew(self):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.ada)
        typed = answers(strict.get(desk(self.person)))

        refused = self.send({**typed, "csrfmiddlewaretoken": "old"}, client=strict, name="Augusta")

        self.assertRedirects(refused, desk(self.person), fetch_redirect_response=False)
        self.client = strict
        response = strict.get(refused.url)
        self.assertContains(response, "before you last signed in")
        self.assertEqual(answers(response)["name"], "Augusta")
        token = read_page(response.content).select_one("[name=csrfmiddlewaretoken]")["value"]
        saved = self.send({**answers(response), "csrfmiddlewaretoken": token}, client=strict)
        self.assertEqual(saved.status_code, 302)

    def test_a_stale_page_of_signing_in_says_so_and_shows_nothing_that_was_typed(self):
        strict = Client(enforce_csrf_checks=True)

        refused = strict.post("/admin/login/", {"login": "ada", "password": "secret"})

        self.assertContains(refused, "Open the page again", status_code=403)
        self.assertNotContains(refused, "secret", status_code=403)
        self.assertInWords(refused)

    def test_permission_that_was_taken_away(self):
        typed = self.open()
        self.ada.is_superuser = False
        self.ada.save()
        self.ada.user_permissions.add(Permission.objects.get(codename="view_person"))

        refused = self.send(typed, name="Augusta")

        self.assertContains(refused, "Your account may not save this", status_code=403)
        self.assertInWords(refused)
        link = read_page(refused.content).find("a", string="Look at what you typed")["href"]
        self.assertContains(self.client.get(link), "Augusta")
        self.assertEqual(self.client.get(desk(self.person)).status_code, 200)
        self.ada.is_superuser = True
        self.ada.save()
        self.assertStands(self.client.get(desk(self.person)), "Augusta")

    def test_size(self):
        typed = self.open()
        for limit, is_signed_in in [("LARGEST_AT_DESK", True), ("LARGEST_AT_DESK", False)]:
            with self.subTest(is_signed_in=is_signed_in), mock.patch.object(outside, limit, 1000):
                if not is_signed_in:
                    self.end_session()
                file = SimpleUploadedFile("x.pdf", b"x" * (outside.LARGEST + 1))
                refused = self.send(typed, name="Augusta", file=file)
                self.assertEqual(refused.status_code, 302)
        sign_in(self.client)
        self.assertStands(self.client.get(desk(self.person)), "Augusta")

    def test_a_long_text_of_somebody_who_was_signed_out(self):
        typed = self.open()
        self.end_session()

        self.send(typed, name="Augusta", notes="x" * (outside.LARGEST + 1))

        self.assertEqual(UnsavedForm.objects.get().data["name"], "Augusta")

    def test_many_fields_and_long_texts_are_no_reason_to_refuse(self):
        typed = self.open()
        many = {f"other-{number}": "x" for number in range(5_000)}

        self.assertEqual(self.send(typed, name="Augusta", **many).status_code, 302)

    @override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=3)
    def test_what_cannot_be_read_is_said_in_words(self):
        refused = self.send(self.open())

        self.assertContains(refused, "could not be read", status_code=400)
        self.assertInWords(refused)

    def test_a_fault_of_ours(self):
        typed = self.open()
        self.client.raise_request_exception = False
        with (
            mock.patch("directory.models.Person.save", side_effect=ValueError),
            self.assertLogs("django.request", "ERROR"),
        ):
            refused = self.send(typed, name="Augusta")

        self.assertContains(refused, "What you typed is kept", status_code=500)
        self.assertStands(self.client.get(desk(self.person)), "Augusta")

    def test_a_database_that_is_away_gives_the_form_back_to_be_sent_again(self):
        typed = self.open()
        with mock.patch.object(pulse, "is_down", True):
            refused = self.send(typed, name="Augusta")

        form = read_page(refused.content).form
        sent = {
            one["name"]: one.get("value") or one.text.removeprefix("\n")
            for one in form.select("[name]")
        }
        self.assertEqual(self.client.post(form["action"], sent).status_code, 302)
        self.assertTrue(Person.objects.filter(name="Augusta").exists())


class SavedOnceTests(UnsavedTests):
    def test_a_double_click_makes_one_row(self):
        typed = self.open(ADD)

        first, second = [self.send(typed, ADD, name="Augusta") for _ in range(2)]

        self.assertEqual((first.status_code, second.status_code), (302, 302))
        self.assertEqual(first.url, second.url)
        self.assertEqual(Person.objects.filter(name="Augusta").count(), 1)

    def test_the_page_before_sent_again_with_other_words_asks_first(self):
        typed = self.open(ADD)
        self.send(typed, ADD, name="Augusta")

        response = self.send(typed, ADD, name="Augusta Ada")

        self.assertContains(response, "You saved this form already")
        self.assertEqual(Person.objects.filter(name="Augusta Ada").count(), 0)
        again = answers(response)
        self.assertEqual(again["name"], "Augusta Ada")
        self.assertEqual(self.send(again, ADD).status_code, 302)
        self.assertEqual(Person.objects.filter(name__startswith="Augusta").count(), 2)

    def test_two_tabs_make_two_rows(self):
        tabs = [self.open(ADD), self.open(ADD)]

        for number, typed in enumerate(tabs):
            self.assertEqual(self.send(typed, ADD, name=f"Tab {number}").status_code, 302)

        self.assertEqual(Person.objects.filter(name__startswith="Tab").count(), 2)

    def test_a_mistake_can_be_corrected_and_saved(self):
        refused = self.send(self.open(ADD), ADD, name="Augusta", email="no address")

        self.assertEqual(self.send(answers(refused), ADD, email="a@example.org").status_code, 302)

    def test_a_change_that_is_sent_again_writes_over_nothing_of_others(self):
        typed = self.open()
        self.send(typed, name="Augusta")
        Editor("Joan").save(self.person, name="Rear Admiral")

        response = self.send(typed, name="Augusta")

        self.assertEqual(response.status_code, 302)
        self.person.refresh_from_db()
        self.assertEqual(self.person.name, "Rear Admiral")

    def test_the_form_of_a_row_after_saving_takes_more_words(self):
        typed = self.open()
        self.send(typed, name="Augusta")

        response = self.send(typed, name="Augusta Ada")

        self.assertEqual(response.status_code, 409)
        self.assertEqual(answers(response)["name"], "Augusta Ada")
        self.assertEqual(self.send(answers(response)).status_code, 302)
        self.person.refresh_from_db()
        self.assertEqual(self.person.name, "Augusta Ada")

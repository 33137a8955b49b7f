"""Saving at the desk in a real browser: sessions that end, double clicks, a network that goes."""

import pytest
from django.contrib.sessions.models import Session

from chapters_portal.desk.unsaved import UnsavedForm
from directory.models import Person
from tests.editors import desk
from tests.makers import make_person
from tests.sign_in.staff import PASSWORD, make_staff

pytestmark = pytest.mark.django_db(transaction=True)


def open_form(open_page, path):
    return open_page(path, user=make_staff())


def save(page):
    page.get_by_role("button", name="Save", exact=True).last.click()


def test_a_session_that_ends_while_a_text_is_typed_loses_none_of_it(open_page):
    person = make_person("Grace Hopper")
    page = open_form(open_page, desk(person))
    page.locator("#id_name").fill("Grace Murray Hopper")
    Session.objects.all().delete()

    save(page)
    page.get_by_text("What you typed is kept").wait_for()
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("What you typed is here, and not saved yet").wait_for()
    assert page.locator("#id_name").input_value() == "Grace Murray Hopper"
    assert page.get_by_text("No answer came when you saved").is_hidden()
    save(page)
    page.get_by_text("was changed successfully").wait_for()

    person.refresh_from_db()
    assert person.name == "Grace Murray Hopper"
    assert UnsavedForm.objects.count() == 0
    assert page.problems == []


def test_a_double_click_on_save_makes_one_row(open_page):
    page = open_form(open_page, "/admin/directory/person/add/")
    page.locator("#id_name").fill("Grace Hopper")

    page.get_by_role("button", name="Save", exact=True).last.dblclick()
    page.get_by_text("was added successfully").first.wait_for()

    assert Person.objects.count() == 1


def test_a_network_that_goes_while_saving_loses_nothing(open_page):
    person = make_person("Grace Hopper")
    page = open_form(open_page, desk(person))
    page.locator("#id_name").fill("Grace Murray Hopper")

    page.context.set_offline(True)
    save(page)
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.goto("/admin/")
    page.get_by_role("button", name="Bring it back").click()
    page.get_by_text("What you typed is here, and not saved yet").wait_for()
    assert page.locator("#id_name").input_value() == "Grace Murray Hopper"
    assert not page.get_by_role("button", name="Bring it back").is_visible()
    save(page)
    page.get_by_text("was changed successfully").wait_for()

    assert not page.get_by_role("button", name="Bring it back").is_visible()
    person.refresh_from_db()
    assert person.name == "Grace Murray Hopper"

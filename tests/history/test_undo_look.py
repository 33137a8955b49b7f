"""Undo, bin and conflicts in a real browser: usable without scripts, accessible, quiet."""

import json

import pytest
from django.urls import reverse

from chapters_portal.history.changes import Change
from directory.models import Chapter, Person
from tests.browser import problems_of_look
from tests.editors import Editor, desk
from tests.makers import make_chapter, make_office_holder, make_person, make_position, make_state

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada():
    return Editor("Ada")


def test_an_editor_undoes_a_mistake_from_the_history_page(open_page, ada):
    person = make_person("Grace Hopper", email="grace@example.org")
    page = open_page(desk(person), user=ada.user)
    page.get_by_label("Personal e-mail").fill("wrong@example.org")
    page.get_by_role("button", name="Save and continue editing").click()

    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name="Restore this version").click()
    page.get_by_role("row", name="wrong@example.org grace@example.org").wait_for()
    page.get_by_role("button", name="Restore").click()

    page.get_by_text("Grace Hopper is again as it was.").wait_for()
    assert page.get_by_label("Personal e-mail").input_value() == "grace@example.org"
    assert page.problems == []


def test_an_editor_brings_a_chapter_back_from_the_bin(open_page, ada):
    chapter = make_office_holder(
        "Grace Hopper", chapter=make_chapter(states=[make_state()])
    ).chapter
    page = open_page(desk(chapter), user=ada.user)
    page.get_by_role("link", name="Delete", exact=True).click()
    page.get_by_role("button", name="Yes").click()
    page.get_by_text("was deleted successfully").wait_for()
    page.goto(reverse("admin:index"))

    page.locator("#recent-actions-module").get_by_role("link", name="Bin").click()
    page.get_by_role("link", name="Vermont Library Association").click()
    page.get_by_text("Term: Grace Hopper, President").wait_for()
    page.get_by_role("button", name="Restore").click()

    page.get_by_text("Vermont Library Association is back, with 1 more.").wait_for()
    assert [term.person.name for term in Chapter.objects.get().office_holders.all()] == [
        "Grace Hopper"
    ]
    assert page.problems == []


def test_without_scripts_neither_of_two_editors_loses_a_word(open_page, ada):
    person = make_person("Grace Hopper", email="old@example.org")
    page = open_page(desk(person), user=ada.user, javascript=False)
    page.get_by_label("Personal e-mail").fill("mine@example.org")
    Editor("Joan").save(person, email="theirs@example.org", name="Grace B. Hopper")

    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_role("heading", name="Joan saved this while you had it open").wait_for()
    page.get_by_role("row", name="theirs@example.org mine@example.org").wait_for()
    assert page.get_by_label("Name").input_value() == "Grace B. Hopper"
    assert page.get_by_label("Personal e-mail").input_value() == "mine@example.org"

    page.get_by_role("button", name="Save mine anyway").first.click()

    page.get_by_text("was changed successfully").wait_for()
    stored = Person.objects.get()
    assert (stored.name, stored.email) == ("Grace B. Hopper", "mine@example.org")


def test_going_on_with_theirs_shows_what_is_stored(open_page, ada):
    person = make_person("Grace Hopper", email="old@example.org")
    page = open_page(desk(person), user=ada.user)
    page.get_by_label("Personal e-mail").fill("mine@example.org")
    Editor("Joan").save(person, email="theirs@example.org")
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_role("link", name="Go on with theirs").first.click()

    page.get_by_role("heading", name="Grace Hopper").wait_for()
    assert page.get_by_label("Personal e-mail").input_value() == "theirs@example.org"
    # The browser reports the refusal itself, as it does any answer of that kind.
    assert [one for one in page.problems if "409" not in one] == []


def test_every_page_of_it_is_accessible_and_whole(open_page, ada):
    position = make_position()
    ada.save(position, name="Chair", plural="Chairs")
    newest, version = position.history.order_by("-history_id").values_list("pk", flat=True)[:2]
    chapter = make_office_holder("Grace Hopper", position=position).chapter
    ada.delete(chapter)
    binned = Change.objects.in_trash().get()
    pages = {
        "history": desk(position, "history"),
        "version": reverse("admin:version", args=["directory.position", version]),
        "restore": reverse("admin:restore_version", args=["directory.position", version]),
        "undo": reverse("admin:undo_change", args=["directory.position", newest]),
        "log": reverse("admin:chapters_portal_change_changelist"),
        "bin": reverse("admin:chapters_portal_deleted_changelist"),
        "in the bin": reverse("admin:restore_deleted", args=[binned.pk]),
        "for good": reverse("admin:forget", args=[binned.kind, binned.object_id]),
    }
    found = {}

    def look(name, page):
        # First, for axe itself writes styles into forms.
        problems = [one for one in page.problems if "409" not in one]
        problems += problems_of_look(page)
        if problems:
            found[name] = problems
        page.context.close()

    for name, path in pages.items():
        look(name, open_page(path, user=ada.user))
    page = open_page(desk(position), user=ada.user)
    page.get_by_label("Plural").fill("Chairpersons")
    Editor("Joan").save(position, plural="Heads")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Joan saved this").wait_for()
    look("conflict", page)

    assert json.dumps(found, indent=1) == "{}"

"""Importing in a real browser: as a keeper does it, accessible on every page of the way."""

import json

import pytest
from django.contrib.auth.models import Group

from chapters_portal.starter_content.roles import load_roles
from directory.models import OfficeHolder
from tests.browser import problems_of_look
from tests.editors import Editor
from tests.makers import make_chapter, make_position
from tests.spreadsheets import as_csv

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_keeper_imports_twenty_officers_after_mending_two_rows(open_page):
    load_roles()
    keeper = Editor("Grace", [])
    keeper.user.groups.set([Group.objects.get(name="Directory keeper")])
    make_chapter("Vermont Library Association", abbreviation="VLA")
    make_position("Trustee", plural="Trustees", seats=20)
    rows = [["VLA", "Trustee", f"Officer {n:02}", "2026-07-01"] for n in range(1, 21)]
    found = {}

    def choose(*rows):
        content = as_csv(["Chapter", "Position", "Person", "First day"], *rows)
        file = {"name": "officers.csv", "mimeType": "text/csv", "buffer": content}
        page.get_by_label("CSV or XLSX file").set_input_files(file)
        page.get_by_role("button", name="Show what it would change").click()

    def look(name):
        problems = problems_of_look(page)
        page.set_viewport_size({"width": 1280, "height": 900})
        if problems:
            found[name] = problems

    page = open_page("/admin/directory/officeholder/", user=keeper.user)
    page.get_by_role("link", name="Import").click()
    page.get_by_label("CSV or XLSX file").wait_for()
    look("upload")
    choose(["VIA", *rows[0][1:]], *rows[1:19], [*rows[19][:3], "next July"])
    page.get_by_role("heading", name="2 things to mend; nothing is imported yet").wait_for()
    page.get_by_role("row", name="2 Chapter There is no chapter “VIA”").wait_for()
    page.get_by_role("row", name="21 First day").wait_for()
    look("errors")
    choose(*rows)
    page.get_by_text("20 new, 0 changed, 0 unchanged.").wait_for()
    page.get_by_text("Officer 20 (new person)").wait_for()
    look("preview")
    page.get_by_role("button", name="Apply 20 changes").click()
    page.get_by_text("Imported: 20 new, 0 changed, 0 unchanged.").wait_for()
    look("list")
    page.goto("/directory/vermont/")

    page.get_by_text("Officer 01").first.wait_for()
    page.get_by_text("Officer 20").first.wait_for()
    assert OfficeHolder.objects.count() == 20
    assert json.dumps(found, indent=1) == "{}"
    assert [one for one in page.problems if "422" not in one and "axe" not in one] == []

"""Import and export: what every kind of row has in common, tried with people."""

import re
from io import BytesIO

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from openpyxl import Workbook, load_workbook

from chapters_portal.models import Change
from directory.models import Person
from tests.desk import Editor, text_of
from tests.makers import make_person

PEOPLE = "/admin/directory/person/"


def upload(editor, content, at=PEOPLE):
    if isinstance(content, str):
        content = content.encode()
    return editor.client.post(f"{at}import/", {"file": SimpleUploadedFile("rows", content)})


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def apply(editor, preview, at=PEOPLE):
    key = soup(preview).select_one("input[name=key]")["value"]
    return editor.client.post(f"{at}import/", {"key": key})


def problems(response):
    return [
        tuple(text_of(cell) for cell in row.select("th, td"))
        for row in soup(response).select(".problems tbody tr")
    ]


class ImportTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = Editor("Ada")

    def test_a_file_is_looked_at_then_applied_as_a_whole(self):
        grace = make_person("Grace Hopper", email="old@example.org")
        preview = upload(
            self.ada,
            "Name,Personal e-mail\nGrace Hopper,new@example.org\nJoan Clarke,joan@example.org\n",
        )

        self.assertEqual(preview.status_code, 200)
        self.assertContains(preview, "1 new, 1 changed, 0 unchanged")
        self.assertEqual(Person.objects.count(), 1)
        applied = apply(self.ada, preview)

        self.assertEqual(applied.status_code, 302)
        self.assertEqual(
            list(Person.objects.values_list("name", "email")),
            [("Grace Hopper", "new@example.org"), ("Joan Clarke", "joan@example.org")],
        )
        changes = Change.objects.filter(kind="directory.person", by=self.ada.user)
        self.assertEqual(
            [(one.label, one.act) for one in changes], [("Joan Clarke", "+"), ("Grace Hopper", "~")]
        )
        self.assertEqual(grace.history.count(), 2)

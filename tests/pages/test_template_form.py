"""Templates are documents: short lines, and few tags on each."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.test import SimpleTestCase

LONGEST = 120  # columns
TAG = re.compile(r"<[a-zA-Z/]|\{%")
CROWDED = 4  # tags on a line
MOST_CROWDED = 0.05  # of the lines that are not blank


def lines_of_templates():
    """Triples of a template, the number of a line, and the line, without blank lines."""
    for folder in settings.TEMPLATES[0]["DIRS"]:
        for path in sorted(Path(folder).rglob("*.html")):
            for number, line in enumerate(path.read_text().splitlines(), start=1):
                if line.strip():
                    yield path.relative_to(folder), number, line


class TemplateFormTests(SimpleTestCase):
    maxDiff = None

    def test_no_line_is_long(self):
        long = [
            f"{path}:{number}" for path, number, line in lines_of_templates() if len(line) > LONGEST
        ]

        self.assertEqual(long, [])

    def test_few_lines_have_many_tags(self):
        lines = list(lines_of_templates())
        crowded = [
            f"{path}:{number}" for path, number, line in lines if len(TAG.findall(line)) >= CROWDED
        ]

        self.assertLessEqual(len(crowded), MOST_CROWDED * len(lines), crowded)

    def test_pages_are_sent_without_the_steps_of_their_templates(self):
        for name in ["pages/base.html", "directory/chapter_list.html"]:
            with self.subTest(name=name):
                self.assertNotIn("\n ", get_template(name).template.source)

    def test_the_form_of_a_letter_is_sent(self):
        name = "advocacy/letters/confirm.txt"

        source = (Path(settings.TEMPLATES[0]["DIRS"][0]) / name).read_text()

        self.assertEqual(get_template(name).template.source, source)

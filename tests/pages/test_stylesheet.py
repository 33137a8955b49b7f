"""The stylesheets hold what pages use, and nothing else."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

import django.contrib.admin
from django.apps import apps
from django.conf import settings
from django.test import SimpleTestCase

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
DJANGO_ADMIN = Path(django.contrib.admin.__file__).parent

TAG = r"\{%.*?%\}"
VARIABLE = r"\{\{.*?\}\}"
CLASSES_OF_ELEMENT = re.compile(rf'\bclass="((?:{TAG}|{VARIABLE}|[^"{{])*)"', re.DOTALL)
ID_OF_ELEMENT = re.compile(r'\bid="([\w-]+)"')
CLASSES_OF_BODY = re.compile(r"\{% block (?:bodyclass|coltype) %\}(.*?)\{% endblock", re.DOTALL)
# Such as {% include "button.html" with style="line" %}
WORDS_FOR_ANOTHER_TEMPLATE = re.compile(r'\{% include [^%]*?\w+="([\w -]+)"[^%]*%\}')
CLASSES_OF_SCRIPT = re.compile(r'(?:className = |classList\.\w+\()"([\w -]+)"')


def text_of(folder, pattern):
    return "\n".join(path.read_text() for path in sorted(folder.rglob(pattern)))


def code_of_rooms():
    rooms = [app for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    return "\n".join(text_of(Path(room.path), "*.py") for room in rooms)


def without_comments(stylesheet):
    return re.sub(r"/\*.*?\*/", "", stylesheet, flags=re.DOTALL)


def names_in_selectors(stylesheet):
    """The classes and ids that the rules are about, as ".wrap" and "#header"."""
    selectors = re.findall(r"([^{};]+)\{", without_comments(stylesheet))
    return {
        name
        for selector in selectors
        if not selector.strip().startswith("@")
        for name in re.findall(r"[.#][a-zA-Z][\w-]*", selector)
    }


def names_in_markup(text):
    """Those that elements may have. What a variable adds is a star: "r{{ row }}" is ".r*"."""
    names = {f"#{name}" for name in ID_OF_ELEMENT.findall(text)}
    for classes in CLASSES_OF_ELEMENT.findall(text) + CLASSES_OF_BODY.findall(text):
        classes = re.sub(VARIABLE, "*", classes)
        # A tag between two letters may end a name or not: "mt{% if wide %}2{% endif %}".
        for written in [re.sub(TAG, "", classes), re.sub(TAG, " ", classes)]:
            names |= {f".{name}" for name in written.split() if name != "*"}
    for words in WORDS_FOR_ANOTHER_TEMPLATE.findall(text):
        names |= {f".{name}" for name in words.split()}
    return names


def names_in_scripts(text):
    return {f".{name}" for found in CLASSES_OF_SCRIPT.findall(text) for name in found.split()}


def names_of_the_portal():
    return (
        names_in_markup(text_of(TEMPLATES, "*.html"))
        | names_in_markup(code_of_rooms())
        | names_in_scripts(text_of(STATIC, "*.js"))
    )


def dead(stylesheet, used):
    return {
        name
        for name in names_in_selectors(stylesheet)
        if not any(fnmatchcase(name, known) for known in used)
    }


class StylesheetTests(SimpleTestCase):
    def test_every_class_and_id_of_the_public_stylesheet_can_be_on_a_page(self):
        stylesheet = (STATIC / "site.css").read_text()

        self.assertEqual(dead(stylesheet, names_of_the_portal()), set())

    def test_every_class_and_id_of_the_desks_stylesheet_can_be_on_a_page(self):
        stylesheet = (STATIC / "admin.css").read_text()
        of_django = names_in_markup(text_of(DJANGO_ADMIN / "templates", "*.html"))
        of_django |= names_in_selectors(text_of(DJANGO_ADMIN / "static", "*.css"))
        # Django makes these of the names of fields and models.
        of_fields = {f".field-{word}" for word in re.findall(r"\w+", code_of_rooms())}
        of_models = {f".model-{model._meta.model_name}" for model in apps.get_models()}
        of_its_scripts = {".timezonewarning"}
        of_stages = {".live", ".scheduled", ".withdrawn"}

        self.assertEqual(
            dead(stylesheet, names_of_the_portal() | of_django | of_its_scripts | of_stages)
            - of_fields
            - of_models,
            set(),
        )

    def test_every_token_is_used_and_has_a_value(self):
        stylesheet = without_comments((STATIC / "site.css").read_text())

        named = set(re.findall(r"(--[\w-]+):", stylesheet))
        self.assertEqual(named, set(re.findall(r"var\((--[\w-]+)", stylesheet)))

    def test_colors_have_their_values_in_the_tokens_alone(self):
        stylesheet = without_comments((STATIC / "site.css").read_text())

        tokens, rules = stylesheet.split("@layer reset {")
        self.assertIn("#", tokens)
        self.assertEqual(re.findall(r":[^;{}]*(#[0-9a-fA-F]{3,8})\b", rules), [])


class NamesTests(SimpleTestCase):
    """How the tests above find names."""

    def test_names_are_found_between_tags_and_variables(self):
        markup = """
            <p id="who" class="kick mt{% if a == "b" %}2{% endif %}
              {% if c %}first{% else %}last{% endif %}">
            <a class="tile r{{ row }}{% for region in regions %} in-{{ region }}{% endfor %}">
            {% include "link.html" with url=here style="line red" only %}
        """

        self.assertLessEqual(
            {"#who", ".kick", ".mt", ".mt2", ".first", ".last", ".tile", ".in-*", ".line", ".red"},
            names_in_markup(markup),
        )

    def test_a_rule_without_a_page_is_found(self):
        stylesheet = "/* .x */ @media (min-width:.5rem){.a > .b2::after{color:#fff}.c:is(.d,#e){}}"

        self.assertEqual(dead(stylesheet, {".a", ".b*", "#e"}), {".c", ".d"})

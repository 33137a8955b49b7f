"""The desk as editors use it: pages, their forms as a browser would send them, several editors."""

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from chapters_portal.desk.unsaved import HIDDEN_FIELD, FormToken
from tests.reading import read_page


def filled_in(page):
    """What a browser would send of the page's form."""
    form = page.find(
        "form", id=lambda value: value and value.endswith(("_form", "changelist-form"))
    )
    answers = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        name, kind = field["name"], field.get("type")
        if "__prefix__" in name or kind in {"submit", "file"}:
            continue
        if field.name == "select":
            answers[name] = [option["value"] for option in field.select("option[selected]")]
        elif field.name == "textarea":
            answers[name] = field.text.removeprefix("\n")
        elif kind != "checkbox":
            answers[name] = field.get("value", "")
        elif field.has_attr("checked"):
            answers[name] = "on"
    return answers


class Editor:
    """Somebody of the office, signed in. Superuser unless `permissions` are named."""

    def __init__(self, name="Ada", permissions=None):
        users = get_user_model().objects
        if permissions is None:
            self.user = users.create_superuser(name.lower(), first_name=name)
        else:
            self.user = users.create_user(name.lower(), first_name=name, is_staff=True)
            self.user.user_permissions.set(permissions)
        self.client = Client()
        self.client.force_login(self.user)

    def get(self, address, **query):
        return self.client.get(address, query)

    def page(self, address, **query):
        response = self.get(address, **query)
        assert response.status_code == 200, (address, response.status_code)
        return read_page(response.content)

    def open(self, row):
        """The form of `row` as it is filled in now."""
        return filled_in(self.page(desk(row)))

    def send(self, row, answers, **changes):
        """Send that form, perhaps long after it was opened."""
        return self.client.post(desk(row), {**answers, "_save": "Save", **changes})

    def anew(self, answers):
        """A form as if this editor had opened it just now."""
        return {**answers, HIDDEN_FIELD: str(FormToken.new(self.user))}

    def save(self, row, **changes):
        response = self.send(row, self.open(row), **changes)
        assert response.status_code == 302, response.content.decode()
        return response

    def delete(self, row):
        response = self.client.post(desk(row, "delete"), {"post": "yes"})
        assert response.status_code == 302, response.content.decode()


def desk(row, page="change"):
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[row.pk])


def text_of(element):
    return " ".join(element.get_text(" ").split())

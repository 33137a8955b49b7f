"""Every page whose address or title can change is found by what it was before."""

import re

import pytest
from django.apps import apps
from django.test import TestCase, TransactionTestCase
from django.urls import get_resolver, resolve
from django.utils import timezone

from chapters_portal.content.registry import registry
from chapters_portal.models import FormerTitle, PageText, Redirect
from chapters_portal.search.query import search
from tests.answers.makers import make_answer
from tests.desk.kinds import KINDS
from tests.editors import Editor
from tests.events.makers import make_celebration
from tests.operations.test_page_cache import Portal
from tests.pages.makers import make_home_section

# A place on the page of another row, which moves with that page.
ON_ANOTHER_PAGE = {"BillAction", "Conference", "HomeSection", "Occurrence"}
AT_THE_DESK = {"Draft", "UnsavedForm"}
QUERIES = ["", "?utm_source=newsletter", "?fbclid=x%20y", "?as_of=2020-01-01", "?page=2&region=a"]
PARTS = {"ending": "vcf", "pk": "1", "places": "GA"}  # of addresses below a page

pytestmark = pytest.mark.django_db
every_kind = pytest.mark.parametrize(
    "model", dict.fromkeys(registry.models_with_pages), ids=lambda model: model.__name__
)


def made(model, number=1):
    """A row that the public reads."""
    row = KINDS[model](number)
    if hasattr(row, "published_at"):
        row.published_at = row.published_at or timezone.now()
    row.slug = f"first-{number}"
    row.save()
    if model is apps.get_model("answers.collection"):
        make_answer(collection=row, slug=f"part-{number}")
    return row


def rename(row, slug):
    """Its address before and after."""
    before = row.get_absolute_url()
    row.slug = slug
    row.save()
    return before, row.get_absolute_url()


def routes(resolver, start=""):
    for one in resolver.url_patterns:
        route = start + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from routes(one, route)
        else:
            yield route


def below(address):
    """The addresses below that of a page, as far as the portal has such."""
    match = resolve(address)
    for route in routes(get_resolver()):
        rest = route.removeprefix(match.route)
        if route.startswith(match.route) and rest:
            yield re.sub(r"<\w+:(\w+)>", lambda part: PARTS[part[1]], rest)


def test_every_model_with_an_address_leaves_redirects_or_stands_on_another_page():
    with_address = {
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in registry.app_labels and hasattr(model, "get_absolute_url")
    }

    assert (
        with_address
        == {m.__name__ for m in registry.models_with_pages} | ON_ANOTHER_PAGE | AT_THE_DESK
    )


@every_kind
def test_an_old_address_leads_on_with_whatever_was_asked(client, model):
    old, new = rename(made(model), "second")

    for query in QUERIES:
        answer = client.get(old + query)
        assert (answer.status_code, answer["Location"]) == (301, new + query)
    assert client.get(new).status_code == 200


@every_kind
def test_what_is_below_a_page_moves_with_it(client, model):
    old, new = rename(made(model), "second")

    for rest in below(old):
        if "vote" not in rest:
            answer = client.get(f"{old}{rest}?as_of=2020-01-01")
            assert (answer.status_code, answer["Location"]) == (
                301,
                f"{new}{rest}?as_of=2020-01-01",
            )


@every_kind
def test_twice_renamed_and_renamed_back_is_one_step(client, model):
    row = made(model)
    first, second = rename(row, "second")
    third = rename(row, "third")[1]

    assert [client.get(one)["Location"] for one in [first, second]] == [third, third]

    rename(row, first.strip("/").rpartition("/")[2])

    assert [client.get(one)["Location"] for one in [second, third]] == [first, first]
    assert client.get(first).status_code == 200


@every_kind
def test_another_row_may_take_the_old_address_and_leaves_it_in_peace(client, model):
    first, second = rename(made(model), "second")
    other = made(model, 2)
    other.slug = first.strip("/").rpartition("/")[2]
    other.save()
    taken = other.get_absolute_url()

    assert client.get(taken).status_code == 200
    assert client.get(second).status_code == 200

    moved = rename(other, "elsewhere")[1]

    assert client.get(taken)["Location"] == moved


@every_kind
def test_capitals_and_a_missing_slash_lead_on_as_well(client, model):
    old, new = rename(made(model), "second")

    for form in [old.upper(), old.rstrip("/"), old.rstrip("/").upper()]:
        answer = client.get(f"{form}?utm_source=x")
        assert (answer.status_code, answer["Location"]) == (301, f"{new}?utm_source=x")


@every_kind
def test_a_former_title_is_kept_for_staff_and_found(model):
    row = made(model)
    field = next(
        name
        for name in ["our_title", "name", "question", "title"]
        if name in {one.name for one in model._meta.fields}
    )
    setattr(row, field, "Zebrafinch jubilee")
    row.save()
    former = str(row)
    setattr(row, field, "Entirely different")
    row.save()

    assert former in FormerTitle.objects.values_list("title", flat=True)
    hits = search("zebrafinch jubilee", moment=timezone.now())[0:5]
    assert [hit.url for hit in hits] == [row.get_absolute_url()]

    new = rename(row, "second")[1]

    assert [hit.url for hit in search("zebrafinch", moment=timezone.now())[0:5]] == [new]


def test_a_title_taken_back_is_no_former_one():
    row = made(apps.get_model("events.celebration"))
    first = row.title
    for title in ["Second", first]:
        row.title = title
        row.save()

    assert [str(one) for one in FormerTitle.objects.all()] == ["Second"]


def test_what_a_page_text_or_a_section_was_called_is_found():
    text = PageText.objects.create(key="events", title="Pelican year")
    section = make_home_section(title="Pelican doors", slug="doors")
    for row in [text, section]:
        row.title = "Another name"
        row.save()

    found = {hit.url for hit in search("pelican", moment=timezone.now())[0:5]}
    assert found == {"/events/", "/#doors"}


def test_the_title_of_a_draft_stays_unknown():
    draft = make_answer(published_at=None)
    draft.question = "Something else?"
    draft.save()

    assert not FormerTitle.objects.exists()


def test_a_vote_under_an_old_address_counts(client):
    answer = make_answer()
    old = rename(answer, "second")[0]
    client.post(f"{old}vote/", {"helped": "yes"}, follow=True)

    assert answer.votes.get().helped == 1


def test_the_answers_of_a_renamed_collection_keep_the_query(client):
    answer = make_answer()
    old = answer.get_absolute_url()
    rename(answer.collection, "second")
    answer.refresh_from_db()

    assert client.get(f"{old}?voted=1")["Location"] == f"{answer.get_absolute_url()}?voted=1"


def test_what_is_gone_for_good_takes_with_it_what_was_below(client):
    Redirect.objects.create(old_path="/events/old/", new_path="")

    assert client.get("/events/old/calendar.ics?x=1").status_code == 410


def test_a_redirect_into_itself_does_not_go_round(client):
    Redirect.objects.create(old_path="/events/", new_path="/events/old/")

    assert client.get("/events/missing/calendar.ics").status_code == 404


class KeptPageTests(TransactionTestCase):
    def test_an_address_that_was_not_there_is_there_once_a_row_has_it(self):
        portal, celebration = Portal(), make_celebration("Week")
        missing = portal.get("/events/second/")
        old, new = rename(celebration, "second")

        self.assertTrue(missing["status"].startswith("404"))
        self.assertTrue(portal.get(new)["status"].startswith("200"))
        self.assertTrue(portal.get(f"{old}?utm_source=x")["status"].startswith("301"))


class DraftTests(TestCase):
    def test_a_draft_that_moves_is_as_hidden_as_before(self):
        answer = make_answer(published_at=None)
        old = answer.get_absolute_url()
        Editor().save(answer, slug="renamed")

        self.assertEqual(self.client.get(old, follow=True).status_code, 404)

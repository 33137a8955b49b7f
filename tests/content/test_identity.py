"""Programs know a thing by an id that stays, whatever its address, its day and the host are."""

import json
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from advocacy.loaders.bills import update_steps
from advocacy.models import PressRelease
from chapters_portal.content.markup import with_whole_addresses
from chapters_portal.history.changes import Change
from chapters_portal.history.restoring import restore_deleted
from chapters_portal.models import Fact
from directory.vcard import uid_of_officer
from events.models import Preparation
from tests.advocacy.makers import make_bill, make_release, make_step
from tests.advocacy.test_actions import make_action
from tests.events.makers import make_celebration, make_conference, make_occurrence
from tests.makers import make_chapter, make_office_holder, make_person

pytestmark = pytest.mark.django_db
HOSTS = ["localhost", "127.0.0.1"]
TODAY = timezone.localdate()


def ids(client, address, host=HOSTS[0]):
    """The ids in a feed, a card or a calendar, sorted."""
    text = client.get(address, headers={"host": host}).content.decode()
    text = text.replace("\r\n ", "")
    if address.endswith(".json"):
        return sorted(item["id"] for item in json.loads(text)["items"])
    return sorted(re.findall(r"<id>(.*?)</id>|^UID:(.*?)\r?$", text, re.M))


def event(client, address):
    [event] = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    return event


def release_feed():
    row = make_release("Words")
    return row, lambda: reverse("press:release_feed")


def release_json_feed():
    row = make_release("Words")
    return row, lambda: reverse("press:release_json_feed")


def bill_feed():
    row = make_bill()
    make_step(row, "Introduced")
    return row, lambda: f"{row.get_absolute_url()}feed/"


def bills_feed():
    row, _ = bill_feed()
    return row, lambda: reverse("advocacy:bill_list_feed")


def chapter_card():
    row = make_chapter()
    make_office_holder("Ada", chapter=row, starts_on=TODAY)
    return row, lambda: f"{row.get_absolute_url()}chapter.vcf"


def officer_cards():
    row, _ = chapter_card()
    return row, lambda: reverse("directory:officers_download", args=["vcf"])


def celebration_calendar():
    row = make_celebration()
    make_occurrence(TODAY + timedelta(days=9), celebration=row)
    return row, lambda: f"{row.get_absolute_url()}calendar.ics"


def celebration_tasks():
    row, _ = celebration_calendar()
    Preparation.objects.create(what="Invite", weeks_before=1)
    return row, lambda: f"{row.get_absolute_url()}tasks.ics"


def announcements():
    row, _ = celebration_calendar()
    return row, lambda: reverse("events:announcement_feed")


def conferences():
    row = make_chapter()
    make_conference(TODAY + timedelta(days=9), chapter=row)
    return row, lambda: reverse("events:calendar_ics")


def reminder():
    row = make_action()
    return row, lambda: f"{row.get_absolute_url()}reminder.ics"


KINDS = [
    *(release_feed, release_json_feed, bill_feed, bills_feed, chapter_card, officer_cards),
    *(celebration_calendar, celebration_tasks, announcements, conferences, reminder),
]


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
def test_ids_stay_when_the_address_the_host_and_the_day_change(client, make):
    row, address = make()
    before = ids(client, address())
    row.slug = "moved"
    if hasattr(row, "published_at"):
        row.published_at -= timedelta(days=3)
    row.save()

    assert before
    assert ids(client, address(), HOSTS[1]) == before
    assert len(set(before)) == len(before)


def test_a_step_keeps_its_id_when_the_record_corrects_its_day(client):
    bill = make_bill()
    record = type("Record", (), {})()
    record.steps = [(date(2026, 3, 1), "House", "Introduced"), (date(2026, 3, 2), "", "Read")]
    update_steps(bill, record)
    before = ids(client, f"{bill.get_absolute_url()}feed/")
    record.steps = [(date(2026, 3, 2), "", "Read"), (date(2026, 3, 4), "House", "Introduced")]
    update_steps(bill, record)

    assert ids(client, f"{bill.get_absolute_url()}feed/") == before


def test_an_event_keeps_its_id_when_its_day_is_corrected(client):
    row = make_occurrence(TODAY + timedelta(days=9))
    addresses = [reverse("events:calendar_ics"), reverse("events:announcement_feed")]
    before = [ids(client, address) for address in addresses]
    row.starts_on = row.ends_on = TODAY + timedelta(days=10)
    row.save()

    assert [ids(client, address) for address in addresses] == before


def test_the_card_of_a_term_that_is_renewed_is_the_same_and_nobody_elses():
    chapter, ada = make_chapter(), make_person("Ada")
    term = make_office_holder(
        person=ada, chapter=chapter, starts_on=date(2025, 7, 1), ends_on=date(2026, 6, 30)
    )
    renewed = make_office_holder(
        person=ada, chapter=chapter, position=term.position, starts_on=date(2026, 7, 1)
    )
    other = make_office_holder("Grace", chapter=make_chapter("Other"), position=term.position)

    assert uid_of_officer(renewed) == uid_of_officer(term)
    assert uid_of_officer(other) != uid_of_officer(term)


def test_what_an_event_says_raises_its_sequence_whoever_changes_it(client):
    chapter = make_chapter("Texas Library Association")
    conference = make_conference(TODAY + timedelta(days=9), chapter=chapter, title="{meeting} day")
    conference.refresh_from_db()
    address = reverse("events:calendar_ics")

    def rename():
        chapter.name = "Library Association of Texas"
        chapter.save()

    def move():
        chapter.slug = "texas-moved"
        chapter.save()

    def fact():
        Fact.objects.create(key="meeting", name="M", value="Big", dated="now", source="Us")

    for change in [rename, move, fact]:
        before = event(client, address)
        change()
        after = event(client, address)
        assert after["sequence"] > before["sequence"]
        assert after["dtstamp"].dt >= before["dtstamp"].dt
        assert after["last-modified"].dt == after["dtstamp"].dt


def test_what_is_to_prepare_raises_its_sequence(client):
    _, address = celebration_tasks()
    before = Calendar.from_ical(client.get(address()).content).walk("VTODO")[0]
    preparation = Preparation.objects.get()
    preparation.what = "Invite the mayor"
    preparation.save()
    after = Calendar.from_ical(client.get(address()).content).walk("VTODO")[0]

    assert (after["sequence"], after["uid"]) == (before["sequence"] + 1, before["uid"])


def test_what_comes_back_from_the_trash_has_its_id_again():
    release = make_release("Words")
    uid = release.uid
    release.delete()
    restore_deleted(Change.objects.in_trash().get(), lambda change: True)

    assert PressRelease.objects.get().uid == uid


def test_links_in_the_bodies_of_feeds_are_whole(client):
    release = make_release(
        "Words", body='<p><a href="/answers/">A</a> <a href="#end">B</a> <a href="?p=1">C</a></p>'
    )
    page = f"http://localhost{release.get_absolute_url()}"

    for name in ["press:release_feed", "press:release_json_feed"]:
        text = client.get(reverse(name), headers={"host": "localhost"}).content.decode()
        for address in ["http://localhost/answers/", f"{page}#end", f"{page}?p=1"]:
            assert address in text
        assert 'href="/' not in text.replace("\\", "").replace("&quot;", '"')


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ('<img alt="A" src="a.png">', '<img alt="A" src="https://x.org/p/a.png">'),
        ('<a href="//y.org/b">B</a>', '<a href="https://y.org/b">B</a>'),
        ('<a href="mailto:a@x.org">M</a>', '<a href="mailto:a@x.org">M</a>'),
        ('<a href="/s?a=1&amp;b=2">S</a>', '<a href="https://x.org/s?a=1&amp;b=2">S</a>'),
        ('<a href="http://[">N</a>', '<a href="http://[">N</a>'),
        ('<p>href="/words"</p>', '<p>href="/words"</p>'),
    ],
)
def test_each_kind_of_address_is_made_whole(html, whole):
    assert with_whole_addresses(html, "https://x.org/p/") == whole

"""How a row is made of each kind that the desk knows, and of what is below it in its form."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, TextField
from post_office.models import Email

from advocacy.models import (
    DataSource,
    Delegation,
    PressPicture,
    PressRelease,
    Sponsor,
    StateLink,
    Subscriber,
)
from answers.models import DailyVotes, Source
from chapters_portal.history.changes import Change, Deleted
from chapters_portal.link_checker.models import WatchedLink
from chapters_portal.models import Draft, FormerTitle, Redirect
from chapters_portal.pages.models import Menu, MenuLink, Sentence, SiteSettings
from chapters_portal.privacy.models import PersonRequest, Retention
from chapters_portal.search.models import MissedSearch
from chapters_portal.sign_in.models import KnownDevice
from directory.models import Position, State
from events.models import Celebration, Conference, Occurrence, Preparation
from tests.advocacy.makers import (
    make_bill,
    make_delegation,
    make_legislator,
    make_picture,
    make_release,
    make_session,
    make_step,
)
from tests.answers.makers import make_answer, make_collection, make_inquiry, make_topic
from tests.events.makers import make_celebration, make_conference, make_occurrence
from tests.makers import (
    make_chapter,
    make_committee_member,
    make_office_holder,
    make_person,
    make_post,
)
from tests.pages.makers import make_home_link, make_home_section

YEAR = timedelta(days=366)
TODAY = date(2026, 7, 1)
MOMENT = datetime(2026, 7, 1, tzinfo=UTC)


def new_state(number):
    return State.objects.create(
        code=f"X{chr(64 + number)}",
        name=f"State {number}",
        fips=f"9{number}",
        ocd_division_id=f"division-{number}",
        tile_row=8,
        tile_column=number,
    )


def new_position(number):
    return Position.objects.create(name=f"P{number}", plural=f"P{number}s", slug=f"p{number}")


def new_term(number, **fields):
    return make_office_holder(
        f"Person {number}",
        starts_on=TODAY + number * YEAR,
        ends_on=TODAY + number * YEAR + timedelta(days=9),
        **fields,
    )


def new_email(number):
    return Email.objects.create(from_email="a@example.org", to="b@example.org", subject=str(number))


def new_change(number):
    make_person(f"Changed {number}")
    return Change.objects.first()


def new_deletion(number):
    row = make_person(f"Deleted {number}")
    row.delete()
    return Deleted.objects.first()


def new_draft(number):
    author = get_user_model().objects.create_user(f"author-{number}")
    return Draft.objects.create(
        kind="answers.answer",
        object_id=number,
        label=f"Draft {number}",
        typed=[],
        state="draft",
        author=author,
        touched_at=MOMENT,
    )


def new_watched_link(number):
    link = WatchedLink.objects.create(address=f"https://example.org/{number}", state="gone")
    link.places.create(
        page="/",
        text="Words",
        edited_in="menu",
        edited_at="/admin/",
        content_type=ContentType.objects.get_for_model(State),
        object_id=number,
        field="url",
    )
    return link


def new_words(model, number):
    """A row of which nothing is needed but words."""
    needed = [one for one in model._meta.concrete_fields if not one.blank and not one.has_default()]
    unknown = [one.name for one in needed if not isinstance(one, (CharField, TextField))]
    assert not unknown, f"Say in MAKERS how {model._meta.label} is made: it needs {unknown}."
    return model.objects.create(**{one.name: f"{one.name}-{number}" for one in needed})


# How a row is made that needs more than words, and what is put below it in its form.
MAKERS = {
    State: new_state,
    Position: new_position,
    StateLink: lambda n: StateLink.objects.create(
        state=new_state(n), title=f"Link {n}", url="https://example.org", kind="take-action"
    ),
    Subscriber: lambda n: Subscriber.objects.create(
        email=f"a{n}@example.org", state=new_state(n), confirmed_at="2026-07-01T00:00Z"
    ),
    Menu: lambda n: Menu.objects.create(place="footer", heading=f"Menu {n}"),
    MissedSearch: lambda n: MissedSearch.objects.create(text=f"text {n}", day=TODAY, count=n),
    Redirect: lambda n: Redirect.objects.create(old_path=f"/old-{n}/", new_path="/new/"),
    FormerTitle: lambda n: FormerTitle.objects.create(path="/events/", title=f"Former {n}"),
    PersonRequest: lambda n: PersonRequest.objects.create(
        done_at="2026-07-01T00:00Z", act="erased", address_hash=f"{n}"
    ),
    Draft: new_draft,
    Email: new_email,
    Change: new_change,
    get_user_model(): lambda n: get_user_model().objects.create_user(f"user-{n}"),
    Sentence: lambda n: Sentence.objects.create(key=f"key-{n}", page="Home", shipped="Words."),
    Deleted: new_deletion,
    WatchedLink: new_watched_link,
    KnownDevice: lambda n: KnownDevice.objects.create(
        user=get_user_model().objects.create_user(f"user-{n}"),
        first_seen_at=MOMENT,
        last_seen_at=MOMENT,
    ),
    PressRelease: lambda n: make_release(f"Release {n}"),
    PressPicture: lambda n: make_picture(make_release(f"Release {n}")),
    Delegation: lambda n: make_delegation(["GA", "NY", "KY"][n - 1]),
    DataSource: lambda n: DataSource.objects.create(kind=f"kind {n}", loaded_at=MOMENT),
    Celebration: lambda n: make_celebration(f"Week {n}"),
    Occurrence: lambda n: make_occurrence(TODAY + n * YEAR, celebration=make_celebration(f"W{n}")),
    Preparation: lambda n: Preparation.objects.create(what=f"Invite {n}", weeks_before=n),
    Conference: lambda n: make_conference(TODAY + n * YEAR, chapter=make_chapter(f"Chapter {n}")),
    **{
        apps.get_model(label): maker
        for label, maker in {
            "directory.chapter": lambda n: make_chapter(f"Chapter {n}"),
            "directory.person": lambda n: make_person(f"Person {n}"),
            "directory.officeholder": new_term,
            "answers.answer": lambda n: make_answer(collection=make_collection()),
            "answers.collection": lambda n: make_collection(),
            "answers.topic": lambda n: make_topic(f"Topic {n}"),
            "answers.inquiry": lambda n: make_inquiry(
                topic=make_topic(f"T{n}"), fingerprint=str(n)
            ),
            "advocacy.session": lambda n: make_session(new_state(n)),
            "advocacy.bill": lambda n: make_bill(session=make_session(new_state(n))),
            "advocacy.legislator": lambda n: make_legislator(),
            "chapters_portal.homesection": lambda n: make_home_section(
                title=f"Section {n}", slug=f"section-{n}"
            ),
            "chapters_portal.homelink": lambda n: make_home_link(title=f"Link {n}"),
        }.items()
    },
}
BELOW = {
    "directory.chapter": [
        lambda row, n: new_term(n, chapter=row),
        lambda row, n: make_post(chapter=row, position=new_position(n)),
        lambda row, n: row.former_names.create(name=f"Name {n}", until=TODAY + n * YEAR),
    ],
    "directory.person": [lambda row, n: new_term(n, person=row)],
    "directory.committee": [lambda row, n: make_committee_member(f"Member {n}", committee=row)],
    "answers.answer": [
        lambda row, n: Source.objects.create(answer=row, title=f"Source {n}"),
        lambda row, n: DailyVotes.objects.create(answer=row, day=TODAY + n * YEAR),
    ],
    "advocacy.bill": [
        lambda row, n: make_step(row, f"Step {n}"),
        lambda row, n: Sponsor.objects.create(bill=row, name=f"Sponsor {n}"),
    ],
    "advocacy.pressrelease": [
        lambda row, n: make_picture(row),
        lambda row, n: row.corrections.create(note=f"Correction {n}"),
    ],
    "events.celebration": [lambda row, n: make_occurrence(TODAY + n * YEAR, celebration=row)],
    "chapters_portal.menu": [lambda row, n: MenuLink.objects.create(menu=row, label=f"L{n}")],
    "chapters_portal.homesection": [lambda row, n: make_home_link(section=row, title=f"L{n}")],
}
# All kinds but the site settings, of which there is one row, ever.
KINDS = {
    one.model: MAKERS.get(one.model, partial(new_words, one.model))
    for one in admin.site.model_admins
    if one.model not in {SiteSettings, Retention}
}

"""What the public sees of actions, bills, states, members of Congress, and the newsroom."""

from django.urls import reverse, reverse_lazy

from chapters_portal.content.markup import words_of_html
from chapters_portal.content.registry import (
    Content,
    Page,
    Private,
    Search,
    register,
    search_of_pages,
)
from directory.models import State

from .models import (
    Action,
    Bill,
    BillAction,
    Boilerplate,
    Correction,
    DisasterNeed,
    Legislator,
    PressPicture,
    PressRelease,
    PressTopic,
    Session,
    Sponsor,
    StateLink,
    Subject,
    Subscriber,
)


def action_words(action):
    body = f"{action.ask} {words_of_html(action.why)}".strip()
    return {"body": body, "states": action.states.all()}


def bill_words(bill):
    return {
        "names": [bill.identifier, bill.title],
        "keywords": [*map(str, bill.subjects.all()), *map(str, bill.sponsors.all())],
        "body": f"{bill.name}. {words_of_html(bill.our_summary)} {bill.why}".strip(),
        "states": [bill.session.state] if bill.session.state else [],
    }


def release_words(release):
    words = [release.summary, release.dateline, words_of_html(release.body)]
    return {
        "keywords": [topic.name for topic in release.topics.all()],
        "body": " ".join([f"{release.date_in_words}.", *filter(None, words)]),
    }


def state_words(state):
    """The page of a state's links and members of Congress."""
    links = [f"{link}." for link in state.links.all()]
    return {
        "title": f"{state}: take action",
        "body": " ".join(
            [f"Members of Congress, and who speaks for libraries in {state}.", *links]
        ),
        "states": [state],
        "url": page_of_state(state),
    }


def desk_words(state):
    return {
        "title": f"{state}: reporter’s desk",
        "body": f"Press contacts: who speaks for libraries in {state}.",
        "states": [state],
        "url": desk_of_state(state),
    }


def need_words(need):
    return {
        "keywords": ["disaster"],
        "body": f"{need.happened} {need.needs}",
        "url": reverse("advocacy:disasters"),
    }


def boilerplate_words(boilerplate):
    if boilerplate.is_superseded:
        return None
    return {
        "body": " ".join(boilerplate.text.split()),
        "url": reverse("press:kit"),
        "has_own_page": False,
    }


def first_published_here(moment):
    """The address of an entry for an older release is that of its original."""
    return PressRelease.objects.published(moment).filter(original_url="").in_list()


FACTS_OF_STATES = ["code", "name", "fips", "ocd_division_id"]


def page_of_member(member):
    district = "" if member.district is None else f"-{member.district}"
    return reverse("advocacy:district_detail", args=[f"{member.delegation.code}{district}"])


def page_of_state(state):
    return reverse("advocacy:state_detail", args=[state.code.lower()])


def desk_of_state(state):
    return reverse("press:desk_detail", args=[state.code.lower()])


register(
    Content(
        Action,
        search=Search(
            "action",
            action_words,
            Action.objects.prefetch_related("states"),
            touched_by={State: "states"},
        ),
    ),
    Content(
        Bill,
        rich=["our_summary"],
        plain=["why"],
        not_ours=["title", "official_summary"],
        search=Search(
            "bill",
            bill_words,
            Bill.objects.select_related("session__state").prefetch_related("subjects", "sponsors"),
            touched_by={
                State: "session__state",
                Session: "session",
                Subject: "subjects",
                Sponsor: "sponsors",
            },
        ),
    ),
    # The page shows it only where there is no summary of ours.
    Content(
        Bill,
        rows=lambda moment: Bill.objects.published(moment).filter(our_summary=""),
        links=[],
        rich=["official_summary"],
        not_ours=["title", "official_summary"],
        is_in_sitemap=False,
    ),
    Content(BillAction, part_of="bill", not_ours=["chamber", "text"]),
    Content(
        PressRelease,
        listed=first_published_here,
        search=Search(
            "release",
            release_words,
            PressRelease.objects.prefetch_related("topics"),
            touched_by={PressTopic: "topics"},
        ),
    ),
    Content(Correction, part_of="release", edited_in="release"),
    Content(
        PressPicture,
        rows=lambda moment: PressPicture.objects.in_kit(moment),
        page=reverse_lazy("press:kit"),
        not_ours=["credit"],
    ),
    Content(
        Boilerplate,
        rows=lambda moment: Boilerplate.objects.in_force(),
        page=reverse_lazy("press:kit"),
        plain=["text"],
        search=search_of_pages("boilerplate", boilerplate_words, Boilerplate.objects.all()),
    ),
    Content(
        DisasterNeed,
        page=reverse_lazy("advocacy:disasters"),
        is_link=True,
        search=search_of_pages("need", need_words, DisasterNeed.objects.all()),
    ),
    Content(
        StateLink,
        rows=lambda moment: StateLink.objects.select_related("state"),
        page=lambda link: reverse("advocacy:state_detail", args=[link.state.code.lower()]),
        is_link=True,
        not_ours=["source", "seen_on", "begun_on", "ended_on"],
    ),
    Content(
        Legislator,
        rows=lambda moment: Legislator.objects.select_related("delegation"),
        page=page_of_member,
    ),
    Content(
        State,
        page=page_of_state,
        not_ours=FACTS_OF_STATES,
        is_in_sitemap=True,
        search=search_of_pages(
            "state",
            state_words,
            State.objects.prefetch_related("links"),
            {StateLink: "links"},
        ),
    ),
    Content(
        State,
        page=desk_of_state,
        not_ours=FACTS_OF_STATES,
        is_in_sitemap=True,
        search=search_of_pages("desk", desk_words, State.objects.all()),
    ),
    Page("advocacy:index", texts=["advocacy"], names=["Advocacy"]),
    Page("advocacy:take_action", texts=["take-action"], names=["Take action for libraries"]),
    Page(
        "advocacy:save_libraries",
        texts=["save-libraries"],
        names=["Save libraries", "Save libraries in your state"],
    ),
    Page("advocacy:state_and_local", texts=["state-and-local"]),
    Page("advocacy:disasters", texts=["disasters"]),
    Page("advocacy:subscribe", texts=["subscribe"]),
    Page("advocacy:bill_list", texts=["legislation"]),
    Page("press:release_list", texts=["press", "press-contact"], names=["Press releases"]),
    # These stand on the pages of releases.
    Page("press:release_list", texts=["press-entry", "press-preview"], is_in_sitemap=False),
    Page("press:kit", texts=["press-kit"]),
    Page("press:desk_list", texts=["press-desk"]),
    Private(Subscriber, "visitors' addresses"),
)

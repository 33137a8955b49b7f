"""What the public sees of actions, bills, states, members of Congress, and the newsroom."""

from django.urls import reverse, reverse_lazy

from chapters_portal.content.markup import words_of_html
from chapters_portal.content.registry import Content, Page, Private, Search, register
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
    Session,
    StateLink,
    Subscriber,
)


def action_words(action):
    body = f"{action.ask} {words_of_html(action.why)}".strip()
    return {"body": body, "states": action.states.all()}


def bill_words(bill):
    return {
        "keywords": [bill.identifier, bill.title],
        "body": f"{bill.name}. {words_of_html(bill.our_summary)}".strip(),
        "states": [bill.session.state] if bill.session.state else [],
    }


def release_words(release):
    words = [release.summary, release.dateline, words_of_html(release.body)]
    return {"body": " ".join([f"{release.date_in_words}.", *filter(None, words)])}


def first_published_here(moment):
    """The address of an entry for an older release is that of its original."""
    return PressRelease.objects.published(moment).filter(original_url="").in_list()


FACTS_OF_STATES = ["code", "name", "fips", "ocd_division_id"]


def page_of_member(member):
    district = "" if member.district is None else f"-{member.district}"
    return reverse("advocacy:district_detail", args=[f"{member.delegation.code}{district}"])


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
            Bill.objects.select_related("session__state"),
            touched_by={State: "session__state", Session: "session"},
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
        search=Search("release", release_words, PressRelease.objects.all()),
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
    ),
    Content(DisasterNeed, page=reverse_lazy("advocacy:disasters"), is_link=True),
    Content(
        StateLink,
        rows=lambda moment: StateLink.objects.select_related("state"),
        page=lambda link: reverse("advocacy:state_detail", args=[link.state.code.lower()]),
        is_link=True,
        not_ours=["source"],
    ),
    Content(
        Legislator,
        rows=lambda moment: Legislator.objects.select_related("delegation"),
        page=page_of_member,
    ),
    Content(
        State,
        page=lambda state: reverse("advocacy:state_detail", args=[state.code.lower()]),
        not_ours=FACTS_OF_STATES,
        is_in_sitemap=True,
    ),
    Content(
        State,
        page=lambda state: reverse("press:desk_detail", args=[state.code.lower()]),
        not_ours=FACTS_OF_STATES,
        is_in_sitemap=True,
    ),
    Page("advocacy:index", texts=["advocacy"]),
    Page("advocacy:take_action", texts=["take-action"]),
    Page("advocacy:disasters", texts=["disasters"]),
    Page("advocacy:subscribe", texts=["subscribe"]),
    Page("advocacy:bill_list", texts=["legislation"]),
    Page("press:release_list", texts=["press", "press-contact", "press-entry", "press-preview"]),
    Page("press:kit", texts=["press-kit"]),
    Page("press:desk_list", texts=["press-desk"]),
    Private(Subscriber, "visitors' addresses"),
)

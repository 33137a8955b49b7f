"""What the public sees of celebrations, their dates, and conferences."""

from datetime import timedelta

from django.urls import reverse, reverse_lazy
from django.utils import timezone

from chapters_portal.content.markup import words_of_html
from chapters_portal.content.registry import Content, Page, Search, register
from directory.content import midnight
from directory.models import Chapter

from . import revising  # noqa: F401 (it follows chapters and facts)
from .models import Celebration, Conference, Occurrence, Preparation, Toolkit


def celebration_words(celebration):
    words = [celebration.summary, words_of_html(celebration.text), celebration.standing_note]
    words += [f"{toolkit}." for toolkit in celebration.toolkits.all()]
    return {"keywords": [celebration.sponsor], "body": " ".join(filter(None, words))}


def conference_words(conference):
    return {
        "keywords": [conference.chapter.name, conference.place],
        "body": f"{conference.chapter}. {conference.dates}. {conference.place}".strip(),
        "visible_until": midnight(conference.ends_on + timedelta(days=1)),
    }


def preparation_page(preparation):
    """Its celebration's, or of one that stands on each of their pages the list of them."""
    if preparation.celebration:
        return preparation.celebration.get_absolute_url()
    return reverse("events:event_list")


register(
    Content(
        Celebration,
        not_ours=["source"],
        search=Search(
            "celebration",
            celebration_words,
            Celebration.objects.prefetch_related("toolkits"),
            touched_by={Toolkit: "toolkits"},
        ),
    ),
    Content(Toolkit, part_of="celebration", is_link=True, edited_in="celebration"),
    Content(Preparation, page=preparation_page),
    Content(Occurrence, part_of="celebration", not_ours=["source"]),
    Content(
        Conference,
        page=reverse_lazy("events:event_list"),
        is_link=True,
        not_ours=["source"],
        search=Search(
            "conference",
            conference_words,
            Conference.objects.select_related("chapter"),
            touched_by={Chapter: "chapter"},
        ),
    ),
    Page("events:event_list", texts=["events", "events-subscribe"], names=["The library year"]),
    Page(
        "events:year_detail",
        args=lambda: [timezone.localdate().year],
        texts=["events-year"],
        is_in_sitemap=False,
    ),
)

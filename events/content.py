"""What the public sees of celebrations, their dates, and conferences."""

from datetime import timedelta

from django.urls import reverse_lazy
from django.utils import timezone

from chapters_portal.content.markup import words_of_html
from chapters_portal.content.registry import Content, Page, Search, register
from directory.content import midnight
from directory.models import Chapter

from .models import Celebration, Conference, Occurrence, Toolkit


def celebration_document(celebration):
    if celebration.published_at is None:
        return None
    words = [celebration.summary, words_of_html(celebration.text), celebration.standing_note]
    words += [f"{toolkit}." for toolkit in celebration.toolkits.all()]
    return {
        "title": celebration.title,
        "keywords": [celebration.sponsor],
        "body": " ".join(filter(None, words)),
        "url": celebration.get_absolute_url(),
        "visible_from": celebration.published_at,
        "visible_until": celebration.withdrawn_at,
    }


def conference_document(conference):
    return {
        "title": conference.title,
        "keywords": [conference.chapter.name, conference.place],
        "body": f"{conference.chapter}. {conference.dates}. {conference.place}".strip(),
        "url": conference.get_absolute_url(),
        "visible_until": midnight(conference.ends_on + timedelta(days=1)),
    }


register(
    Content(
        Celebration,
        links=["url"],
        rich=["text"],
        not_ours=["source"],
        search=Search(
            "celebration",
            celebration_document,
            Celebration.objects.prefetch_related("toolkits"),
            "Celebration",
            "Celebrations",
            touched_by={Toolkit: "toolkits"},
        ),
    ),
    Content(
        Toolkit,
        rows=lambda moment: Toolkit.objects.filter(
            celebration__in=Celebration.objects.published(moment).values("pk")
        ).select_related("celebration"),
        page=lambda toolkit: toolkit.celebration.get_absolute_url(),
        links=["url"],
        is_link=True,
        edited_in="celebration",
    ),
    Content(
        Occurrence,
        rows=lambda moment: Occurrence.objects.published(moment).with_celebrations(),
        page=lambda date: date.celebration.get_absolute_url(),
        not_ours=["source"],
    ),
    Content(
        Conference,
        page=reverse_lazy("events:event_list"),
        links=["url"],
        is_link=True,
        not_ours=["source"],
        search=Search(
            "conference",
            conference_document,
            Conference.objects.select_related("chapter"),
            "Conference",
            "Conferences",
            touched_by={Chapter: "chapter"},
        ),
    ),
    Page("events:event_list", texts=["events", "events-subscribe"]),
    Page(
        "events:year_detail",
        args=lambda: [timezone.localdate().year],
        texts=["events-year"],
        is_in_sitemap=False,
    ),
)

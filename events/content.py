"""What the public sees of celebrations, their dates, and conferences."""

from django.urls import reverse_lazy
from django.utils import timezone

from chapters_portal.content.markup import words_of_html
from chapters_portal.content.registry import Content, Page, Search, register

from .models import Celebration, Conference, Occurrence, Toolkit


def celebration_words(celebration):
    words = [celebration.summary, words_of_html(celebration.text), celebration.standing_note]
    return {"keywords": [celebration.sponsor], "body": " ".join(filter(None, words))}


register(
    Content(
        Celebration,
        not_ours=["source"],
        search=Search("celebration", celebration_words, Celebration.objects.all()),
    ),
    Content(Toolkit, part_of="celebration", is_link=True, edited_in="celebration"),
    Content(Occurrence, part_of="celebration", not_ours=["source"]),
    Content(
        Conference,
        page=reverse_lazy("events:event_list"),
        is_link=True,
        not_ours=["source"],
    ),
    Page("events:event_list", texts=["events", "events-subscribe"]),
    Page(
        "events:year_detail",
        args=lambda: [timezone.localdate().year],
        texts=["events-year"],
        is_in_sitemap=False,
    ),
)

"""What the public sees of the answers. Messages, counts and votes of visitors are never public."""

from django.urls import reverse_lazy

from chapters_portal.content.markup import words_of_html
from chapters_portal.content.registry import (
    Content,
    Page,
    Private,
    Search,
    register,
    search_of_pages,
)

from .models import Answer, Channel, Collection, DailyVotes, Inquiry, Source, Topic


def public_answers(moment):
    return Answer.objects.published(moment).select_related("collection")


def answer_words(answer):
    if answer.is_superseded:
        return None
    # "Who pays for it" says nothing without its collection.
    is_part = answer.collection.kind == Collection.Kind.EXPLAINER
    return {
        "title": f"{answer.collection}: {answer.question}" if is_part else answer.question,
        "names": [answer.question],
        "keywords": [answer.keywords, answer.collection.title],
        "body": f"{answer.short} {words_of_html(answer.body)}".strip(),
    }


def collection_words(collection):
    """It can be read as long as one of its answers can."""
    answers = [answer for answer in collection.answers.all() if answer.published_at]
    if not answers:
        return None
    ends = [answer.withdrawn_at for answer in answers]
    channels = [f"{channel}. {channel.note}" for channel in collection.channels.all()]
    return {
        "body": " ".join([collection.summary, collection.intro, *channels]).strip(),
        "visible_from": min(answer.published_at for answer in answers),
        "visible_until": max(ends) if all(ends) else None,
    }


register(
    Content(
        Collection,
        rows=lambda moment: Collection.objects.with_answers(moment),
        search=search_of_pages(
            "collection",
            collection_words,
            Collection.objects.prefetch_related("answers", "channels"),
            {Answer: "answers", Channel: "channels"},
        ),
    ),
    Content(
        Answer,
        rows=public_answers,
        owner=lambda answer: answer.owner,
        listed=lambda moment: public_answers(moment).in_force(),
        lastmod=lambda answer: answer.checked_on,
        search=Search(
            "answer",
            answer_words,
            Answer.objects.select_related("collection"),
            touched_by={Collection: "collection"},
        ),
    ),
    Content(
        Channel,
        rows=lambda moment: Channel.objects.select_related("collection"),
        page=lambda channel: channel.collection.get_absolute_url(),
        is_link=True,
        edited_in="collection",
    ),
    Content(
        Source,
        rows=lambda moment: Source.objects.filter(
            answer__in=Answer.objects.published(moment).values("pk")
        ).select_related("answer__collection"),
        part_of="answer",
        is_link=True,
        edited_in="answer",
        owner=lambda source: source.answer.owner,
    ),
    Content(
        Topic,
        rows=lambda moment: Topic.objects.filter(is_shown=True),
        page=reverse_lazy("contact:contact_form"),
    ),
    Page("answers:collection_list", texts=["answers"]),
    Page("contact:contact_form", texts=["contact"]),
    Page("contact:contact_sent", texts=["contact-sent"], is_in_sitemap=False),
    Private(DailyVotes, "counted by visitors, read by staff"),
    Private(Inquiry, "a visitor's words to the office"),
)

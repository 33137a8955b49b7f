"""One valid row of the answers room per call; the test names only the fields it is about."""

from datetime import UTC, datetime

from answers.models import Answer, Collection, Inquiry, Topic

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def make_collection(**fields):
    number = Collection.objects.count() + 1
    return Collection.objects.create(
        **{"title": f"Collection {number}", "slug": f"collection-{number}", **fields}
    )


def make_answer(**fields):
    """A published answer; `published_at=None` makes it a draft."""
    number = Answer.objects.count() + 1
    collection = fields.pop("collection", None) or Collection.objects.first() or make_collection()
    return Answer.objects.create(
        **{
            "collection": collection,
            "question": f"Question {number}?",
            "slug": f"question-{number}",
            "short": "Yes.",
            "published_at": LONG_AGO,
            **fields,
        }
    )


def make_topic(title="A general question", **fields):
    slug = title.lower().replace(" ", "-")
    return Topic.objects.create(**{"title": title, "slug": slug, **fields})


def make_inquiry(name="Ada Lovelace", **fields):
    """A new message."""
    topic = fields.pop("topic", None) or Topic.objects.first() or make_topic()
    return Inquiry.objects.create(
        **{
            "topic": topic,
            "name": name,
            "email": "ada@example.org",
            "message": "Who may join?",
            "received_at": LONG_AGO,
            "fingerprint": f"{Inquiry.objects.count()}",
            **fields,
        }
    )

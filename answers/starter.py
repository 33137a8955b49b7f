"""The collections of answers and the topics of messages that a fresh portal starts from."""

from chapters_portal.starter_content.files import read, save

from .models import Answer, Channel, Collection, Source, Topic

COLLECTIONS = [
    "cro-answers",
    "chapter-answers",
    "chapter-councilor-answers",
    "student-chapter-answers",
    "chapter-relations-office",
    "partnership",
    "strategic-directions",
    "state-of-the-chapter",
    "joint-student-membership",
    "social-networking",
    "washington-office",
    "money-smart-week",
    "libraries-transform",
    "i-love-libraries",
    "advocacy",
]


def load(published_at):
    load_answers(published_at)
    for order, topic in enumerate(read("answers/topics.yaml")["topics"]):
        save(Topic(order=order, **topic))


def load_answers(published_at):
    """The collections in the order of COLLECTIONS; answers may be related across them.

    No answer is marked as checked: that is for a person of the office to do.
    """
    related, successors = {}, {}
    for order, name in enumerate(COLLECTIONS):
        content = read(f"answers/{name}.yaml")
        collection = save(Collection(order=order, **content["collection"]))
        for channel_order, channel in enumerate(content.get("channels", [])):
            save(Channel(collection=collection, order=channel_order, **channel))
        for answer_order, fields in enumerate(content["answers"]):
            sources, others = fields.pop("sources"), fields.pop("related")
            successor = fields.pop("superseded_by", None)
            answer = save(
                Answer(
                    collection=collection,
                    order=answer_order,
                    published_at=published_at,
                    owner="Chapter Relations Office",
                    **fields,
                )
            )
            related[answer] = others
            if successor:
                successors[answer] = successor
            for source_order, source in enumerate(sources):
                save(Source(answer=answer, order=source_order, **source))
    answers = {answer.slug: answer for answer in related}
    for answer, others in related.items():
        answer.related.set(answers[other] for other in others)
    for answer, successor in successors.items():
        answer.superseded_by = answers[successor]
        save(answer)

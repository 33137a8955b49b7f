"""What visitors tell us, and what tells who of staff reviewed an answer."""

from chapters_portal.privacy.registry import Group, Kept, NotPersonal, Time, register

from .models import Answer, Collection, Inquiry, Topic

register(
    Kept(
        Inquiry,
        "Messages through Contact CRO",
        Group.WRITERS,
        fields={
            "name": "your name",
            "email": "your e-mail address",
            "about": "the chapter, the outlet and the deadline that you name",
            "outlet": "the chapter, the outlet and the deadline that you name",
            "deadline_at": "the chapter, the outlet and the deadline that you name",
            "message": "your message",
            "received_at": "when it came",
            "reply": "our reply",
            "answered_at": "when we replied",
            "fingerprint": "a digest of the form, so that a message sent twice is kept once",
        },
        why="We answer you, and see what people ask.",
        seen_by="Staff who answer messages, and the mailbox of the topic that you chose.",
        times=[
            Time("answered_messages", "after we answered", Inquiry.objects.answered_before),
            Time("spam", "after it came, if it is marked as spam", Inquiry.objects.spam_before),
        ],
        until="until we answer, however long that takes",
        address="email",
    ),
    Kept(
        Answer,
        "Who of us reviewed an answer",
        Group.STAFF,
        fields={"checked_by": "who it was", "checked_on": "the day"},
        why="The office knows whom to ask.",
        seen_by="Staff of the office. The public reads the day alone.",
        until="until the next review, or until the account goes",
        part_of="checked_by",
    ),
    NotPersonal(
        "the office’s own words, roles and mailboxes",
        {Answer: ["owner"], Topic: ["email"], Collection: []},
    ),
)

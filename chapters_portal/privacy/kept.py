"""What the ground and its libraries keep about people."""

from datetime import timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group as Role
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.db.models import Q
from post_office.models import Attachment, Email, EmailTemplate, Log

from chapters_portal.desk.unsaved import GOOD_FOR as UNSAVED_IS_KEPT
from chapters_portal.history.changes import KEPT_IN_TRASH
from chapters_portal.history.restoring import empty_trash
from chapters_portal.models import (
    Change,
    Draft,
    Fact,
    JobRun,
    KnownDevice,
    LinkPlace,
    Mark,
    MissedSearch,
    SearchDocument,
    SiteSettings,
    UnsavedForm,
    WatchedLink,
)

from .models import PersonRequest
from .registry import Group, Kept, NotPersonal, Time, in_words, register
from .requests import rows_naming

MAIL_IS_KEPT = timedelta(days=90)
DEVICES_ARE_KEPT = timedelta(days=400)
ACTS_OF_STAFF_ARE_KEPT = timedelta(days=400)
IDLE, LONGEST = (
    in_words(timedelta(seconds=seconds))
    for seconds in [settings.SESSION_COOKIE_AGE, settings.LONGEST_SESSION]
)

ADMINISTRATORS = "Administrators of the portal."
STAFF = "Staff of the office."
ACCOUNT_STAYS = (
    "It is an account of staff. An administrator deactivates it in the list of accounts."
)

register(
    Kept(
        Email,
        "Letters between you and us",
        Group.WRITERS,
        fields={
            "to": "the addresses of the letter",
            "cc": "the addresses of the letter",
            "bcc": "the addresses of the letter",
            "from_email": "the addresses of the letter",
            "subject": "its subject",
            "created": "when it was written and sent",
        },
        secrets={
            "headers": "the addresses of the letter",
            "message": "until it is sent, its words",
            "html_message": "until it is sent, its words",
        },
        why="The portal puts each letter into an outbox before it sends it, so that none is lost "
        "while a mail server is down. That includes the letter that asks you to confirm that you "
        "want the Take Action list.",
        seen_by="Administrators of the portal; its words, whoever gets the letter alone.",
        times=[
            Time(
                MAIL_IS_KEPT,
                "after the letter was written",
                lambda before: Email.objects.filter(created__lt=before),
            )
        ],
        find=rows_naming(Email, "to", "cc", "bcc", "headers", "subject", "message"),
    ),
    Kept(
        Log,
        "What a mail server answered",
        Group.WRITERS,
        fields={"email": "which letter it was", "message": "the server’s words"},
        why="It tells why a letter could not be sent.",
        seen_by=ADMINISTRATORS,
        until="as long as the letter",
        part_of="email",
    ),
    Kept(
        Mark,
        "Counts of attempts and letters, and what works once",
        Group.WRITERS,
        fields={
            "key": "a digest of your network address, your e-mail address or your code, from which "
            "nobody can read it",
            "value": "how often and when; for an hour, encrypted, a sheet that staff will import; "
            "of a form that staff saved, a digest of what was typed",
        },
        why="Nobody can guess passwords, or have us send letters, without end.",
        seen_by="Nobody.",
        times=[Time(timedelta(), "after it ended", Mark.objects.expired_before)],
        until="it ends after an hour, at most after a day; that of a form after 7 days",
    ),
    Kept(
        PersonRequest,
        "Requests about what we keep",
        Group.WRITERS,
        fields={
            "address_hash": "a digest of your address, from which nobody can read it",
            "by": "who answered",
            "done_at": "when",
        },
        why="With it we can tell later what was exported, erased or kept.",
        seen_by=ADMINISTRATORS,
        times=[
            Time("requests_of_people", "after we answered", PersonRequest.objects.answered_before)
        ],
        find=lambda email: PersonRequest.objects.of_address(email),
        stays="It is the proof of what was done, and holds no address that can be read.",
    ),
    Kept(
        MissedSearch,
        "Searches that found nothing",
        Group.READERS,
        fields={"text": "the words", "day": "the day", "count": "how often"},
        why="They tell us which answers are missing. Nothing tells who searched, and what looks "
        "like an e-mail address, a telephone number or a ZIP code is not written down.",
        seen_by=STAFF,
        times=[
            Time(
                "missed_searches",
                "after the search",
                lambda before: MissedSearch.objects.filter(day__lt=before.date()),
            )
        ],
    ),
    # -- Staff
    Kept(
        User,
        "Your account",
        Group.STAFF,
        fields={
            "username": "username",
            "first_name": "name",
            "last_name": "name",
            "email": "e-mail address",
            "last_login": "when you last signed in",
            "date_joined": "when the account was made",
        },
        secrets={"password": "a digest of the password"},
        why="You sign in with it.",
        seen_by=ADMINISTRATORS,
        until="until an administrator deletes the account",
        find=lambda email: User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)),
        stays=ACCOUNT_STAYS,
    ),
    Kept(
        Authenticator,
        "Your passkeys and codes",
        Group.STAFF,
        fields={
            "user": "whose they are",
            "type": "their kind",
            "created_at": "when they were made and last used",
            "last_used_at": "when they were made and last used",
        },
        secrets={"data": "what the portal checks them with; the secrets of codes are encrypted"},
        why="They are the second step of signing in.",
        seen_by="You. Administrators see only whether there are some.",
        until="until you remove them, an administrator takes them away, or the account goes",
        part_of="user",
    ),
    Kept(
        KnownDevice,
        "Devices that you signed in from",
        Group.STAFF,
        fields={
            "user": "whose it is",
            "description": "browser and system, such as “Firefox on Windows”",
            "first_seen_at": "when you first and last signed in from it",
            "last_seen_at": "when you first and last signed in from it",
        },
        secrets={"token_hash": "a digest of the device’s cookie"},
        why="A letter tells you when somebody signs in from a device not seen before.",
        seen_by=ADMINISTRATORS,
        times=[
            Time(
                DEVICES_ARE_KEPT,
                "after you last signed in from it",
                lambda before: KnownDevice.objects.filter(last_seen_at__lt=before),
            )
        ],
        part_of="user",
    ),
    Kept(
        Session,
        "Your session",
        Group.STAFF,
        fields={},
        secrets={
            "session_key": "a random key",
            "session_data": "whose session it is, when and how you signed in, when you were last "
            "seen",
        },
        why="With it you need not sign in for each page. Readers have none.",
        seen_by="Nobody.",
        times=[
            Time(
                timedelta(),
                "after it ended",
                lambda before: Session.objects.filter(expire_date__lt=before),
            )
        ],
        until=f"it ends after {IDLE} without a page, and after {LONGEST} in any case",
    ),
    Kept(
        UnsavedForm,
        "What you typed and could not save",
        Group.STAFF,
        fields={
            "user": "whose it is",
            "address": "in which form",
            "typed": "what you typed, but no passwords",
            "files": "what the files were called that you chose",
            "kept_at": "when",
        },
        why="A form that the portal refuses as a whole, because you were signed out for example, "
        "can be saved later.",
        seen_by="You.",
        times=[
            Time(UNSAVED_IS_KEPT, "after it was refused", UnsavedForm.objects.kept_before),
        ],
        until="until you save it or throw it away",
        part_of="user",
    ),
    Kept(
        Draft,
        "A change beside a live page that you keep, propose or schedule",
        Group.STAFF,
        fields={
            "author": "whose it is",
            "publisher": "who scheduled it",
            "label": "what it changes",
            "typed": "what its form holds",
            "note": "what you say about it",
            "answer": "what a publisher answers",
            "touched_at": "when",
        },
        why="A change waits beside the page until somebody publishes it.",
        seen_by=STAFF,
        times=[],
        until="until it is published or thrown away",
        part_of="author",
    ),
    Kept(
        Change,
        "Who changed what",
        Group.STAFF,
        fields={
            "by": "who it was",
            "by_name": "who it was",
            "label": "what was changed",
            "details": "what was changed",
            "made_at": "when",
        },
        why="Mistakes can be found and undone. Each change keeps the row as it was.",
        seen_by=STAFF,
        times=[
            Time(
                KEPT_IN_TRASH,
                "after the row was deleted, with all its versions",
                lambda before: Change.objects.deleted_before(before),
            )
        ],
        until="as long as the row that was changed",
        part_of="by",
        remove=empty_trash,
    ),
    Kept(
        LogEntry,
        "What staff did with your message or your place on the list",
        Group.WRITERS,
        fields={
            "object_repr": "whose message or address it was",
            "change_message": "what was done",
        },
        why="Administrators can see who changed or deleted something.",
        seen_by=ADMINISTRATORS,
        times=[
            Time(
                ACTS_OF_STAFF_ARE_KEPT,
                "after it was done",
                lambda before: LogEntry.objects.filter(action_time__lt=before),
            )
        ],
        until="not longer than the message or the address, where that goes by its time or because "
        "you asked",
        find=rows_naming(LogEntry, "object_repr", "change_message"),
    ),
    Kept(
        LogEntry,
        "What you did with accounts, messages and the list",
        Group.STAFF,
        fields={"user": "who did it", "action_time": "when"},
        why="Administrators can see who changed or deleted something.",
        seen_by=ADMINISTRATORS,
        until=f"{in_words(ACTS_OF_STAFF_ARE_KEPT)} after it was done",
        part_of="user",
    ),
    NotPersonal(
        "the libraries’ own, which the portal leaves empty",
        {
            EmailAddress: ["user", "email"],
            EmailConfirmation: ["email_address"],
            Attachment: ["name", "headers"],
            EmailTemplate: ["name"],
        },
    ),
    NotPersonal(
        "what roles and permissions, facts, jobs and links to other sites are called",
        {
            Role: ["name"],
            Fact: ["name"],
            Permission: ["name"],
            JobRun: ["name"],
            WatchedLink: ["address"],
            LinkPlace: ["owner"],
        },
    ),
    NotPersonal(
        "made of what the public reads, and goes with it",
        {SearchDocument: ["name_keys", "link_names"]},
    ),
    NotPersonal(
        "how to reach the office itself",
        {SiteSettings: ["phone", "fax", "email", "postal_address"]},
    ),
)

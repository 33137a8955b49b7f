"""What needs attention today: the rules of all rooms, in order of risk, as lines of the desk."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Count, F, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.timesince import timesince

from advocacy.models import DataSource
from answers.models import Answer, Inquiry
from directory.models import Chapter, OfficeHolder
from events.models import Occurrence

from .models import JobRun, MissedSearch, WatchedLink
from .outbox import unsent

TERMS_END_WITHIN = timedelta(days=30)
SEARCHES_OF = timedelta(days=30)
CELEBRATIONS_WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class Line:
    count: int
    sentence: str
    detail: str
    url: str


def lines(user, moment):
    """What `user` may see of it at `moment`; one query a line, whatever it counts."""
    for sentence, rows, filters, detail in matters(moment):
        meta = rows.model._meta
        if not any(
            user.has_perm(f"{meta.app_label}.{deed}_{meta.model_name}")
            for deed in ["view", "change"]
        ):
            continue
        first = rows.annotate(of_all=Window(Count("pk"))).first()
        yield Line(
            count=first.of_all if first else 0,
            sentence=sentence,
            detail=detail(first) if first else "",
            url=reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
            + (f"?{urlencode(filters)}" if filters else ""),
        )


def matters(moment):
    """Sentence, rows, the filters that show these rows, and a word on the first of them."""
    today = timezone.localdate(moment)
    return [
        (
            f"Chapters whose officers change in {today:%B}",
            Chapter.objects.changing_officers_in(today.month).order_by("name"),
            {"needs": "changing"},
            lambda chapter: f"first: {chapter}",
        ),
        (
            "Chapters not confirmed since their officers changed",
            Chapter.objects.assured_before_changeover(today).order_by(
                F("assured_on").asc(nulls_first=True), "name"
            ),
            {"needs": "confirming"},
            lambda chapter: f"oldest: {chapter}, {day(chapter.assured_on) or 'never'}",
        ),
        (
            "Seats that fell vacant",
            OfficeHolder.objects.left_vacant(today)
            .select_related("chapter", "position")
            .order_by("-ends_on", "pk"),
            {"needs": "vacant"},
            lambda term: f"latest: {term.position}, {term.chapter}, since {day(term.ends_on)}",
        ),
        (
            "Terms that end within 30 days, nobody to follow",
            OfficeHolder.objects.ending_between(today, today + TERMS_END_WITHIN)
            .without_successor()
            .select_related("chapter", "position")
            .order_by("ends_on", "pk"),
            {"needs": "ending"},
            lambda term: f"soonest: {term.position}, {term.chapter}, {day(term.ends_on)}",
        ),
        (
            "Messages to answer",
            Inquiry.objects.unanswered(),
            {"state__exact": Inquiry.State.NEW.value},
            lambda inquiry: waiting(inquiry, moment),
        ),
        (
            "Answers past their review",
            Answer.objects.published(moment).past_review(today),
            {"needs": "review"},
            lambda answer: f"longest: “{answer}”, {day(answer.review_due_on)}",
        ),
        (
            "Searches that found nothing, in 30 days",
            MissedSearch.objects.since(today - SEARCHES_OF).order_by("-count", "-day", "text"),
            {"needs": "recent"},
            lambda missed: f"most: “{missed}”",
        ),
        (
            "Links that are gone or have moved",
            WatchedLink.objects.needing_attention().order_by("address"),
            {},
            lambda link: f"first: {link.address[:60]}",
        ),
        (
            "Celebrations within 90 days to confirm",
            Occurrence.objects.expected_until(today, today + CELEBRATIONS_WITHIN)
            .select_related("celebration")
            .order_by("starts_on", "pk"),
            {"when": "expected"},
            lambda date: f"next: {date}",
        ),
        (
            "Data of Congress out of date",
            DataSource.objects.outdated_on(today),
            {"needs": "loading"},
            lambda source: f"{source}, of {format_date(source.dated_on, 'F j, Y')}",
        ),
        (
            "Letters that could not be sent",
            unsent().order_by("-created"),
            {"needs": "sending"},
            lambda email: f"latest: {format_date(timezone.localtime(email.created), 'F j, P')}",
        ),
        (
            "Jobs that did not run",
            JobRun.objects.late(moment),
            {"needs": "running"},
            lambda job: f"{job}, {day(job.finished_at) or 'never ended well'}",
        ),
    ]


def day(date):
    return date and format_date(date, "F j, Y")


def waiting(inquiry, moment):
    if not inquiry.deadline_at:
        return f"latest: {timesince(inquiry.received_at, moment)} ago"
    return f"press deadline: {format_date(timezone.localtime(inquiry.deadline_at), 'F j, P')}"

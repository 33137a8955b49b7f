"""Atom feeds of the steps that bills take."""

from datetime import datetime, time

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from advocacy.models import Bill, BillAction
from chapters_portal.content.feeds import Entry, atom
from chapters_portal.models import SiteSettings

MOST_STEPS = 50


def bill_list_feed(request):
    steps = BillAction.objects.filter(bill__in=Bill.objects.published(timezone.now()))
    return atom(
        request,
        entries_of(steps),
        uid=SiteSettings.current().uid_of("bills"),
        title="Bills that matter to libraries",
        about="advocacy/feed.txt",
        page=reverse("advocacy:bill_list"),
    )


def bill_feed(request, slug):
    bill = get_object_or_404(
        Bill.objects.published(timezone.now()).select_related("session__state"), slug=slug
    )
    return atom(
        request,
        entries_of(bill.actions.all()),
        uid=bill.uid,
        title=f"{bill}: {bill.name}",
        page=bill.get_absolute_url(),
    )


def entries_of(steps):
    """The newest of `steps`."""
    for step in steps.select_related("bill__session__state")[:MOST_STEPS]:
        moment = timezone.make_aware(datetime.combine(step.dated_on, time()))
        yield Entry(
            uid=step.uid,
            title=f"{step.bill.name}: {step.bill}",
            path=step.get_absolute_url(),
            summary=f"{step.chamber}: {step.text}" if step.chamber else step.text,
            published_at=moment,
            updated_at=moment,
        )

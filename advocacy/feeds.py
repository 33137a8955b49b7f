"""Atom feeds of the steps that bills take. Their addresses are those of the host that was asked."""

import re
from datetime import datetime, time

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from .models import Bill, BillAction

MOST_STEPS = 50
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def bill_list_feed(request):
    steps = BillAction.objects.filter(bill__in=Bill.objects.published(timezone.now()))
    return feed_of(
        request,
        steps,
        title="Bills that matter to libraries",
        subtitle="The latest steps of bills in Congress and in the states.",
        page=reverse("advocacy:bill_list"),
    )


def bill_feed(request, slug):
    bill = get_object_or_404(
        Bill.objects.published(timezone.now()).select_related("session__state"), slug=slug
    )
    return feed_of(
        request, bill.actions.all(), title=f"{bill}: {bill.name}", page=bill.get_absolute_url()
    )


def feed_of(request, steps, *, title, page, subtitle=""):
    """The newest of `steps`. Django's own Feed class would name the host of a row of Site."""
    feed = Atom1Feed(
        title=in_xml(title),
        subtitle=subtitle,
        description="",
        link=request.build_absolute_uri(page),
        feed_url=request.build_absolute_uri(request.path),
        language="en-us",
    )
    for step in steps.select_related("bill__session__state")[:MOST_STEPS]:
        moment = timezone.make_aware(datetime.combine(step.dated_on, time()))
        feed.add_item(
            title=in_xml(f"{step.bill.name}: {step.bill}"),
            link=request.build_absolute_uri(step.get_absolute_url()),
            description=in_xml(f"{step.chamber}: {step.text}" if step.chamber else step.text),
            pubdate=moment,
            updateddate=moment,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def in_xml(text):
    return NOT_IN_XML.sub("", text)

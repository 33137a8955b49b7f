"""The pages of bills."""

from django.shortcuts import render
from django.utils import timezone

from advocacy.filters import BillFilter
from advocacy.models import Bill, Session, StateLink
from chapters_portal.content.pages import page_of, withdrawn_page
from chapters_portal.content.previews import page_row_or_404

MOST_RELEASES = 5


def rows_of(bills, date):
    """Pairs of a bill and its stage on `date`."""
    bills = bills.select_related("session__state")
    return [(bill, bill.stage_on(date)) for bill in bills]


def bill_list(request):
    moment, today = timezone.now(), timezone.localdate()
    query = BillFilter(request.GET, Bill.objects.published(moment), date=today)
    page = page_of(query.qs.newest_step_first(), request.GET.get("page"))
    rows = rows_of(page.object_list, today)
    # Where no bill is followed yet, the page tells where to look meanwhile.
    is_begun = bool(rows) or bool(query.given) or not query.is_valid()
    return render(
        request,
        "advocacy/bill_list.html",
        {
            "query": query,
            "page_of_bills": page,
            "rows": rows,
            "is_begun": is_begun,
            "sessions": None if is_begun else Session.objects.select_related("state"),
            "legislatures": None if is_begun else legislatures(),
        },
        status=query.status,
    )


def legislatures():
    kind = StateLink.Kind.LEGISLATURE
    return StateLink.objects.filter(kind=kind).select_related("state")


def bill_detail(request, slug):
    moment, today = timezone.now(), timezone.localdate()
    bills = Bill.objects.select_related("session__state")
    bill = page_row_or_404(request, bills, moment, slug=slug)
    if bill.is_withdrawn(moment):
        return withdrawn_page(request, bill, area="legislation", list_name="advocacy:bill_list")
    return render(
        request,
        "advocacy/bill_detail.html",
        {
            "bill": bill,
            "stage": bill.stage_on(today),
            "has_session_ended": bill.session.is_over(today),
            "steps": bill.actions.all(),
            "sponsors": bill.sponsors.all(),
            "subjects": bill.subjects.all(),
            "asks": bill.asks.live(moment, today).most_urgent_first(today),
            "releases": bill.press_releases.published(moment).in_list()[:MOST_RELEASES],
        },
    )

"""Pages that rooms share: lists a page at a time, what has moved, and what is withdrawn."""

from django.core.paginator import Paginator
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

ON_A_PAGE = 20
PAGE = "page"  # the name in the address


def page_of(rows, number):
    """Page `number` of `rows`, with the `numbers` of all pages to choose from.

    "all" is one long page, for print; a number that is none leads to the nearest page there is.
    """
    paginator = Paginator(rows, ON_A_PAGE)
    if number == "all":
        paginator.per_page = max(paginator.count, 1)
    page = paginator.get_page(number)
    page.numbers = list(paginator.get_elided_page_range(page.number, on_ends=1))
    return page


def moved_to(request, target, *, keeps_query=True):
    """To `target` for good, with the query that was asked. What was sent is sent there again."""
    query = request.META.get("QUERY_STRING", "") if keeps_query else ""
    path, mark, anchor = target.partition("#")
    joint = "&" if "?" in path else "?"
    return HttpResponsePermanentRedirect(
        f"{path}{query and joint + query}{mark}{anchor}",
        preserve_request=request.method not in {"GET", "HEAD"},
    )


def withdrawn_page(request, row, *, area, list_name):
    """What is left of a withdrawn row: why, and the way to its `area`, a page of words by its key.

    `list_name` names the URL of that page.
    It answers 410: it is gone for good and on purpose, so search engines drop it at once, while
    people who come by an old link still read why.
    """
    context = {"withdrawn": row, "area": area, "list_url": reverse(list_name)}
    return render(request, "content/withdrawn.html", context, status=410)

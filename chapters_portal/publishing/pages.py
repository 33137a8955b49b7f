"""Long lists, a page at a time."""

from django.core.paginator import Paginator

ON_A_PAGE = 20


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

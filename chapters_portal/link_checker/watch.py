"""One run of the link watch: what is shown now, what is due, what was found."""

from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from chapters_portal.content.registry import registry
from chapters_portal.history.views import edit_url

from .models import LinkPlace, WatchedLink

THREADS = 8
ENOUGH_HOSTS = 5


class NobodyAnswers(Exception):
    """So many hosts without one good answer: then it is we who are not connected."""


def look(moment, crawler, *, most, days):
    """Look at up to `most` links that nobody has looked at for `days`, and tell how they fared.

    Raises NobodyAnswers, and notes nothing, when this machine seems to be cut off.
    """
    too_long = renew_places(moment)
    due = WatchedLink.objects.due(moment, days)
    count, links = due.count(), list(due[:most])
    verdicts = crawl_all(crawler, links)
    if all(verdict.state == WatchedLink.State.UNANSWERED for _, verdict in verdicts) and (
        len({host_of(link.address) for link in links}) >= ENOUGH_HOSTS
    ):
        raise NobodyAnswers("No host answers at all. Is this machine connected? Nothing is noted.")
    for link, verdict in verdicts:
        link.note(verdict, moment)
    states = Counter(link.get_state_display().lower() for link in links)
    counts = "".join(f" {name.capitalize()}: {number}." for name, number in states.most_common())
    long = f" Too long to look at: {too_long}." if too_long else ""
    return f"Looked at {len(links)} of {count} links that were due.{counts}{long}"


def crawl_all(crawler, links):
    """Pairs of a link and its Verdict: several hosts at a time, and one link of each.

    The threads touch no row.
    """
    hosts = defaultdict(list)
    for link in links:
        hosts[host_of(link.address)].append(link)
    with ThreadPoolExecutor(THREADS) as pool:
        crawled = pool.map(
            lambda links: [(link, crawler.crawl(link.address)) for link in links], hosts.values()
        )
        return [pair for pairs in crawled for pair in pairs]


def host_of(address):
    return address.split("/")[2].lower()


@transaction.atomic
def renew_places(moment):
    """Write down what links to other hosts the public sees at `moment`, and where.

    A link that is shown no more is forgotten, unless staff said to leave it alone. Returns how many
    addresses are too long to be watched.
    """
    found = [
        (content, *link) for content in registry.contents for link in content.outside_links(moment)
    ]
    watched = [link for link in found if len(link[3].encode()) <= WatchedLink.LONGEST]
    known = set(WatchedLink.objects.values_list("address", flat=True))
    new = dict.fromkeys(address for *_, address, _ in watched if address not in known)
    WatchedLink.objects.bulk_create(
        (WatchedLink(address=address) for address in new), ignore_conflicts=True
    )
    ids = dict(WatchedLink.objects.values_list("address", "pk"))
    LinkPlace.objects.all().delete()
    LinkPlace.objects.bulk_create(
        place(ids[address], content, row, name, words)
        for content, row, name, address, words in watched
    )
    WatchedLink.objects.watched().filter(places=None).delete()
    return len(found) - len(watched)


def place(link_id, content, row, field, words):
    form_row = content.form_row(row)
    return LinkPlace(
        link_id=link_id,
        page=content.page_of(row),
        text=words[:200],
        owner=content.owner(row),
        edited_in=f"{form_row._meta.verbose_name} {form_row}"[:250],
        edited_at=edit_url(form_row),
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        field=field,
    )

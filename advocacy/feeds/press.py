"""The newest releases as feeds."""

from django.urls import reverse
from django.utils import timezone

from advocacy.models import PressRelease
from chapters_portal.content.feeds import Entry, atom, json_feed
from chapters_portal.content.rich_text import sanitized
from chapters_portal.models import SiteSettings

MOST_RELEASES = 50
WORDS = {"title": "Press releases", "about": "advocacy/press/feed.txt"}


def release_feed(request):
    uid = SiteSettings.current().uid_of("releases")
    return atom(request, entries(), uid=uid, page=reverse("press:release_list"), **WORDS)


def release_json_feed(request):
    return json_feed(request, entries(), page=reverse("press:release_list"), **WORDS)


def entries():
    releases = PressRelease.objects.published(timezone.now())
    for release in releases.prefetch_related("corrections", "topics")[:MOST_RELEASES]:
        yield Entry(
            uid=release.uid,
            title=release.title,
            path=release.get_absolute_url(),
            summary=release.summary,
            content=sanitized(release.body),
            original_url=release.original_url,
            topics=[topic.name for topic in release.topics.all()],
            published_at=timezone.localtime(release.published_at),
            updated_at=timezone.localtime(release.updated_at()),
        )

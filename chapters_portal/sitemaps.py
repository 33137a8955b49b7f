"""The public pages, for search engines."""

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.urls import reverse
from django.utils import timezone

from advocacy.models import Action, Bill, PressRelease
from answers.models import Answer, Collection
from directory.models import Chapter, State
from events.models import Celebration

PAGES = [
    "home",
    "directory:chapter_list",
    "directory:officer_list",
    "directory:committee_detail",
    "directory:joint_membership",
    "directory:download_list",
    "advocacy:index",
    "advocacy:take_action",
    "advocacy:disasters",
    "advocacy:subscribe",
    "advocacy:bill_list",
    "press:release_list",
    "press:kit",
    "press:desk_list",
    "answers:collection_list",
    "events:event_list",
    "contact:contact_form",
]


class PortalSitemap(Sitemap):
    """Names pages under the host that was asked, not under that of a row of Site."""

    def __init__(self, host):
        self.host = host

    def get_domain(self, site=None):
        return self.host


class PageSitemap(PortalSitemap):
    def items(self):
        return PAGES

    def location(self, item):
        return reverse(item)


class ChapterSitemap(PortalSitemap):
    def items(self):
        return Chapter.objects.in_directory_order()


class StateSitemap(PortalSitemap):
    def items(self):
        return State.objects.all()

    def location(self, state):
        return reverse("advocacy:state_detail", args=[state.code.lower()])


class DeskSitemap(StateSitemap):
    def location(self, state):
        return reverse("press:desk_detail", args=[state.code.lower()])


class ActionSitemap(PortalSitemap):
    def items(self):
        return Action.objects.published(timezone.now())


class BillSitemap(PortalSitemap):
    def items(self):
        return Bill.objects.published(timezone.now())


class ReleaseSitemap(PortalSitemap):
    """What is first published here. An entry's own address is that of its original."""

    def items(self):
        return PressRelease.objects.published(timezone.now()).filter(original_url="").in_list()


class CollectionSitemap(PortalSitemap):
    def items(self):
        return Collection.objects.with_answers(timezone.now())


class AnswerSitemap(PortalSitemap):
    def items(self):
        return Answer.objects.published(timezone.now()).select_related("collection")

    def lastmod(self, answer):
        return answer.reviewed_on


class CelebrationSitemap(PortalSitemap):
    def items(self):
        return Celebration.objects.published(timezone.now())


def sitemap(request):
    host = request.get_host()
    kinds = [
        *(PageSitemap, ChapterSitemap, StateSitemap, DeskSitemap, CelebrationSitemap),
        *(ActionSitemap, BillSitemap, ReleaseSitemap, CollectionSitemap, AnswerSitemap),
    ]
    return sitemap_view(request, {kind.__name__: kind(host) for kind in kinds})

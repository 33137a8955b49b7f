from django.contrib.sitemaps import GenericSitemap, Sitemap
from django.urls import reverse
from django.utils import timezone

from answers.models import Answer, Collection
from directory.models import Chapter


class PageSitemap(Sitemap):
    def items(self):
        names = ["chapter_list", "officer_list", "committee_detail", "joint_membership"]
        return [
            "home",
            "answers:collection_list",
            *(f"directory:{name}" for name in [*names, "download_list"]),
        ]

    def location(self, item):
        return reverse(item)


class AnswerSitemap(Sitemap):
    def items(self):
        return Answer.objects.published(timezone.now()).select_related("collection")

    def lastmod(self, answer):
        return answer.reviewed_on


class CollectionSitemap(Sitemap):
    def items(self):
        return Collection.objects.with_answers(timezone.now())


SITEMAPS = {
    "collections": CollectionSitemap,
    "answers": AnswerSitemap,
    "pages": PageSitemap,
    "chapters": GenericSitemap({"queryset": Chapter.objects.in_directory_order()}),
}

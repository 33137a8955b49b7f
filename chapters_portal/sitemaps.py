from django.contrib.sitemaps import GenericSitemap, Sitemap
from django.urls import reverse

from directory.models import Chapter


class PageSitemap(Sitemap):
    def items(self):
        names = ["chapter_list", "officer_list", "committee_detail", "joint_membership"]
        return ["home", *(f"directory:{name}" for name in [*names, "download_list"])]

    def location(self, item):
        return reverse(item)


SITEMAPS = {
    "pages": PageSitemap,
    "chapters": GenericSitemap({"queryset": Chapter.objects.in_directory_order()}),
}

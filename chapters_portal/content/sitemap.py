"""The public pages, for search engines: those of the registry."""

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.utils import timezone

from .registry import registry


class PublicPages(Sitemap):
    """Pairs of an address and the day of its last change, where that is known."""

    def items(self):
        moment = timezone.now()
        pages = [(page.address, None) for page in registry.pages if page.is_in_sitemap]
        return pages + [
            (content.page_of(row), content.lastmod(row))
            for content in registry.contents
            for row in content.sitemap_rows(moment)
        ]

    def location(self, item):
        return item[0]

    def lastmod(self, item):
        return item[1]


def sitemap(request):
    written = "application/xml; charset=utf-8"
    return sitemap_view(request, {"pages": PublicPages()}, content_type=written)

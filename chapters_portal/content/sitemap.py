"""The public pages, for search engines: those of the registry."""

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.utils import timezone

from .registry import registry


class PageSitemap(Sitemap):
    """The pages that are not one row's."""

    def items(self):
        return [page for page in registry.pages if page.is_in_sitemap]

    def location(self, page):
        return page.address


class ContentSitemap(Sitemap):
    def __init__(self, content):
        self.content = content

    def items(self):
        return self.content.sitemap_rows(timezone.now())

    def location(self, row):
        return self.content.page_of(row)

    def lastmod(self, row):
        return self.content.lastmod(row)


def sitemap(request):
    kinds = [PageSitemap(), *map(ContentSitemap, registry.contents)]
    return sitemap_view(request, dict(enumerate(kinds)))

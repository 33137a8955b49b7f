"""What the public sees of the portal's own pages."""

from django.urls import reverse_lazy

from chapters_portal.content.registry import Content, Page, Private, register, registry
from chapters_portal.models import (
    Change,
    JobRun,
    KnownDevice,
    LinkPlace,
    MissedSearch,
    SearchDocument,
    WatchedLink,
)

from .models import (
    HomeLink,
    HomeSection,
    Menu,
    MenuLink,
    PageLink,
    PageText,
    Sentence,
    SiteSettings,
)
from .views import EXPIRED


def shown_links(moment):
    sections = HomeSection.objects.published(moment).values("pk")
    return HomeLink.objects.filter(is_shown=True, section__in=sections).select_related("section")


register(
    Content(SiteSettings, page=reverse_lazy("home")),
    Content(Menu, page=reverse_lazy("home")),
    Content(
        MenuLink,
        rows=lambda moment: MenuLink.objects.select_related("menu"),
        page=reverse_lazy("home"),
        links=["url"],
        is_link=True,
        edited_in="menu",
    ),
    Content(HomeSection, page=HomeSection.get_absolute_url, is_part=True),
    Content(
        HomeLink,
        rows=shown_links,
        page=lambda link: link.section.get_absolute_url(),
        links=["url"],
        is_link=True,
        edited_in="section",
    ),
    Content(PageText, page=lambda text: registry.page_of_text(text.key), plain=["body"]),
    Content(
        PageLink,
        rows=lambda moment: PageLink.objects.select_related("page"),
        page=lambda link: registry.page_of_text(link.page.key),
        links=["url"],
        is_link=True,
        edited_in="page",
    ),
    Content(
        Sentence, rows=lambda moment: Sentence.objects.in_own_words(), page=reverse_lazy("home")
    ),
    # What is withdrawn tells so at its own address.
    Page("home", texts=["withdrawn"]),
    Page("search", texts=["search"], is_in_sitemap=False),
    Page("page_not_found", texts=["not-found"], is_in_sitemap=False),
    Page("preview", args=lambda: [EXPIRED], texts=["preview-expired"], is_in_sitemap=False),
    Private(Change, "the log is read at the desk alone"),
    Private(JobRun, "read at the desk alone"),
    Private(KnownDevice, "devices of staff"),
    Private(LinkPlace, "the link checker's own"),
    Private(WatchedLink, "the link checker's own"),
    Private(MissedSearch, "what visitors asked for in vain"),
    Private(SearchDocument, "made of other rows, whose change is the news"),
)

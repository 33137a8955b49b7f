"""What the public sees of the portal's own pages."""

from django.db.models import Prefetch
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from chapters_portal.content.registry import (
    Content,
    Page,
    Private,
    register,
    registry,
    search_of_pages,
)
from chapters_portal.models import (
    Change,
    Draft,
    JobRun,
    KnownDevice,
    LinkPlace,
    Mark,
    MissedSearch,
    PersonRequest,
    Retention,
    SearchDocument,
    UnsavedForm,
    WatchedLink,
)
from chapters_portal.search.names import register_names

from .facts import Fact
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


def home_words(site):
    """The home page: its words, and those at its foot."""
    return {
        "title": site.home_title or site.office,
        "names": [site.office],
        "keywords": [site.organization],
        "body": " ".join([site.welcome, site.footer, site.quotation, site.quotation_by]),
        "url": reverse("home"),
    }


def section_words(section):
    links = [f"{link.title}. {link.description}" for link in section.links.all()]
    return {
        "body": " ".join([section.intro, *links]).strip(),
        "has_own_page": False,
    }


def link_words(link):
    """What stands on the home page alone: other links are names of the page that they lead to."""
    section = link.section
    if not link.is_shown or section.published_at is None or link.url.startswith(("/", "#")):
        return None
    return {
        "title": link.title,
        "keywords": [section.title],
        "body": link.description,
        "url": section.get_absolute_url(),
        "has_own_page": False,
        "visible_from": section.published_at,
        "visible_until": section.withdrawn_at,
    }


def text_words(text):
    page = registry.page_found_by(text.key)
    if page is None:
        return None
    is_first = text.key == page.texts[0]
    links = [f"{link.title}. {link.description}" for link in text.links.all()]
    return {
        "title": text.title,
        "names": page.names if is_first else [],
        "keywords": [text.description],
        "body": " ".join(" ".join([text.lead, text.body, *links]).split()),
        "url": page.address,
        "has_own_page": is_first,
    }


def names_by_links():
    """Pairs of an address of ours and what a public link calls it."""
    homes = shown_links(timezone.now()).order_by()
    links = [
        homes.values_list("url", "title"),
        PageLink.objects.order_by().values_list("url", "title"),
    ]
    for address, name in MenuLink.objects.order_by().values_list("url", "label").union(*links):
        if address.startswith("/"):
            yield address.partition("#")[0].partition("?")[0], name


register_names(names_by_links, HomeLink, HomeSection, PageLink, MenuLink)

register(
    Content(Fact, page=reverse_lazy("home"), not_ours=["key", "value", "dated", "source"]),
    Content(
        SiteSettings,
        page=reverse_lazy("home"),
        not_ours=["toll_free", "phone", "fax", "postal_address"],
        search=search_of_pages("home", home_words, SiteSettings.objects.all()),
    ),
    Content(Menu, page=reverse_lazy("home")),
    Content(
        MenuLink,
        rows=lambda moment: MenuLink.objects.select_related("menu"),
        page=reverse_lazy("home"),
        links=["url"],
        is_link=True,
        edited_in="menu",
    ),
    Content(
        HomeSection,
        page=HomeSection.get_absolute_url,
        is_part=True,
        search=search_of_pages(
            "section",
            section_words,
            HomeSection.objects.prefetch_related(
                Prefetch("links", HomeLink.objects.filter(is_shown=True))
            ),
            {HomeLink: "links"},
        ),
    ),
    Content(
        HomeLink,
        rows=shown_links,
        page=lambda link: link.section.get_absolute_url(),
        links=["url"],
        is_link=True,
        edited_in="section",
        search=search_of_pages(
            "link",
            link_words,
            HomeLink.objects.select_related("section"),
            {HomeSection: "section"},
        ),
    ),
    Content(
        PageText,
        page=lambda text: registry.page_of_text(text.key),
        plain=["body"],
        search=search_of_pages(
            "text",
            text_words,
            PageText.objects.prefetch_related("links"),
            {PageLink: "links"},
        ),
    ),
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
    # Its days stand on that page.
    Content(Retention, page=reverse_lazy("privacy")),
    Page("home"),
    Page("privacy", texts=["privacy"], names=["Privacy policy", "Cookies"]),
    Page("accessibility", texts=["accessibility"], names=["Accessibility statement"]),
    # What is withdrawn tells so at its own address.
    Page("home", texts=["withdrawn"], is_in_sitemap=False),
    Page("search", texts=["search"], is_in_sitemap=False),
    Page("page_not_found", texts=["not-found"], is_in_sitemap=False),
    Page("preview", args=lambda: [EXPIRED], texts=["preview-expired"], is_in_sitemap=False),
    Private(Change, "the log is read at the desk alone"),
    Private(JobRun, "read at the desk alone"),
    Private(KnownDevice, "devices of staff"),
    Private(LinkPlace, "the link checker's own"),
    Private(Mark, "limits, used codes and sheets that wait, for machines"),
    Private(WatchedLink, "the link checker's own"),
    Private(PersonRequest, "receipts, read at the desk alone"),
    Private(MissedSearch, "what visitors asked for in vain"),
    Private(Draft, "changes that are not public yet"),
    Private(UnsavedForm, "what an editor typed, for that editor alone"),
    Private(SearchDocument, "made of other rows, whose change is the news"),
)

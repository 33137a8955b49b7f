"""The words and links of the portal's own pages that a fresh portal starts from."""

from chapters_portal.starter_content.files import read, save

from .facts import Fact
from .models import HomeLink, HomeSection, Menu, MenuLink, PageLink, PageText, SiteSettings


def save_with_links(row, links, kind, owner):
    """Store `row`, and `links` as rows of `kind`, whose field `owner` leads to it."""
    save(row)
    for order, link in enumerate(links):
        save(kind(order=order, **{owner: row}, **link))


def load(published_at):
    site = read("pages/site.yaml")
    save(SiteSettings(pk=1, **site["settings"]))
    for fact in site["facts"]:
        save(Fact(**fact))
    for order, menu in enumerate(site["menus"]):
        links = menu.pop("links")
        save_with_links(Menu(order=order, **menu), links, MenuLink, "menu")
    for page in read("pages/pages.yaml")["pages"]:
        links = page.pop("links", [])
        save_with_links(PageText(**page), links, PageLink, "page")
    for order, section in enumerate(read("pages/home.yaml")["home_sections"]):
        links = section.pop("links")
        section = HomeSection(order=order, published_at=published_at, **section)
        save_with_links(section, links, HomeLink, "section")

"""The words and links of the portal's own pages that a fresh portal starts from."""

from chapters_portal.starter_content.files import read, save

from .models import HomeLink, HomeSection, Menu, MenuLink, PageLink, PageText, SiteSettings


def load(published_at):
    site = read("pages/site.yaml")
    save(SiteSettings(pk=1, **site["settings"]))
    for order, menu in enumerate(site["menus"]):
        row = save(Menu(place=menu["place"], heading=menu["heading"], order=order))
        for link_order, link in enumerate(menu["links"]):
            save(MenuLink(menu=row, order=link_order, **link))
    for page in read("pages/pages.yaml")["pages"]:
        links = page.pop("links", [])
        row = save(PageText(**page))
        for link_order, link in enumerate(links):
            save(PageLink(page=row, order=link_order, **link))
    for order, section in enumerate(read("pages/home.yaml")["home_sections"]):
        links = section.pop("links")
        row = save(HomeSection(order=order, published_at=published_at, **section))
        for link_order, link in enumerate(links):
            save(HomeLink(section=row, order=link_order, **link))

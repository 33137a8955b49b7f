"""What every template may say of the portal: site settings, menus, and its own whole address."""

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from chapters_portal.content.previews import previews_of

from .facts import Fact
from .models import Menu, Sentence, SiteSettings


def portal(request):
    menus = SimpleLazyObject(lambda: list(Menu.objects.prefetch_related("links")))
    site = SimpleLazyObject(SiteSettings.current)
    words = SimpleLazyObject(words_of_staff)
    request.facts = SimpleLazyObject(lambda: {**words, **site.facts})
    return {
        "site": site,
        "masthead": SimpleLazyObject(lambda: _masthead(menus, request.path)),
        "footer_menus": SimpleLazyObject(
            lambda: [menu for menu in menus if menu.place == Menu.Place.FOOTER]
        ),
        "page_texts": {},
        "sentences": words,
        "previews": previews_of(request),
        # A page that is not public, perhaps under a secret address, names none.
        "canonical": "" if is_secret(request) else request.build_absolute_uri(request.path),
    }


def words_of_staff():
    """Sentences by their keys, and facts by their marks. They are few, so a page asks once."""
    return dict(Sentence.objects.texts().union(Fact.objects.marked(), all=True))


def is_secret(request):
    return previews_of(request) or request.path.startswith(reverse("preview", args=["-"])[:-2])


def _masthead(menus, path):
    """Pairs of a link and its aria-current: "page" for this page, "true" for the area it is in."""
    links = [
        link for menu in menus if menu.place == Menu.Place.MASTHEAD for link in menu.links.all()
    ]
    areas = [link.url for link in links if link.url != "/" and path.startswith(link.url or "#")]
    here = path if path == "/" else max(areas, key=len, default=None)
    return [
        (link, "" if link.url != here else "page" if here == path else "true") for link in links
    ]

"""The words of the portal's own pages, and where its former addresses lead."""

from .redirects import Redirect
from .sentences import Sentence
from .site import (
    HomeLink,
    HomeSection,
    Menu,
    MenuLink,
    PageLink,
    PageText,
    SiteSettings,
)

__all__ = [
    "HomeLink",
    "HomeSection",
    "Menu",
    "MenuLink",
    "PageLink",
    "PageText",
    "Redirect",
    "Sentence",
    "SiteSettings",
]

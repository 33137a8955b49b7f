"""The house's rows: the words of the site, what search finds and misses, devices of staff."""

from .search import MissedSearch, SearchDocument
from .site import (
    HomeLink,
    HomeSection,
    Link,
    Menu,
    MenuLink,
    PageText,
    SiteSettings,
    validate_address,
)
from .staff import KnownDevice

__all__ = [
    "HomeLink",
    "HomeSection",
    "KnownDevice",
    "Link",
    "Menu",
    "MenuLink",
    "MissedSearch",
    "PageText",
    "SearchDocument",
    "SiteSettings",
    "validate_address",
]

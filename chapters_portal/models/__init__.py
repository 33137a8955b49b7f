"""The house's rows: the words and links of the site, and what search finds and misses."""

from .search import MissedSearch, SearchDocument
from .site import (
    HomeLink,
    HomeSection,
    Link,
    Menu,
    MenuLink,
    PageLink,
    PageText,
    SiteSettings,
    validate_address,
)

__all__ = [
    "HomeLink",
    "HomeSection",
    "Link",
    "Menu",
    "MenuLink",
    "MissedSearch",
    "PageLink",
    "PageText",
    "SearchDocument",
    "SiteSettings",
    "validate_address",
]

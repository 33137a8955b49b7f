"""The house's rows: the words and links of the site, what search finds and misses, the log."""

import simple_history
from django.contrib.redirects.models import Redirect

from chapters_portal.publishing.changes import Change, Deleted
from chapters_portal.publishing.history import History

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

simple_history.register(Redirect, app="chapters_portal", records_class=History)

__all__ = [
    "Change",
    "Deleted",
    "HomeLink",
    "HomeSection",
    "Link",
    "Menu",
    "MenuLink",
    "MissedSearch",
    "PageText",
    "SearchDocument",
    "SiteSettings",
    "validate_address",
]

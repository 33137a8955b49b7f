"""The house's rows: words of the site, what search finds, what is watched, devices of staff."""

from .jobs import JobRun, job, late_jobs
from .links import LinkPlace, WatchedLink
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
from .staff import KnownDevice

__all__ = [
    "HomeLink",
    "HomeSection",
    "JobRun",
    "KnownDevice",
    "Link",
    "LinkPlace",
    "Menu",
    "MenuLink",
    "MissedSearch",
    "PageLink",
    "PageText",
    "SearchDocument",
    "SiteSettings",
    "WatchedLink",
    "job",
    "late_jobs",
    "validate_address",
]

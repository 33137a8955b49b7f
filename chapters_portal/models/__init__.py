"""The house's rows: words and links of the site, what search finds, links and jobs to watch."""

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

__all__ = [
    "HomeLink",
    "HomeSection",
    "JobRun",
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

"""The house's rows: words of the site, search, the log, what is watched, devices of staff."""

import simple_history
from django.contrib.redirects.models import Redirect

from chapters_portal.publishing.changes import Change, Deleted
from chapters_portal.publishing.history import History

from .jobs import JobRun, job, late_jobs
from .links import LinkPlace, WatchedLink
from .search import MissedSearch, SearchDocument
from .sentences import Sentence
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
from .ties import CelebrationNews

simple_history.register(Redirect, app="chapters_portal", records_class=History)

__all__ = [
    "CelebrationNews",
    "Change",
    "Deleted",
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
    "Sentence",
    "SiteSettings",
    "WatchedLink",
    "job",
    "late_jobs",
    "validate_address",
]

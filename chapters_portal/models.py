"""The models of the ground, which its packages keep. Django looks for them here."""

from .desk.drafts import Draft
from .desk.unsaved import UnsavedForm
from .history.changes import Change, Deleted
from .link_checker.models import LinkPlace, WatchedLink
from .operations.jobs import JobRun
from .operations.marks import Mark
from .pages.facts import Fact
from .pages.models import (
    FormerTitle,
    HomeLink,
    HomeSection,
    Menu,
    MenuLink,
    PageLink,
    PageText,
    Redirect,
    Sentence,
    SiteSettings,
)
from .privacy.models import PersonRequest, Retention
from .search.models import MissedSearch, SearchDocument
from .sign_in.models import KnownDevice

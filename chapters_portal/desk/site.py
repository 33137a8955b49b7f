"""The first screen of the desk, and what every form of it has."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst, slugify

from chapters_portal.history.changes import Change
from chapters_portal.history.views import admin_page

from .admin import DeskAdmin
from .advice.admin import WithAdvice
from .dashboard import coming, drafts, greeting, lines, verbs
from .drafting import WithDrafts
from .finding import Picker, find_at_desk, list_name
from .saving import SavedOnce, drop_unsaved, unsaved_page
from .unsaved import UnsavedForm

# The rooms of the desk, in order. An admin class names its `room`; what names none is set up once
# and rarely looked at again.
ROOMS = ["Directory", "Advocacy", "Press", "Answers", "Calendar", "Words and pages"]
SET_UP = "Set up"
LONGEST_SEARCH = 200


def room_of(model_admin):
    return getattr(model_admin, "room", SET_UP)


class WithTitle:
    """Lists are called by what is in them, forms by their row; Django would say what to do."""

    def changelist_view(self, request, extra_context=None):
        context = {"title": list_name(self), **(extra_context or {})}
        return super().changelist_view(request, context)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and context["title"] == f"Change {self.opts.verbose_name}":
            context |= {"title": str(obj), "subtitle": capfirst(self.opts.verbose_name)}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


class Desk(AdminSite):
    site_header = "Chapter Relations Office"
    site_title = "Chapter Relations Office"
    index_title = "The desk"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Give every list its title, every form its advice and its token, so no room has to."""
        admin_class = admin_class or ModelAdmin
        with_drafts = [WithDrafts] if issubclass(admin_class, DeskAdmin) else []
        module = {"__module__": admin_class.__module__}
        advising = type(
            admin_class.__name__,
            (SavedOnce, *with_drafts, WithTitle, WithAdvice, admin_class),
            module,
        )
        super().register(model_or_iterable, advising, **options)

    @property
    def model_admins(self):
        """The admin of each model, in the order in which they were registered."""
        return list(self._registry.values())

    def get_urls(self):
        return [
            path("unsaved/<int:pk>/", self.admin_view(unsaved_page), name="unsaved"),
            path("search/", self.admin_view(self.search), name="search"),
            path("unsaved/<int:pk>/drop/", self.admin_view(drop_unsaved), name="drop_unsaved"),
            *super().get_urls(),
        ]

    def index(self, request, extra_context=None):
        latest = Change.objects.filter(by=request.user, is_by_cascade=False).exclude(
            version_id=None
        )
        now = timezone.now()
        needs = list(lines(request.user, now))
        settled = [line for line in needs if line["is_known"] and not line["count"]]
        urgent = [line for line in needs if line["count"]]
        context = {
            "title": greeting(request.user, len(urgent), now),
            "verbs": verbs(request),
            "lines": urgent,
            "settled": settled,
            "unknown": [line for line in needs if not line["is_known"]],
            "drafts": drafts(request.user, now),
            "coming": coming(request.user, now),
            "latest": latest[:10],
            "unsaved": UnsavedForm.objects.waiting(request.user, now),
        }
        return super().index(request, {**context, **(extra_context or {})})

    def autocomplete_view(self, request):
        return Picker.as_view(admin_site=self)(request)

    def search(self, request):
        """Whatever the reader may see, found by its words: rows, drafts, settings, and lists."""
        text = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
        return admin_page(
            request,
            "search",
            title=f"Found for “{text}”" if text else "Find anything",
            text=text,
            groups=find_at_desk(request, text) if text else [],
        )

    def get_app_list(self, request, app_label=None):
        """What the reader may see, by the rooms of the office; of one app, as Django has it."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        by_room = {room: [] for room in [*ROOMS, SET_UP]}
        found = {model["model"]: model for app in apps for model in app["models"]}
        for model_admin in self.model_admins:
            if model_admin.model in found:
                entry = {**found[model_admin.model], "name": list_name(model_admin)}
                by_room[room_of(model_admin)].append(entry)
        return [
            {
                "name": room,
                "app_label": slugify(room),
                "models": models,
                "is_set_up": room == SET_UP,
            }
            for room, models in by_room.items()
            if models
        ]

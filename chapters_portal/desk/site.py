"""The first screen of the desk, and what every form of it has."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst

from chapters_portal.history.changes import Change

from .advice.admin import WithAdvice
from .dashboard import lines
from .saving import SavedOnce, drop_unsaved, unsaved_page
from .unsaved import UnsavedForm

# The order of the jobs on the first screen. An admin class names its `job`; what names none is
# upkeep.
JOBS = [
    "Chapters",
    "Advocacy",
    "Answers",
    "Calendar",
    "Press",
    "Home page",
    "Messages",
    "Upkeep",
    "Accounts",
]
UPKEEP = "Upkeep"


class WithTitle:
    """A list is called by what is in it, where Django would say "Select ... to change"."""

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})


class Desk(AdminSite):
    site_header = "Chapter Relations Office"
    site_title = "Chapter Relations Office"
    index_title = "The desk"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Give every list its title, every form its advice and its token, so no room has to."""
        admin_class = admin_class or ModelAdmin
        module = {"__module__": admin_class.__module__}
        advising = type(
            admin_class.__name__, (SavedOnce, WithTitle, WithAdvice, admin_class), module
        )
        super().register(model_or_iterable, advising, **options)

    @property
    def model_admins(self):
        """The admin of each model, in the order in which they were registered."""
        return list(self._registry.values())

    def get_urls(self):
        return [
            path("unsaved/<int:pk>/", self.admin_view(unsaved_page), name="unsaved"),
            path("unsaved/<int:pk>/drop/", self.admin_view(drop_unsaved), name="drop_unsaved"),
            *super().get_urls(),
        ]

    def index(self, request, extra_context=None):
        latest = Change.objects.filter(by=request.user, is_by_cascade=False).exclude(
            version_id=None
        )
        now = timezone.now()
        context = {
            "lines": list(lines(request.user, now)),
            "latest": latest[:10],
            "unsaved": UnsavedForm.objects.waiting(request.user, now),
        }
        return super().index(request, {**context, **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        """What the reader may see, by the jobs of the office; of one app, as Django has it."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        by_job = {job: [] for job in JOBS}
        found = {model["model"]: model for app in apps for model in app["models"]}
        for model_admin in self.model_admins:
            if model_admin.model in found:
                job = getattr(model_admin, "job", UPKEEP)
                by_job.setdefault(job, []).append(found[model_admin.model])
        return [
            {"name": job, "app_label": job.lower().replace(" ", "-"), "models": models}
            for job, models in by_job.items()
            if models
        ]

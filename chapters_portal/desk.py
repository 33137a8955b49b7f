"""The desk: the Django admin as the office's staff know it."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.utils import timezone

from .preflight.desk import WithAdvice
from .publishing.changes import Change

# The jobs of the office, and the models each has to do with. What is not named is upkeep.
JOBS = {
    "Chapters": [
        *["Chapter", "OfficeHolder", "Person", "Position", "Committee", "State"],
    ],
    "Advocacy": [
        *["Action", "Bill", "Session", "Subject", "DisasterNeed", "StateLink", "Subscriber"],
        *["Legislator", "Delegation", "DataSource"],
    ],
    "Answers": ["Answer", "Collection", "MissedSearch"],
    "Calendar": ["Celebration", "Occurrence", "Conference"],
    "Press": ["PressRelease", "PressPicture", "PressTopic", "Boilerplate"],
    "Home page": ["HomeSection", "HomeLink", "Menu", "PageText", "Sentence", "SiteSettings"],
    "Messages": ["Inquiry", "Topic", "Email"],
    "Upkeep": [],
    "Accounts": ["User", "Group", "KnownDevice"],
}


class Desk(AdminSite):
    site_header = "Chapter Relations Office"
    site_title = "Chapter Relations Office"
    index_title = "The desk"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Give every form its advice here, so that no room has to know of it."""
        admin_class = admin_class or ModelAdmin
        module = {"__module__": admin_class.__module__}
        advising = type(admin_class.__name__, (WithAdvice, admin_class), module)
        super().register(model_or_iterable, advising, **options)

    def index(self, request, extra_context=None):
        # Here, for the rooms' models are not there yet when this module is read.
        from .attention import lines

        latest = (
            Change.objects.filter(by=request.user)
            .filter(is_by_cascade=False)
            .exclude(version_id=None)
        )
        context = {"lines": list(lines(request.user, timezone.now())), "latest": latest[:10]}
        return super().index(request, {**context, **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        """What the reader may see, by the jobs of the office; of one app, as Django has it."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        found = {model["object_name"]: model for app in apps for model in app["models"]}
        named = {name for names in JOBS.values() for name in names}
        others = [name for name in found if name not in named]
        return [
            {"name": job, "app_label": job.lower().replace(" ", "-"), "models": models}
            for job, names in JOBS.items()
            if (models := [found[n] for n in (names or others) if n in found])
        ]

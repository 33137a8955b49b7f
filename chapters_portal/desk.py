"""The desk: the Django admin as the office's staff know it."""

from django.contrib.admin import AdminSite, ModelAdmin

from .preflight.desk import WithAdvice
from .publishing.changes import Change


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
        latest = (
            Change.objects.filter(by=request.user)
            .filter(is_by_cascade=False)
            .exclude(version_id=None)
        )
        return super().index(request, {"latest": latest[:10], **(extra_context or {})})

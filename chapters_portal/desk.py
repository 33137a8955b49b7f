"""The desk: the Django admin as the office's staff know it."""

from django.contrib.admin import AdminSite, ModelAdmin

from .preflight.desk import WithAdvice


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

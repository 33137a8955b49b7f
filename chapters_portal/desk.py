"""The desk: the Django admin as the office's staff know it."""

from django.contrib.admin import AdminSite

from .publishing.changes import Change


class Desk(AdminSite):
    site_header = "Chapter Relations Office"
    site_title = "Chapter Relations Office"
    index_title = "The desk"

    def index(self, request, extra_context=None):
        latest = (
            Change.objects.filter(by=request.user)
            .filter(is_by_cascade=False)
            .exclude(version_id=None)
        )
        return super().index(request, {"latest": latest[:10], **(extra_context or {})})

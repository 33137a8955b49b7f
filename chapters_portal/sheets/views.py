"""The way into every import: which lists take a spreadsheet."""

from django.contrib import admin

from chapters_portal.desk.finding import list_name
from chapters_portal.history.views import admin_page

from .admin import SheetAdmin


@admin.site.admin_view
def take_in(request):
    lists = [
        (list_name(one), one.address("import"), one.addresses("empty"))
        for one in admin.site.model_admins
        if isinstance(one, SheetAdmin) and one.has_import_permission(request)
    ]
    return admin_page(request, "take_in", title="Take in a spreadsheet", lists=lists)

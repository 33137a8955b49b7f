"""The desk of the Take Action e-mail list."""

from django.contrib import admin

from advocacy.models import Subscriber
from advocacy.resources import SubscriberResource
from chapters_portal.sheets.admin import SheetAdmin


@admin.register(Subscriber)
class SubscriberAdmin(SheetAdmin):
    """The list, for the office's list server. Nobody is added here: people join by themselves."""

    room = "Advocacy"
    resource_class = SubscriberResource
    may_import = False

    list_display = ["email", "state", "confirmed_at"]
    list_filter = ["state", "confirmed_at"]
    list_select_related = ["state"]
    search_fields = ["email"]
    readonly_fields = ["email", "state", "confirmed_at"]

    def has_add_permission(self, request):
        return False

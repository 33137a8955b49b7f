from django.contrib import admin

from .models import StateLink


@admin.register(StateLink)
class StateLinkAdmin(admin.ModelAdmin):
    list_display = ["title", "state", "kind", "url"]
    list_filter = ["kind", "state"]
    list_select_related = ["state"]
    search_fields = ["title", "url", "state__name"]
    autocomplete_fields = ["state"]

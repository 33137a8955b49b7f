from django.contrib import admin

from chapters_portal.publishing.desk import DeskAdmin

from .models import Celebration


@admin.register(Celebration)
class CelebrationAdmin(DeskAdmin):
    list_display = ["title", "kind", "sponsor"]
    list_filter = ["kind"]
    search_fields = ["title", "sponsor", "summary"]
    prepopulated_fields = {"slug": ["title"]}

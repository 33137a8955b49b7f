from django.contrib import admin

from .models import Celebration


@admin.register(Celebration)
class CelebrationAdmin(admin.ModelAdmin):
    list_display = ["title", "kind", "sponsor"]
    list_filter = ["kind"]
    search_fields = ["title", "sponsor", "summary"]
    prepopulated_fields = {"slug": ["title"]}

"""The list of all changes beside live pages, for those who decide on them."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from chapters_portal.content.permissions import may_see
from chapters_portal.history.admin import ReadOnly

from .drafts import Draft
from .filters import Need, NeedsFilter


class DraftNeedsFilter(NeedsFilter):
    needs = [
        Need(
            "proposed",
            "Wait for approval",
            lambda drafts, moment: drafts.proposed(),
            sentence="Changes that wait for your approval",
            verb="Compare and decide",
            act="publish",
            order=("touched_at",),
            related=("author",),
            detail=lambda draft, moment: (
                f"“{draft}”, from {draft.by_in_words}" + (draft.note and f": {draft.note}")
            ),
        ),
        Need(
            "failed",
            "Could not go live",
            lambda drafts, moment: drafts.failed(),
            sentence="Scheduled changes that could not go live",
            verb="Look",
            act="publish",
            rank=1,
            detail=lambda draft, moment: f"“{draft}”: {draft.problem}",
        ),
    ]


@admin.register(Draft)
class DraftAdmin(ReadOnly, admin.ModelAdmin):
    """Each line leads to the form that shows the draft."""

    list_display = ["label", "stage", "author", "note", "touched_at"]
    list_filter = [DraftNeedsFilter, "state"]
    list_select_related = ["author"]
    search_fields = ["label", "note"]

    def get_queryset(self, request):
        """Of the kinds that the reader may see."""
        kinds = [one.model for one in admin.site.model_admins if may_see(request.user, one.model)]
        return (
            super().get_queryset(request).filter(kind__in=[one._meta.label_lower for one in kinds])
        )

    @admin.display(description="state", ordering="state")
    def stage(self, draft):
        return draft.state_in_words

    def change_view(self, request, object_id, form_url="", extra_context=None):
        draft = self.get_object(request, unquote(object_id))
        if draft is None or not self.has_view_permission(request, draft):
            raise PermissionDenied
        return redirect(draft)

"""What visitors searched for in vain, which is what we should have an answer to."""

from datetime import timedelta

from django.contrib import admin, messages
from django.db.models import OuterRef, Subquery, Sum
from django.shortcuts import redirect
from django.utils import timezone

from answers.models import Answer
from chapters_portal.desk.admin import DeskAdmin
from chapters_portal.desk.filters import Need, NeedsFilter
from chapters_portal.history.admin import NotAddedOrChanged
from chapters_portal.search.models import MissedSearch

SEARCHES_OF = timedelta(days=30)


class SearchNeedsFilter(NeedsFilter):
    needs = [
        Need(
            "recent",
            "In the last 30 days",
            lambda missed, moment: missed.filter(day__gte=timezone.localdate(moment) - SEARCHES_OF),
            sentence="Searches that found nothing, in 30 days",
            verb="See what was missed",
            act="delete",
            rank=70,
            order=("-count", "-day", "text"),
            detail=lambda missed, moment: f"most: “{missed}”",
        )
    ]


@admin.register(MissedSearch)
class MissedSearchAdmin(NotAddedOrChanged, DeskAdmin):
    room = "Answers"
    list_title = "Searched in vain"
    list_display = ["text", "day", "count", "on_all_days"]
    list_filter = [SearchNeedsFilter, "day"]
    date_hierarchy = "day"
    search_fields = ["text"]
    actions = ["turn_into_draft_answer"]

    def get_queryset(self, request):
        same = MissedSearch.objects.filter(text=OuterRef("text")).order_by().values("text")
        total = Subquery(same.annotate(total=Sum("count")).values("total"))
        return super().get_queryset(request).annotate(total=total)

    @admin.display(description="on all days", ordering="total")
    def on_all_days(self, missed):
        return missed.total

    def has_answer_permission(self, request):
        return request.user.has_perm("answers.add_answer")

    @admin.action(description="Turn into a draft answer", permissions=["answer"])
    def turn_into_draft_answer(self, request, queryset):
        if queryset.count() != 1:
            self.message_user(request, "Choose one search.", messages.ERROR)
            return None
        question = queryset.get().text
        drafts = Answer.objects.filter(question=question, published_at=None)
        answer = drafts.first() or Answer.objects.create_draft(question)
        if answer is None:
            self.message_user(request, "Make a collection for answers first.", messages.ERROR)
            return None
        return redirect("admin:answers_answer_change", answer.pk)

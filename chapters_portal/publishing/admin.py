"""The desk of everything that is published: stages, publishing, withdrawing, the text editor."""

from django.contrib import admin, messages
from django.db import transaction
from django.utils import timezone
from js_asset import Media

from .desk import DeskAdmin
from .history import locked


class PublishedFilter(admin.SimpleListFilter):
    title = "stage"
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return [
            ("live", "Live"),
            ("draft", "Draft"),
            ("scheduled", "Scheduled"),
            ("gone", "Withdrawn"),
        ]

    def queryset(self, request, queryset):
        now = timezone.now()
        if self.value() == "live":
            return queryset.published(now)
        stages = {
            "draft": {"published_at": None},
            "scheduled": {"published_at__gt": now},
            "gone": {"withdrawn_at__lte": now},
        }
        return queryset.filter(**stages[self.value()]) if self.value() in stages else queryset


class RichTextAdmin(DeskAdmin):
    """A form with an editor: its import map is allowed by this one answer's nonce."""

    def render_change_form(self, request, context, *args, **kwargs):
        context["media"] = Media.from_media(context["media"]).with_nonce(request.csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)


class PublishedAdmin(RichTextAdmin):
    """A list whose rows staff publish and withdraw."""

    actions = ["publish", "withdraw"]

    @admin.action(description="Publish now", permissions=["change"])
    def publish(self, request, queryset):
        # A form shows no parts of a second, and saving it must not change the moment.
        now = timezone.now().replace(microsecond=0)
        self.save_each(request, queryset, "Published", published_at=now, withdrawn_at=None)

    @admin.action(description="Withdraw now", permissions=["change"])
    def withdraw(self, request, queryset):
        live = queryset.published(timezone.now())
        self.save_each(request, live, "Withdrawn", withdrawn_at=timezone.now())

    def save_each(self, request, queryset, done, **values):
        """One by one, so that search, redirects and kept pages hear of it."""
        with transaction.atomic():
            chosen = queryset.order_by().values("pk")
            rows = list(locked(queryset.model._base_manager.filter(pk__in=chosen)))
            for row in rows:
                for name, value in values.items():
                    setattr(row, name, value)
                row.save()
        self.message_user(request, f"{done}: {len(rows)}.", messages.SUCCESS)

"""The desk of everything that is published: stages, publishing, withdrawing, the text editor."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.utils import timezone
from django.utils.html import format_html
from js_asset import Media

from chapters_portal.content.moments import in_both_zones
from chapters_portal.content.permissions import may_publish
from chapters_portal.content.previews import expires_at
from chapters_portal.history.views import admin_page

from .admin import DeskAdmin
from .filters import Need, NeedsFilter

WITHDRAWAL = {"withdrawn_at", "withdrawn_reason"}


class PublishedFilter(NeedsFilter):
    title = parameter_name = "stage"
    needs = [
        Need("live", "Live", lambda rows, now: rows.published(now)),
        Need("draft", "Draft", lambda rows, now: rows.filter(published_at=None)),
        Need("scheduled", "Scheduled", lambda rows, now: rows.filter(published_at__gt=now)),
        Need("gone", "Withdrawn", lambda rows, now: rows.filter(withdrawn_at__lte=now)),
    ]


class PublishedAdmin(DeskAdmin):
    """A list whose rows staff publish and withdraw, and a form that leads to their pages.

    Before a page is public, the form has its secret address.
    """

    actions = ["publish", "withdraw"]
    publishing_fields = ["published_at", "withdrawn_at"]
    readonly_fields = ["goes_live"]

    def has_publish_permission(self, request):
        return may_publish(request.user, self.model)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return (
            fields if self.has_publish_permission(request) else [*fields, *self.publishing_fields]
        )

    def get_fieldsets(self, request, obj=None):
        """Nothing about withdrawal where nothing was public yet."""
        groups = super().get_fieldsets(request, obj)
        if obj and obj.published_at:
            return groups
        groups = [
            (name, {**group, "fields": [one for one in group["fields"] if one not in WITHDRAWAL]})
            for name, group in groups
        ]
        return [(name, group) for name, group in groups if group["fields"]]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        # The import map of the text editor is allowed by this one answer's nonce.
        context["media"] = Media.from_media(context["media"]).with_nonce(request.csp_nonce)
        if obj:
            now = timezone.now()
            context["stage"] = obj.stage_at(now)
            context["is_live_kind"] = context.get("has_drafts", False) and obj.is_published(now)
        if obj and hasattr(obj, "get_absolute_url") and not self.has_page(obj):
            context |= {
                "preview_url": obj.get_absolute_url(),
                "share_url": request.build_absolute_uri(obj.get_preview_url()),
                "share_until": expires_at(),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description="stage", ordering="published_at")
    def stage(self, row):
        """A badge, and for what is to come its moment in both zones."""
        stage = row.stage_at(timezone.now())
        moment = in_both_zones(row.published_at) if stage == "Scheduled" else ""
        badge = '<span class="stage {}">{}</span> {}'
        return format_html(badge, stage.lower(), stage, moment)

    @admin.display(description="goes live", ordering="published_at", empty_value="No time is set")
    def goes_live(self, row):
        """The moment in both zones, for lists and forms."""
        return row.published_at and in_both_zones(row.published_at)

    def get_view_on_site_url(self, obj=None):
        """Where its page is, once there is one."""
        return obj.get_absolute_url() if obj and self.has_page(obj) else None

    def has_page(self, row):
        return hasattr(row, "get_absolute_url") and row.is_on_record(timezone.now())

    @admin.action(description="Publish now", permissions=["publish"])
    def publish(self, request, queryset):
        """What is live stays as it is: another moment would make it news again."""
        early = queryset.filter(published_at__gt=timezone.now())
        if early and "confirmed" not in request.POST:
            return admin_page(
                request,
                "publish_early",
                title="Publish before its time?",
                opts=self.opts,
                early=[(row, in_both_zones(row.published_at)) for row in early],
                chosen=queryset,
            )
        self.save_each(
            request,
            queryset.exclude(pk__in=queryset.published(timezone.now()).values("pk")),
            "Published",
            # A form shows no parts of a second, and saving it must not change the moment.
            published_at=timezone.now().replace(microsecond=0),
            withdrawn_at=None,
        )
        return None

    @admin.action(description="Withdraw now", permissions=["publish"])
    def withdraw(self, request, queryset):
        live = queryset.published(timezone.now())
        self.save_each(request, live, "Withdrawn", withdrawn_at=timezone.now())


class ReasonForm(ActionForm):
    reason = forms.CharField(
        label="Reason:",
        max_length=500,
        required=False,
        widget=forms.TextInput({"size": 40}),
    )


class OnRecordAdmin(PublishedAdmin):
    """As PublishedAdmin, for what stays with a reason when it is withdrawn."""

    action_form = ReasonForm
    publishing_fields = [*PublishedAdmin.publishing_fields, "withdrawn_reason"]

    @admin.action(description="Publish now", permissions=["publish"])
    def publish(self, request, queryset):
        """What was withdrawn comes back under its old moment, and without the reason."""
        moment = timezone.now()
        gone = list(queryset.filter(withdrawn_at__lte=moment))
        others = queryset.exclude(pk__in=[row.pk for row in gone])
        if question := super().publish(request, others):
            return question
        for row in gone:
            row.withdrawn_at, row.withdrawn_reason = None, ""
            row.save()
        if gone:
            self.message_user(request, f"Public again: {len(gone)}.", messages.SUCCESS)
        return None

    @admin.action(description="Withdraw now", permissions=["publish"])
    def withdraw(self, request, queryset):
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(
                request,
                "Nothing was withdrawn. Write the reason beside the action: their pages will tell.",
                messages.ERROR,
            )
            return
        self.save_each(
            request,
            queryset.published(timezone.now()),
            "Withdrawn",
            withdrawn_at=timezone.now(),
            withdrawn_reason=reason,
        )

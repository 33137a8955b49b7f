"""The staff's list of links to other sites, and what can be settled there with one click."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.utils.html import format_html, format_html_join

from chapters_portal.desk.filters import Need, NeedsFilter
from chapters_portal.history.admin import ReadOnly

from .models import LinkPlace, WatchedLink

PLACES_IN_THE_LIST = 3


class LinkStateFilter(NeedsFilter):
    """What needs attention, unless something else is asked for."""

    title = parameter_name = "state"
    needs = [
        Need(
            "",
            "Needs attention",
            lambda links, moment: links.needing_attention(),
            sentence="Links that are gone or have moved",
            verb="Mend",
            is_known=lambda: WatchedLink.objects.exclude(looked_at=None).exists(),
            rank=80,
            order=("address",),
            detail=lambda link, moment: f"first: {link.address[:60]}",
        ),
        *(
            Need(state.value, state.label, lambda links, moment, s=state: links.in_state(s))
            for state in WatchedLink.State
        ),
        Need("left-alone", "Left alone", lambda links, moment: links.filter(is_left_alone=True)),
        Need("all", "All", lambda links, moment: links),
    ]

    def lookups(self, request, model_admin):
        return super().lookups(request, model_admin)[1:]

    def choices(self, changelist):
        needing, *others = super().choices(changelist)
        return [{**needing, "display": self.needs[0].label}, *others]


class LinkPlaceInline(ReadOnly, admin.TabularInline):
    model = LinkPlace
    fields = readonly_fields = ["text", "on_page", "in_form", "owner"]

    def has_view_permission(self, request, obj=None):
        return True

    @admin.display(description="page")
    def on_page(self, place):
        return format_html('<a href="{}">{}</a>', place.page, place.page)

    @admin.display(description="edited in")
    def in_form(self, place):
        return format_html('<a href="{}">{}</a>', place.edited_at, place.edited_in)


@admin.register(WatchedLink)
class WatchedLinkAdmin(ReadOnly, admin.ModelAdmin):
    """Rows come and change by `manage.py check_links`; staff settle what it found."""

    list_display = ["address", "found", "offer", "shown_on"]
    list_filter = [LinkStateFilter]
    search_fields = ["address", "places__text", "places__edited_in", "places__owner"]
    inlines = [LinkPlaceInline]
    actions = ["accept_new_address", "leave_alone", "watch_again"]
    fields = ["go", "state", "reason", "moved_to", "looked_at", "is_left_alone"]
    readonly_fields = ["go"]

    def has_settle_permission(self, request):
        return request.user.has_perm("chapters_portal.change_watchedlink")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("places")

    def get_list_display(self, request):
        offer = "offer" if self.has_settle_permission(request) else "moved_to"
        return [offer if name == "offer" else name for name in self.list_display]

    @admin.display(description="address")
    def go(self, link):
        return format_html('<a href="{}" rel="noreferrer">{}</a>', link.address, link.address)

    @admin.display(description="what we found", ordering="state")
    def found(self, link):
        return format_html("<b>{}.</b> {}", link.get_state_display(), link.reason)

    @admin.display(description="new address", ordering="moved_to")
    def offer(self, link):
        if not link.moved_to:
            return ""
        return format_html(
            '<a href="{0}" rel="noreferrer">{0}</a> <button class="button" name="accept" '
            'value="{1}" aria-label="Accept the new address {0}">Accept</button>',
            link.moved_to,
            link.pk,
        )

    @admin.display(description="shown on")
    def shown_on(self, link):
        places = list(link.places.all())
        more = len(places) - PLACES_IN_THE_LIST
        shown = format_html_join(
            "",
            '<div><a href="{}">“{}” on {}</a>{}</div>',
            (
                (place.page, place.text, place.page, place.owner and f" ({place.owner})")
                for place in places[:PLACES_IN_THE_LIST]
            ),
        )
        return format_html("{}{}", shown, f"and {more} more" if more > 0 else "")

    # -- Settling

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST" and "accept" in request.POST:
            if self.has_settle_permission(request) and request.POST["accept"].isdecimal():
                self.accept(request, WatchedLink.objects.filter(pk=request.POST["accept"]))
            return redirect(request.get_full_path())
        return super().changelist_view(request, extra_context)

    @admin.action(description="Accept the new address", permissions=["settle"])
    def accept_new_address(self, request, queryset):
        self.accept(request, queryset)

    def accept(self, request, links):
        for link in links.exclude(moved_to=""):
            if not all(place.may_be_edited_by(request.user) for place in link.places.all()):
                refusal = f"You may not change every page with {link}. Ask somebody who may."
                self.message_user(request, refusal, messages.ERROR)
                continue
            old, new = link.address, link.moved_to
            try:
                rows = link.accept_move()
            except ValidationError as error:
                reasons = " ".join(error.messages)
                self.message_user(request, f"Not changed: {old}. {reasons}", messages.ERROR)
                continue
            for row in rows:
                self.log_change(request, row, f"Changed the address {old} to {new}.")
            places = f"{len(rows)} place{pluralize(len(rows))}"
            message = f"Changed in {places}: {old} is now {new}."
            self.message_user(request, message, messages.SUCCESS)

    @admin.action(description="Leave alone for good", permissions=["settle"])
    def leave_alone(self, request, queryset):
        count = queryset.update(is_left_alone=True)
        self.message_user(request, f"Left alone: {count}.", messages.SUCCESS)

    @admin.action(description="Watch again", permissions=["settle"])
    def watch_again(self, request, queryset):
        count = queryset.update(is_left_alone=False, looked_at=None)
        message = f"Watched again: {count}. The next run looks at them."
        self.message_user(request, message, messages.SUCCESS)

from datetime import timedelta

from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import transaction
from django.db.models import F, Prefetch
from django.forms import BaseInlineFormSet
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate

from chapters_portal.content.permissions import may
from chapters_portal.desk.admin import DeskAdmin
from chapters_portal.desk.dashboard import Verb, day_in_words
from chapters_portal.desk.filters import Need, NeedsFilter
from chapters_portal.history.admin import NotAdded
from chapters_portal.history.versions import locked
from chapters_portal.history.views import admin_page, require
from chapters_portal.sheets.admin import SheetAdmin

from .forms import SiblingFormSet, TermForm
from .handing_over import HandOverForm
from .models import (
    Chapter,
    Committee,
    CommitteeMember,
    FormerName,
    OfficeHolder,
    Person,
    Position,
    Post,
    State,
)
from .models.officers import refuse_bad_seating
from .resources import ChapterResource, PersonResource, TermResource

SOON = timedelta(days=30)


def hand_over():
    return reverse("admin:directory_chapter_hand_over")


def people_to_choose():
    return reverse("admin:directory_person_changelist")


@admin.register(State)
class StateAdmin(DeskAdmin):
    list_display = ["name", "code", "fips", "tile_row", "tile_column"]
    search_fields = ["name", "=code"]
    autocomplete_fields = ["neighbors"]


class PersonSelect(AutocompleteSelect):
    """Finds a person as one types. The person of a stored row is known and costs no query."""

    known = None

    def optgroups(self, name, value, attr=None):
        if self.known and value == [str(self.known.pk)]:
            return [(None, [self.create_option(name, self.known.pk, self.known, True, 0)], 0)]
        return super().optgroups(name, value, attr)


class RowFormSet(BaseInlineFormSet):
    """Rows of people and positions that make as many queries together as one of them."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "position" in form.fields:
            form.fields["position"].choices = self.positions
        person = form.fields.get("person")
        # Below a person's own form the person is hidden.
        if person and not person.widget.is_hidden and form.instance.person_id:
            person.widget.widget.known = form.instance.person

    @cached_property
    def positions(self):
        # iter() hides the length, which list() would count with a query.
        return list(iter(self.form.base_fields["position"].choices))


class RowInline(admin.TabularInline):
    formset = RowFormSet
    extra = 0
    related = []  # the relations that a row shows

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.related)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "person":
            kwargs["widget"] = PersonSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class TermFormSet(SiblingFormSet, RowFormSet):
    def check(self, forms, leaving):
        terms = [form.instance for form in forms if form.instance.position_id]
        refuse_bad_seating(self.instance, terms, leaving)


class OfficeHolderInline(RowInline):
    model = OfficeHolder
    form = TermForm
    formset = TermFormSet
    fields = ["position", "person", "capacity", "starts_on", "ends_on"]
    related = ["person", "position"]
    ordering = ["position__rank", "-starts_on"]
    show_change_link = True


class PostInline(RowInline):
    model = Post
    related = ["chapter", "position"]
    verbose_name = "position that differs here"
    verbose_name_plural = (
        "mailboxes, numbers of seats, and positions that the chapter alone has or does not have"
    )


class FormerNameInline(admin.TabularInline):
    model = FormerName
    extra = 0


class StandingFilter(NeedsFilter):
    title = "standing"
    parameter_name = "standing"
    needs = [
        Need("current", "Current", lambda rows, moment: rows.existing_on(localdate(moment))),
        Need("former", "Former", lambda rows, moment: rows.ended_before(localdate(moment))),
    ]


class ChapterNeedsFilter(NeedsFilter):
    needs = [
        Need(
            "changing",
            "Officers change this month",
            lambda chapters, moment: chapters.existing_on(localdate(moment)).changing_officers_in(
                localdate(moment).month
            ),
            sentence=lambda moment: f"Chapters whose officers change in {localdate(moment):%B}",
            verb="Ask them",
            rank=10,
            order=("name",),
            detail=lambda chapter, moment: f"first: {chapter}",
        ),
        Need(
            "confirming",
            "Not confirmed since officers changed",
            lambda chapters, moment: chapters.existing_on(
                localdate(moment)
            ).assured_before_changeover(localdate(moment)),
            sentence="Chapters not confirmed since their officers changed",
            verb="Confirm",
            rank=20,
            order=(F("assured_on").asc(nulls_first=True), "name"),
            detail=lambda chapter, moment: (
                f"oldest: {chapter}, " + (day_in_words(chapter.assured_on) or "never")
            ),
        ),
    ]


@admin.register(Chapter)
class ChapterAdmin(SheetAdmin):
    room = "Directory"
    verbs = [Verb("Hand over a position", 30, "change", hand_over), *SheetAdmin.verbs]
    resource_class = ChapterResource
    list_display = [
        *["name", "abbreviation", "officers_change_month", "assured_on", "checked_on"],
    ]
    list_filter = [
        ChapterNeedsFilter,
        StandingFilter,
        "kind",
        "officers_change_month",
        "joint_student_membership",
        "assured_on",
        "checked_on",
    ]
    search_fields = ["name", "abbreviation", "city", "states__name"]
    autocomplete_fields = ["states", "merged_into"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [OfficeHolderInline, PostInline, FormerNameInline]
    actions = ["mark_as_confirmed_today", "mark_as_checked_today"]
    readonly_fields = ["checked_on", "loaded_on"]
    fieldsets = [
        (None, {"fields": ["name", ("abbreviation", "slug"), "kind", "states", "also_covers"]}),
        (
            "Contact",
            {
                "fields": [
                    ("website", "board_page"),
                    "take_action_url",
                    ("email", "phone"),
                    "social_addresses",
                ]
            },
        ),
        ("Mail", {"fields": ["street", ("city", "region_code", "postal_code")]}),
        (
            "Facts",
            {
                "fields": [
                    ("founded", "officers_change_month", "conference_month"),
                    "officers_change_note",
                    ("ended_on", "merged_into"),
                    ("has_council_seat", "joint_student_membership"),
                    ("assured_on", "checked_on", "loaded_on"),
                    "source",
                ]
            },
        ),
    ]

    def get_urls(self):
        view = self.admin_site.admin_view(self.hand_over_view)
        return [path("hand-over/", view, name="directory_chapter_hand_over"), *super().get_urls()]

    @transaction.atomic
    def hand_over_view(self, request):
        """A seat passes on: first the chapter, then who leaves and who follows."""
        require(may(request.user, "change", Chapter) and may(request.user, "change", OfficeHolder))
        chapters = Chapter.objects.existing_on(localdate()).order_by("name")
        asked = request.GET.get("chapter", "")
        found = chapters.filter(pk=asked if asked.isascii() and asked.isdecimal() else None)
        chapter = locked(found).first() if request.method == "POST" else found.first()
        form = None
        if chapter:
            form = HandOverForm(request.POST or None, chapter=chapter, user=request.user)
            if form.is_valid():
                self.message_user(request, form.save(), messages.SUCCESS)
                return redirect("admin:directory_chapter_change", chapter.pk)
        return admin_page(
            request,
            "directory/chapter/hand_over",
            title=f"Hand over a position: {chapter}" if chapter else "Hand over a position",
            opts=self.opts,
            chapter=chapter,
            chapters=chapters,
            form=form,
        )

    @admin.action(description="Mark as confirmed by the chapter today", permissions=["change"])
    def mark_as_confirmed_today(self, request, queryset):
        done = "Marked as confirmed by the chapter today"
        self.save_each(request, queryset, done, assured_on=localdate())

    @admin.action(description="Mark as checked by us today", permissions=["change"])
    def mark_as_checked_today(self, request, queryset):
        self.save_each(request, queryset, "Marked as checked by us today", checked_on=localdate())


@admin.register(Position)
class PositionAdmin(DeskAdmin):
    list_display = ["name", "rank", "seats", "is_in_every_chapter", "needs_council_seat"]
    list_editable = ["rank"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


class TermInline(NotAdded, admin.TabularInline):
    model = OfficeHolder
    extra = 0
    can_delete = False
    fields = readonly_fields = ["chapter", "office", "dates"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("chapter", "position", "person")


class DoublesFilter(NeedsFilter):
    needs = [
        Need("doubles", "Likely the same person twice", lambda rows, moment: rows.likely_doubles())
    ]


@admin.register(Person)
class PersonAdmin(SheetAdmin):
    room = "Directory"
    verbs = [Verb("Correct an address", 40, "change", people_to_choose), *SheetAdmin.verbs]
    resource_class = PersonResource
    list_display = ["name", "serves_as", "email", "phone", "is_sample"]
    list_filter = [DoublesFilter, "is_sample", "is_email_public", "is_phone_public"]
    search_fields = [
        *["name", "email"],
        *["office_holders__chapter__name", "office_holders__position__name"],
    ]
    inlines = [TermInline]
    actions = ["merge"]
    fields = ["name", ("email", "is_email_public"), ("phone", "is_phone_public"), "is_sample"]

    def get_queryset(self, request):
        serving = OfficeHolder.objects.serving_on(localdate()).in_order_of_rank()
        serving = serving.select_related("position", "chapter")
        seats = Prefetch("office_holders", serving, to_attr="seats")
        return super().get_queryset(request).prefetch_related(seats)

    @admin.display(description="serves as")
    def serves_as(self, person):
        return "; ".join(f"{term.office}, {term.chapter}" for term in person.seats)

    def label_of(self, person):
        return ", ".join(filter(None, [str(person), self.serves_as(person)]))

    def has_merge_permission(self, request):
        return request.user.has_perms(
            [
                *["directory.change_person", "directory.delete_person"],
                *["directory.change_officeholder", "directory.change_committeemember"],
            ]
        )

    @admin.action(description="Merge two rows of one person", permissions=["merge"])
    def merge(self, request, queryset):
        pks = queryset.order_by("pk").values_list("pk", flat=True)[:3]
        if len(pks) != 2:
            self.message_user(request, "Choose two rows of one person.", messages.ERROR)
            return None
        return redirect("admin:directory_person_merge", *pks)

    def get_urls(self):
        view = self.admin_site.admin_view(self.merge_view)
        address = path("<int:kept_pk>/merge/<int:other_pk>/", view, name="directory_person_merge")
        return [address, *super().get_urls()]

    @transaction.atomic
    def merge_view(self, request, kept_pk, other_pk):
        """Both rows side by side, what goes where, and the button for it."""
        require(self.has_merge_permission(request))
        self.lock_rows([kept_pk, other_pk])
        rows = Person.objects.in_bulk([kept_pk, other_pk])
        if len(rows) != 2:
            raise Http404
        kept, other = rows[kept_pk], rows[other_pk]
        shared = kept.terms_shared_with(other)
        if request.method == "POST" and not shared:
            kept.take_over(other)
            done = f"{other} ({other_pk}) is merged into {kept} ({kept_pk})."
            self.message_user(request, done, messages.SUCCESS)
            return redirect("admin:directory_person_change", kept_pk)
        return admin_page(
            request,
            "directory/person/merge",
            title=f"Merge {other} ({other_pk}) into {kept} ({kept_pk})",
            status=409 if request.method == "POST" else 200,
            opts=self.opts,
            rows=[kept, other],
            shared=shared,
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A row that was merged into another leads there."""
        if object_id.isdecimal() and not Person.objects.filter(pk=object_id).exists():
            kept = Person.objects.that_took_over(int(object_id))
            if kept:
                return redirect("admin:directory_person_change", kept.pk)
        return super().change_view(request, object_id, form_url, extra_context)


class ServingFilter(NeedsFilter):
    title = "when"
    parameter_name = "when"
    needs = [
        Need("now", "Serving now", lambda terms, moment: terms.serving_on(localdate(moment))),
        Need("elect", "Elect", lambda terms, moment: terms.starting_after(localdate(moment))),
        Need("past", "Past", lambda terms, moment: terms.ended_before(localdate(moment))),
    ]


def ending_soon(terms, moment):
    today = localdate(moment)
    ending = terms.ending_between(today, today + SOON).serving_on(today)
    return ending.without_successor()


class TermNeedsFilter(NeedsFilter):
    needs = [
        Need(
            "vacant",
            "Last in a seat that is vacant now",
            lambda terms, moment: terms.left_vacant(localdate(moment)),
            sentence="Seats that fell vacant",
            verb="Fill",
            rank=30,
            order=("-ends_on", "pk"),
            related=("chapter", "position"),
            detail=lambda term, moment: (
                f"latest: {term.position}, {term.chapter}, since {term.end_in_words}"
            ),
        ),
        Need(
            "ending",
            "Ends within 30 days, nobody follows",
            ending_soon,
            sentence="Terms that end within 30 days, nobody to follow",
            verb="Hand over",
            rank=40,
            order=("ends_on", "pk"),
            related=("chapter", "position"),
            detail=lambda term, moment: (
                f"soonest: {term.position}, {term.chapter}, {term.end_in_words}"
            ),
        ),
    ]


@admin.register(OfficeHolder)
class OfficeHolderAdmin(SheetAdmin):
    room = "Directory"
    list_title = "Officers (terms)"
    resource_class = TermResource
    form = TermForm
    list_display = ["person", "office", "chapter", "first_day", "last_day"]
    fields = ["chapter", "position", "person", "capacity", "starts_on", "ends_on"]
    list_filter = [
        *[TermNeedsFilter, ServingFilter, "position", "capacity", "starts_on"],
        "person__is_sample",
    ]
    list_select_related = ["person", "position", "chapter"]
    search_fields = ["person__name", "chapter__name"]
    autocomplete_fields = ["person", "chapter"]
    # By two columns of the table itself: names would have to be sorted anew for each page.
    ordering = ["-starts_on", "-pk"]
    edited_with = "chapter"

    @admin.display(description="first day", ordering="starts_on")
    def first_day(self, term):
        return term.start_in_words

    @admin.display(description="last day", ordering="ends_on")
    def last_day(self, term):
        return term.end_in_words if term.ends_on else None


class CommitteeMemberInline(RowInline):
    model = CommitteeMember
    form = TermForm
    fields = ["person", "role", "capacity", "speaks_for", "starts_on", "ends_on"]
    related = ["person"]


@admin.register(Committee)
class CommitteeAdmin(DeskAdmin):
    room = "Directory"
    list_display = ["name", "meets"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [CommitteeMemberInline]

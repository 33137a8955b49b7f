"""The desk of the portal's own pages and words."""

from django import forms
from django.contrib import admin
from django.utils.html import format_html, format_html_join

from chapters_portal.desk.admin import DeskAdmin, OneRowAdmin
from chapters_portal.desk.filters import Need, NeedsFilter
from chapters_portal.desk.publishing import PublishedAdmin, PublishedFilter
from chapters_portal.history.admin import NotAddedOrDeleted
from chapters_portal.history.views import edit_url

from .facts import Fact, rows_using
from .models import (
    FormerTitle,
    HomeLink,
    HomeSection,
    Menu,
    MenuLink,
    PageLink,
    PageText,
    Redirect,
    Sentence,
    SiteSettings,
)


class UsedInTexts:
    """An admin whose form tells in which texts the facts of its row stand."""

    readonly_fields = ["used_in"]

    @admin.display(description="where it is used")
    def used_in(self, row):
        places = {}
        for content, user in rows_using(row.facts):
            form = content.form_row(user)
            places[edit_url(form)] = f"{form._meta.verbose_name}: {form}"
        if not places:
            return "In no text so far."
        return format_html(
            "<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a></li>', places.items())
        )


@admin.register(SiteSettings)
class SiteSettingsAdmin(UsedInTexts, OneRowAdmin):
    room = "Words and pages"
    fieldsets = [
        (None, {"fields": ["organization", "office", "description", "samples_notice"]}),
        (
            "Home page",
            {
                "fields": [
                    "home_title",
                    "welcome",
                    "finder_label",
                    "finder_hint",
                    "quotation",
                    "quotation_by",
                ]
            },
        ),
        (
            "How to reach the office",
            {
                "fields": ["toll_free", "phone", "fax", "email", "postal_address", "used_in"],
                "description": "Texts show these by the marks {office-toll-free}, "
                "{office-telephone}, {office-fax}, {office-email} and {office-address}.",
            },
        ),
        ("Footer", {"fields": ["footer", "colophon"]}),
    ]


@admin.register(Fact)
class FactAdmin(UsedInTexts, DeskAdmin):
    """Numbers, fees and names that stand in more texts than one."""

    room = "Words and pages"
    list_display = ["name", "value", "dated", "key"]
    search_fields = ["name", "key", "value", "source"]
    fields = ["name", "value", "dated", ("source", "source_url"), "key", "used_in"]

    def get_readonly_fields(self, request, obj=None):
        """Texts hold the mark, so it stays."""
        return [*self.readonly_fields, *(["key"] if obj else [])]

    def has_delete_permission(self, request, obj=None):
        """What stands in a text is not deleted, for its mark would be left there."""
        return super().has_delete_permission(request, obj) and (
            obj is None or not any(rows_using(obj.facts))
        )


class MenuLinkInline(admin.TabularInline):
    model = MenuLink
    extra = 0
    fields = ["label", "url", "order"]


@admin.register(Menu)
class MenuAdmin(DeskAdmin):
    room = "Words and pages"
    list_display = ["heading", "place", "order"]
    list_editable = ["order"]
    list_filter = ["place"]
    search_fields = ["heading", "links__label"]
    inlines = [MenuLinkInline]


class PageLinkInline(admin.StackedInline):
    model = PageLink
    extra = 0
    fields = [("title", "url"), ("description", "order")]


@admin.register(PageText)
class PageTextAdmin(DeskAdmin):
    room = "Words and pages"
    list_title = "Texts of pages"
    list_display = ["title", "key", "lead"]
    search_fields = ["title", "key", "lead", "body", "links__title"]
    inlines = [PageLinkInline]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []


class SentenceForm(forms.ModelForm):
    """Opens with the shipped words, to be changed, until staff have some of their own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.text:
            self.initial["text"] = self.instance.shipped

    def clean_text(self):
        text = self.cleaned_data["text"]
        return "" if text == self.instance.shipped else text


class WordsFilter(NeedsFilter):
    title = parameter_name = "words"
    needs = [
        Need("own", "Our own", lambda sentences, moment: sentences.in_own_words()),
        Need("shipped", "As shipped", lambda sentences, moment: sentences.filter(text="")),
    ]


@admin.register(Sentence)
class SentenceAdmin(NotAddedOrDeleted, DeskAdmin):
    """The sentences between the rows: hints, what is said when there is nothing, thanks."""

    room = "Words and pages"
    list_title = "Words, by page"
    form = SentenceForm
    list_display = ["shown", "page", "is_changed"]
    list_filter = [WordsFilter, "page"]
    search_fields = ["text", "shipped", "page", "key"]
    fields = ["page", "shipped", "text"]
    readonly_fields = ["page", "shipped"]

    @admin.display(description="sentence")
    def shown(self, sentence):
        return sentence.shown

    @admin.display(description="our own words", boolean=True)
    def is_changed(self, sentence):
        return bool(sentence.text)


class HomeLinkInline(admin.StackedInline):
    model = HomeLink
    extra = 0
    fields = [
        ("title", "url"),
        "description",
        ("audience", "group"),
        ("button", "order", "is_shown", "is_past"),
    ]


@admin.register(HomeSection)
class HomeSectionAdmin(PublishedAdmin):
    room = "Words and pages"
    list_title = "Home page"
    list_display = ["title", "stage", "layout", "order"]
    list_editable = ["order"]
    list_filter = [PublishedFilter, "layout"]
    search_fields = ["title", "intro", "links__title"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [HomeLinkInline]
    fieldsets = [
        (None, {"fields": ["title", "intro", ("layout", "order"), "slug"]}),
        ("Published", {"fields": [("published_at", "withdrawn_at"), "goes_live"]}),
    ]


@admin.register(HomeLink)
class HomeLinkAdmin(DeskAdmin):
    list_display = ["title", "section", "audience", "is_shown", "is_past"]
    list_filter = ["section", "audience", "is_shown", "is_past"]
    list_select_related = ["section"]
    search_fields = ["title", "description", "url"]
    edited_with = "section"


@admin.register(Redirect)
class RedirectAdmin(DeskAdmin):
    """Old addresses, noted by themselves when a page moves, and those that staff add."""

    list_display = ["old_path", "new_path"]
    search_fields = ["old_path", "new_path"]


@admin.register(FormerTitle)
class FormerTitleAdmin(DeskAdmin):
    """What pages were called, by which search finds them, and names that staff add."""

    list_display = ["title", "path", "until"]
    search_fields = ["title", "path"]

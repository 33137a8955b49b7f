"""What the public sees of each model, one entry each. A new room adds its own.

The link watch finds here the links that lead away from the portal, and the pre-flight the texts to
read through. New links are looked at in the order of the entries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import models
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from advocacy.models import (
    Action,
    Bill,
    Boilerplate,
    DisasterNeed,
    Legislator,
    PressRelease,
    StateLink,
)
from answers.models import Answer, Collection, Source
from directory.models import Chapter, Committee
from events.models import Celebration, Conference, Toolkit

from .markup import Markup, leads_outside
from .models import HomeLink, HomeSection, MenuLink, PageLink, PageText, Sentence, SiteSettings
from .templatetags.portal import paragraphs

# Where the words of each PageText are read.
PAGES_OF_TEXTS = {
    "directory": "directory:chapter_list",
    "officers": "directory:officer_list",
    "committee": "directory:committee_detail",
    "joint-student-membership": "directory:joint_membership",
    "find": "directory:find",
    "downloads": "directory:download_list",
    "answers": "answers:collection_list",
    "take-action": "advocacy:take_action",
    "advocacy": "advocacy:index",
    "disasters": "advocacy:disasters",
    "subscribe": "advocacy:subscribe",
    "legislation": "advocacy:bill_list",
    "events": "events:event_list",
    "events-subscribe": "events:event_list",
    "press": "press:release_list",
    "press-contact": "press:release_list",
    "press-kit": "press:kit",
    "press-desk": "press:desk_list",
    "contact": "contact:contact_form",
    "contact-sent": "contact:contact_sent",
    "search": "search",
}


NOT_PROSE = (models.EmailField, models.SlugField, models.URLField, PhoneNumberField)


@dataclass(frozen=True)
class Shown:
    """What the public sees of one model."""

    rows: Callable[[datetime], QuerySet]  # those that are public at a moment
    page: Callable[[Model], str] = lambda row: row.get_absolute_url()
    addresses: tuple[str, ...] = ()  # fields that hold an address each
    rich: tuple[str, ...] = ()  # fields of rich text
    plain: tuple[str, ...] = ()  # fields of plain text whose addresses the page makes links of
    is_link: bool = False  # the row is a link, and its name is the words that lead there
    edited_in: str = ""  # the relation to the row in whose form this one is edited, if not its own
    owner: Callable[[Model], str] = lambda row: ""
    not_ours: tuple[str, ...] = ()  # fields of words that others wrote, or that only staff read

    @cached_property
    def model(self):
        return self.rows(timezone.now()).model

    @cached_property
    def form_model(self):
        """The model of the rows that form_row() gives."""
        if not self.edited_in:
            return self.model
        return self.model._meta.get_field(self.edited_in).related_model

    @cached_property
    def prose(self):
        """The fields in which staff write words for the public."""
        return [
            field.name
            for field in self.model._meta.concrete_fields
            if isinstance(field, (models.CharField, models.TextField))
            and not isinstance(field, NOT_PROSE)
            and field.editable
            and not field.choices
            and field.name not in {*self.addresses, *self.not_ours}
        ]

    def takes_pages_of_ours(self, name):
        """Whether the field may hold an address of the portal without its host."""
        is_whole = isinstance(self.model._meta.get_field(name), models.URLField)
        return not is_whole and name not in self.plain

    def links_of(self, row):
        """Triples of a field, an address in it, and the words that lead there."""
        for name in self.addresses:
            if address := getattr(row, name):
                label = row._meta.get_field(name).verbose_name
                yield name, address, str(row) if self.is_link else label
        for name, html in self.htmls_of(row):
            for address, words in Markup(html).links:
                yield name, address, words

    def htmls_of(self, row):
        """Pairs of a field and its text as the page shows it, with its links."""
        for name in self.rich:
            yield name, getattr(row, name)
        for name in self.plain:
            yield name, paragraphs(getattr(row, name))

    def outside_links(self, moment):
        """Tuples of a row, a field, an address of another host, and the words that lead there."""
        for row in self.rows(moment).iterator(chunk_size=500):
            for name, address, words in self.links_of(row):
                if leads_outside(address):
                    yield row, name, address, words

    def form_row(self, row):
        """The row in whose form of the desk `row` is edited."""
        return getattr(row, self.edited_in) if self.edited_in else row


def home(anchor=""):
    return f"{reverse('home')}{anchor and '#' + anchor}"


def page_of_text(text):
    return reverse(PAGES_OF_TEXTS.get(text.key, "home"))


def page_of_member(member):
    district = "" if member.district is None else f"-{member.district}"
    return reverse("advocacy:district_detail", args=[f"{member.delegation.code}{district}"])


SHOWN = [
    Shown(lambda moment: SiteSettings.objects.all(), page=lambda row: home()),
    Shown(
        lambda moment: MenuLink.objects.select_related("menu"),
        page=lambda link: home(),
        addresses=("url",),
        is_link=True,
        edited_in="menu",
    ),
    Shown(
        lambda moment: HomeSection.objects.published(moment),
        page=lambda section: home(section.slug),
    ),
    Shown(
        lambda moment: HomeLink.objects.filter(
            is_shown=True, section__in=HomeSection.objects.published(moment).values("pk")
        ).select_related("section"),
        page=lambda link: home(link.section.slug),
        addresses=("url",),
        is_link=True,
        edited_in="section",
    ),
    Shown(lambda moment: PageText.objects.all(), page=page_of_text, plain=("body",)),
    Shown(
        lambda moment: PageLink.objects.select_related("page"),
        page=lambda link: page_of_text(link.page),
        addresses=("url",),
        is_link=True,
        edited_in="page",
    ),
    Shown(lambda moment: Sentence.objects.in_own_words(), page=lambda sentence: home()),
    Shown(
        lambda moment: Chapter.objects.all(),
        addresses=("website", "take_action_url"),
        not_ours=("source",),
    ),
    Shown(
        lambda moment: Committee.objects.all(),
        page=lambda committee: reverse("directory:committee_detail"),
        plain=("charge",),
    ),
    Shown(lambda moment: Collection.objects.with_answers(moment)),
    Shown(
        lambda moment: Answer.objects.published(moment).select_related("collection"),
        rich=("body",),
        owner=lambda answer: answer.owner,
    ),
    Shown(
        lambda moment: Source.objects.filter(
            answer__in=Answer.objects.published(moment).values("pk")
        ).select_related("answer__collection"),
        page=lambda source: source.answer.get_absolute_url(),
        addresses=("url",),
        is_link=True,
        edited_in="answer",
        owner=lambda source: source.answer.owner,
    ),
    Shown(lambda moment: Action.objects.published(moment), addresses=("url",), rich=("why",)),
    Shown(
        lambda moment: Bill.objects.published(moment),
        addresses=("url",),
        rich=("our_summary",),
        plain=("why",),
        not_ours=("title", "official_summary"),
    ),
    Shown(
        lambda moment: PressRelease.objects.published(moment),
        addresses=("original_url",),
        rich=("body",),
    ),
    Shown(
        lambda moment: Boilerplate.objects.all(),
        page=lambda boilerplate: reverse("press:kit"),
        plain=("text",),
    ),
    Shown(
        lambda moment: Celebration.objects.published(moment),
        addresses=("url",),
        rich=("text",),
        not_ours=("source",),
    ),
    Shown(
        lambda moment: Toolkit.objects.filter(
            celebration__in=Celebration.objects.published(moment).values("pk")
        ).select_related("celebration"),
        page=lambda toolkit: toolkit.celebration.get_absolute_url(),
        addresses=("url",),
        is_link=True,
        edited_in="celebration",
    ),
    Shown(
        lambda moment: Conference.objects.all(),
        page=lambda conference: reverse("events:event_list"),
        addresses=("url",),
        is_link=True,
        not_ours=("source",),
    ),
    # The page shows it only where there is no summary of ours.
    Shown(
        lambda moment: Bill.objects.published(moment).filter(our_summary=""),
        rich=("official_summary",),
        not_ours=("title", "official_summary"),
    ),
    Shown(
        lambda moment: DisasterNeed.objects.published(moment),
        page=lambda need: reverse("advocacy:disasters"),
        addresses=("url",),
        is_link=True,
    ),
    Shown(
        lambda moment: StateLink.objects.select_related("state"),
        page=lambda link: reverse("advocacy:state_detail", args=[link.state.code.lower()]),
        addresses=("url",),
        is_link=True,
        not_ours=("source",),
    ),
    Shown(
        lambda moment: Legislator.objects.select_related("delegation"),
        page=page_of_member,
        addresses=("contact_form", "website"),
    ),
]

"""What the public sees of chapters, the people who lead them, and the committee."""

from datetime import datetime, time, timedelta

from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.dateformat import format as format_date

from chapters_portal.content.registry import Content, Page, Search, register, search_of_pages
from chapters_portal.search.places import register_places

from . import advice  # noqa: F401 (it advises on people whom texts name)
from .addresses import Kind
from .finder import OTHER_NAMES
from .models import Chapter, Committee, FormerName, OfficeHolder, Person, Position, State


def chapter_words(chapter):
    states = chapter.states.all()
    office = f"Office in {chapter.city}, {chapter.region_code}." if chapter.city else ""
    covers = [*(state.name for state in states), *filter(None, [chapter.also_covers])]
    area = ", ".join(covers) or chapter.place
    kind = chapter.get_kind_display()
    if chapter.ended_on:
        kind = f"{kind} (until {format_date(chapter.ended_on, 'F j, Y')})"
    return {
        "names": [
            chapter.abbreviation,
            *(former.name for former in chapter.former_names.all()),
            chapter.place,
            *OTHER_NAMES.get(chapter.slug, []),
        ],
        "keywords": [
            chapter.city,
            *(address.label for address in chapter.addresses if address.kind == Kind.SOCIAL),
        ],
        "body": f"{kind} of ALA, for {area}. {office}".strip(),
        "states": states,
    }


def person_words(holder):
    chapter = holder.chapter
    last = min(filter(None, [holder.ends_on, chapter.ended_on]), default=None)
    return {
        "title": holder.person.name,
        "keywords": [holder.office, chapter.abbreviation],
        "body": f"{holder.office}, {chapter}. {holder.dates}.",
        "states": chapter.states.all(),
        "url": f"{chapter.get_absolute_url()}#officers",
        "visible_from": midnight(holder.starts_on),
        "visible_until": last and midnight(last + timedelta(days=1)),
    }


def committee_words(committee):
    return {
        "title": f"{committee}: mission and charge",
        "body": " ".join([committee.mission, committee.charge, committee.meets]).strip(),
        "url": f"{reverse('directory:committee_detail')}#mission",
    }


def midnight(day):
    """When `day` begins where the office is."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


register_places(lambda: State.objects.values_list("code", "name"))

register(
    Content(
        Chapter,
        plain=["social_addresses"],
        not_ours=["source"],
        listed=lambda moment: Chapter.objects.in_directory_order(),
        search=Search(
            "chapter",
            chapter_words,
            Chapter.objects.prefetch_related("states", "former_names"),
            touched_by={State: "states", FormerName: "former_names"},
        ),
    ),
    Content(
        OfficeHolder,
        page=lambda holder: holder.chapter.get_absolute_url(),
        search=Search(
            "person",
            person_words,
            OfficeHolder.objects.select_related("person", "position", "chapter").prefetch_related(
                "chapter__states"
            ),
            names=["Person in office", "People in office"],
            touched_by={
                Person: "person",
                Position: "position",
                Chapter: "chapter",
                State: "chapter__states",
            },
        ),
    ),
    Content(
        Committee,
        page=reverse_lazy("directory:committee_detail"),
        plain=["charge"],
        search=search_of_pages("committee", committee_words, Committee.objects.all()),
    ),
    Page("directory:chapter_list", texts=["directory"], names=["Chapters directory"]),
    Page("directory:officer_list", texts=["officers"], names=["Who is serving now"]),
    Page("directory:changes", texts=["changes"]),
    Page("directory:committee_detail", texts=["committee"]),
    Page("directory:joint_membership", texts=["joint-student-membership"]),
    Page("directory:download_list", texts=["downloads"], names=["CSV", "JSON", "vCard"]),
    Page("directory:find", texts=["find"], is_in_sitemap=False, is_searched=True),
)

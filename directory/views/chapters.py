"""The directory's pages."""

from datetime import timedelta

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.utils import timezone

from chapters_portal.content.filters import QueryForm
from chapters_portal.content.pages import page_of
from directory.filters import ChapterFilter, DatedFilterSet, OfficerFilter
from directory.finder import find_chapters, suggest_chapters
from directory.models import Chapter, Committee, OfficeHolder, State
from directory.rosters import has_samples, holders_in, rosters_on
from directory.schema_org import organization

LATELY = timedelta(days=45)


def asked_chapters(request):
    """The filter as it was asked, and the chapters of its day with their states."""
    query = ChapterFilter(request.GET, Chapter.objects.in_directory_order())
    return query, list(query.qs.existing_on(query.day).with_regions_on(query.day))


def asked_officers(request):
    """The filter as it was asked, and the terms that it finds."""
    query = OfficerFilter(request.GET, OfficeHolder.objects.all())
    holders = query.qs.in_order_of_rank().select_related("chapter")
    return query, list(holders.with_mailboxes() if query.chosen_day is None else holders)


def asked_vacancies(query):
    """Pairs of a chapter and a seat of it that nobody holds, of those that `query` asks for."""
    state, position = query.value("state"), query.value("position")
    chapters = Chapter.objects.covering([state]) if state else Chapter.objects.in_directory_order()
    chapters = list(chapters.existing_on(query.day).in_list().with_past())
    rosters = rosters_for(query, chapters)
    return [
        (chapter, seat)
        for chapter in chapters
        for seat in rosters[chapter.pk]
        if not seat.holders and position in {None, seat.position}
    ]


def rosters_for(query, chapters):
    return rosters_on(query.day, chapters, is_today=query.chosen_day is None)


def chapter_list(request):
    query, chapters = asked_chapters(request)
    rosters = rosters_for(query, chapters)
    states = list(State.objects.with_chapters_on(timezone.localdate()))
    former = query.qs.ended_before(query.day).select_related("merged_into")
    return render(
        request,
        "directory/chapter_list.html",
        {
            "query": query,
            "as_of": f"?as_of={query.chosen_day}" if query.chosen_day else "",
            "region": query.value("region"),
            "rows": [
                (chapter, chapter.name_on(query.day), rosters[chapter.pk]) for chapter in chapters
            ],
            "former": former.prefetch_related("states"),
            "states": states,
            "regions": regions_of(states),
            "highlighted": {chapter.pk for chapter in chapters} if query.given else set(),
            "has_samples": has_samples(holders_in(rosters)),
        },
        status=query.status,
    )


def regions_of(states):
    """Pairs of a regional chapter and the states that it covers, by name."""
    regions = {}
    for state in states:
        for chapter in state.chapters.all():
            if chapter.is_regional:
                regions.setdefault(chapter, []).append(state)
    return sorted(regions.items(), key=lambda pair: pair[0].place)


def chapter_detail(request, slug):
    today = timezone.localdate()
    chapters = Chapter.objects.with_regions_on(today)
    chapter = get_object_or_404(chapters, slug=slug)
    query = DatedFilterSet(request.GET, chapter.office_holders.in_order_of_rank())
    seats = rosters_for(query, [chapter])[chapter.pk] if query.is_valid() else []
    to_come = list(query.qs.starting_after(query.day).order_by("starts_on", "position__rank"))
    past = list(query.qs.ended_before(query.day).order_by("-ends_on", "position__rank"))
    order = list(
        (Chapter.objects.existing_on(today) | Chapter.objects.filter(pk=chapter.pk)).in_list()
    )
    place = order.index(chapter)
    return render(
        request,
        "directory/chapter_detail.html",
        {
            "query": query,
            "chapter": chapter,
            "seats": seats,
            "to_come": to_come,
            "past": past,
            "is_former": not chapter.exists_on(today),
            "name": chapter.name_on(query.day),
            "around": chapter.around(today),
            "conferences": chapter.conferences.upcoming(today),
            "links": chapter.state_links(),
            "previous": order[place - 1] if place else None,
            "next": order[place + 1] if place + 1 < len(order) else None,
            "has_samples": has_samples(
                [*(holder for seat in seats for holder in seat.holders), *to_come, *past]
            ),
            "organization": organization(chapter, request.build_absolute_uri),
        },
        status=query.status,
    )


def officer_list(request):
    query, holders = asked_officers(request)
    if query.is_valid() and query.value("vacant"):
        return vacancy_list(request, query)
    position, number = query.value("position"), len(holders)
    any_officers = f"{number} officer{pluralize(number)}"
    return render(
        request,
        "directory/officer_list.html",
        {
            "query": query,
            "page_of_holders": page_of(holders, request.GET.get("page")),
            "found_in_words": position.counted(number) if position else any_officers,
            "addresses": sorted({h.public_address for h in holders if h.public_address}),
            "without_address": sum(not holder.public_address for holder in holders),
            "has_samples": has_samples(holders),
        },
        status=query.status,
    )


def vacancy_list(request, query):
    found = asked_vacancies(query)
    return render(
        request,
        "directory/officer_list.html",
        {
            "query": query,
            "vacancies": found,
            "page_of_holders": page_of(found, request.GET.get("page")),
            "found_in_words": f"{len(found)} vacant position{pluralize(len(found))}",
        },
    )


def changes(request):
    """Who took office lately, which seats fell open, and who comes next."""
    today = timezone.localdate()
    terms = OfficeHolder.objects.in_order_of_rank().select_related("chapter")
    new = list(
        terms.with_mailboxes()
        .serving_on(today)
        .filter(starts_on__gt=today - LATELY)
        .order_by("-starts_on", "chapter__name", "position__rank")
    )
    fallen = terms.left_vacant(today).ended_after(today - LATELY).order_by("-ends_on")
    coming = terms.starting_after(today).filter(starts_on__lte=today + LATELY)
    return render(
        request,
        "directory/changes.html",
        {
            "new": new,
            "fallen": fallen,
            "coming": coming.order_by("starts_on", "chapter__name", "position__rank"),
            "since": today - LATELY,
            "until": today + LATELY,
            "addresses": sorted({one.public_address for one in new if one.public_address}),
            "labels": [one for one in new if one.chapter.street],
            "without_label": sum(not one.chapter.street for one in new),
            "has_samples": has_samples(new),
        },
    )


class FinderForm(QueryForm):
    """A few words for a place. Any text can be asked, so nothing is refused."""

    place = forms.CharField(required=False)


def find(request):
    """From a few words to a chapter: straight there, or to a choice, or to some help."""
    place = request.GET.get("place", "").strip()[:100]
    today = timezone.localdate()
    chapters = find_chapters(place, today)
    if len(chapters) == 1:
        return redirect(chapters[0])
    return render(
        request,
        "directory/find.html",
        {
            "place": place,
            "chapters": chapters,
            "suggestions": [] if chapters or not place else suggest_chapters(place, today),
            "is_number": any(letter.isdigit() for letter in place),
        },
    )


def committee_detail(request):
    committee = get_object_or_404(Committee, slug="chapter-relations")
    query = DatedFilterSet(request.GET, committee.members.all())
    members = list(query.qs.serving_on(query.day).in_roster_order())
    return render(
        request,
        "directory/committee_detail.html",
        {
            "query": query,
            "committee": committee,
            "members": members,
            "has_samples": has_samples(members),
        },
        status=query.status,
    )


def joint_student_membership(request):
    chapters = Chapter.objects.existing_on(timezone.localdate()).in_list()
    return render(
        request,
        "directory/joint_student_membership.html",
        {
            "taking_part": [c for c in chapters if c.joint_student_membership is True],
            "not_taking_part": [c for c in chapters if c.joint_student_membership is False],
            "not_known": [c for c in chapters if c.joint_student_membership is None],
        },
    )


def download_list(request):
    today = timezone.localdate()
    return render(
        request,
        "directory/download_list.html",
        {
            "chapter_count": Chapter.objects.existing_on(today).count(),
            "officer_count": OfficeHolder.objects.serving_on(today).count(),
        },
    )

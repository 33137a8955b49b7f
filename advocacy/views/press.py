"""The newsroom: releases, the press kit, and the reporter's desk of each state."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from advocacy.filters import ReleaseFilter
from advocacy.models import Boilerplate, PressPicture, PressRelease
from advocacy.schema_org import news_article
from chapters_portal.content.pages import moved_to, page_of, withdrawn_page
from chapters_portal.content.previews import page_row_or_404
from directory.models import Chapter, State
from directory.rosters import has_samples, holders_in, rosters_on

ON_A_DESK = 5
NEWS = timedelta(days=90)  # what is older leads no page of news


def release_list(request):
    query = ReleaseFilter(request.GET, PressRelease.objects.published(timezone.now()))
    page = page_of(query.qs.in_list(), request.GET.get("page"))
    top = page[0] if page.number == 1 and page and not query.given else None
    return render(
        request,
        "advocacy/press/release_list.html",
        {
            "query": query,
            "page": page,
            "top": top,
            "is_old": top and top.published_at < timezone.now() - NEWS,
            "topic": query.value("topic"),
            "is_everything": request.GET.get("page") == "all",
            "years": [year for year, _ in query.filters["year"].extra["choices"]],
        },
        status=query.status,
    )


def releases_for_a_page():
    return PressRelease.objects.select_related("boilerplate").prefetch_related(
        "contacts", "corrections", "pictures", "topics"
    )


def release_detail(request, slug):
    moment = timezone.now()
    release = page_row_or_404(request, releases_for_a_page(), moment, slug=slug)
    if release.is_withdrawn(moment):
        return withdrawn_page(request, release, area="press", list_name="press:release_list")
    context = {
        "release": release,
        "chapters": release.chapters.in_directory_order(),
        "bills": release.bills.published(moment).select_related("session__state"),
        "actions": release.actions.published(moment),
        "celebrations": release.celebrations.published(moment),
        "article": news_article(release, request.build_absolute_uri),
    }
    if release.original_url and release.is_on_record(moment):
        context["canonical"] = release.original_url
    return render(request, "advocacy/press/release_detail.html", context)


def kit(request):
    return render(
        request,
        "advocacy/press/kit.html",
        {
            "boilerplates": Boilerplate.objects.in_force(),
            "pictures": PressPicture.objects.in_kit(timezone.now()),
        },
    )


def reporters_desk_list(request):
    return render(request, "advocacy/press/desk_list.html", {"states": State.objects.all()})


def reporters_desk(request, code):
    """Who speaks for the chapters of a state today, and what we released about them."""
    state = get_object_or_404(State, code=code.upper())
    if code != code.lower():
        return moved_to(request, reverse("press:desk_detail", args=[code.lower()]))
    day = timezone.localdate()
    chapters = list(Chapter.objects.existing_on(day).covering([state]).in_list())
    rosters = rosters_on(day, chapters, is_today=True)
    serving = {pk: [one for seat in seats for one in seat.holders] for pk, seats in rosters.items()}
    releases = PressRelease.objects.published(timezone.now()).in_list()
    about = list(releases.about_chapters(chapters)[:ON_A_DESK])
    others = releases.filter(chapters=None)[:ON_A_DESK]
    return render(
        request,
        "advocacy/press/desk_detail.html",
        {
            "state": state,
            "desks": [(chapter, serving[chapter.pk]) for chapter in chapters],
            "day": day,
            "boilerplate": Boilerplate.objects.in_force().first(),
            "address": request.build_absolute_uri(request.path),
            "about": about,
            "others": others,
            "has_samples": has_samples(holders_in(rosters)),
        },
    )

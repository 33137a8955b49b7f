"""The home page, and pages that are not public yet under a secret address."""

from urllib.parse import urlsplit

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils import timezone

from chapters_portal.content.previews import Expired, keep_secret, note_preview, previewed

from .models import HomeLink, HomeSection

EXPIRED = "expired"  # the word that leads to the page of an expired preview, for those who edit it


def home(request):
    moment = timezone.now()
    sections = HomeSection.objects.prefetch_related(
        Prefetch("links", HomeLink.objects.filter(is_shown=True))
    )
    shown = [
        section
        for section in sections
        if section.is_published(moment) or note_preview(request, section)
    ]
    layouts = HomeSection.Layout
    return render(
        request,
        "pages/home.html",
        {
            "doors": [section for section in shown if section.layout == layouts.DOORS],
            "welcomes": [section for section in shown if section.layout == layouts.WELCOME],
            "sections": [
                section
                for section in shown
                if section.layout not in {layouts.DOORS, layouts.WELCOME}
            ],
        },
    )


def accessibility(request):
    return render(request, "pages/accessibility.html")


def preview(request, word):
    """A page that is not public yet, for whoever was given its secret address."""
    try:
        if word == EXPIRED:
            raise Expired
        row = previewed(word)
    except Expired:
        return keep_secret(render(request, "pages/preview_expired.html", status=410))
    moment, address = timezone.now(), row.get_absolute_url()
    if row.is_on_record(moment):
        return keep_secret(redirect(address))
    if row.published_at and row.published_at <= moment:
        raise Http404("It was withdrawn.")
    request.shared = row
    page = resolve(urlsplit(address).path)
    return keep_secret(page.func(request, *page.args, **page.kwargs))


def not_found(request):
    """The page that strange addresses get, at an address of its own for those who edit it."""
    raise Http404("It is here to be looked at.")

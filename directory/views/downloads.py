"""The directory as files: CSV, JSON (Popolo) and vCard. They answer the same questions as pages."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from directory.filters import DatedFilterSet
from directory.models import Chapter, OfficeHolder
from directory.popolo import document
from directory.spreadsheets import chapter_sheet, officer_sheet, vacancy_sheet
from directory.vcard import FOR_OUTLOOK, LATEST, chapter_card, file_name, person_card

from .chapters import asked_chapters, asked_officers, asked_vacancies, rosters_for

CARDS = {"vcf": LATEST, "v3.vcf": FOR_OUTLOOK}


def chapters(request, ending):
    query, found = asked_chapters(request)
    return _answer(request, ending, query, found, "chapters")


def chapter(request, slug, ending):
    rows = Chapter.objects.prefetch_related("states").with_past()
    query, found = DatedFilterSet(request.GET, rows), get_object_or_404(rows, slug=slug)
    return _answer(request, ending, query, [found], slug)


def officers(request, ending):
    query, holders = asked_officers(request)
    if not query.is_valid():
        return _refusal(query, ending)
    if query.value("vacant"):
        found = asked_vacancies(query)
        if ending == "csv":
            return _csv(vacancy_sheet(found), "vacancies")
        if ending == "json":
            return _json({"vacancies": [vacancy(*pair) for pair in found]})
        return _vcard("", "vacancies")
    if ending == "csv":
        return _csv(officer_sheet(holders), "officers")
    if ending in CARDS:
        cards = [
            person_card(holder, _page(request, holder.chapter), CARDS[ending]) for holder in holders
        ]
        return _vcard("".join(cards), "officers")
    wanted = {holder.pk for holder in holders}
    found = list(
        Chapter.objects.filter(pk__in={one.chapter_id for one in holders}).in_list().with_past()
    )
    rosters = rosters_for(query, found)
    for pk, seats in rosters.items():
        for seat in seats:
            seat.holders = [holder for holder in seat.holders if holder.pk in wanted]
        rosters[pk] = [seat for seat in seats if seat.holders]
    return _json(document(found, rosters, query.day, request.build_absolute_uri))


def officer(request, slug, pk, ending):
    holder = get_object_or_404(
        OfficeHolder.objects.serving_on(timezone.localdate())
        .in_order_of_rank()
        .with_mailboxes()
        .select_related("chapter"),
        chapter__slug=slug,
        pk=pk,
    )
    card = person_card(holder, _page(request, holder.chapter), CARDS[ending])
    return _vcard(card, f"{slug} {holder.position.slug}")


def _answer(request, ending, query, found, name):
    if not query.is_valid():
        return _refusal(query, ending)
    rosters = rosters_for(query, found)
    if ending == "csv":
        return _csv(chapter_sheet(found, rosters), name)
    if ending == "json":
        return _json(document(found, rosters, query.day, request.build_absolute_uri))
    cards = []
    for one in found:
        page = _page(request, one)
        cards.append(chapter_card(one, page, CARDS[ending]))
        for seat in rosters[one.pk]:
            for holder in seat.holders:
                holder.chapter = one
                cards.append(person_card(holder, page, CARDS[ending]))
    return _vcard("".join(cards), name)


def _refusal(query, ending):
    if ending == "json":
        return _json({"errors": query.errors}, 400)
    lines = [f"{name}: {' '.join(messages)}" for name, messages in query.errors.items()]
    return HttpResponse(
        "\n".join(lines) + "\n", status=400, content_type="text/plain; charset=utf-8"
    )


def vacancy(chapter, seat):
    return {"chapter": chapter.name, "position": seat.position.name, "mailbox": seat.mailbox}


def _page(request, chapter):
    return request.build_absolute_uri(chapter.get_absolute_url())


def _json(content, status=200):
    response = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _csv(text, name):
    return _file(text, "csv", f"{name}.csv")


def _vcard(text, name):
    return _file(text, "vcard", file_name(name))


def _file(text, kind, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=f"text/{kind}; charset=utf-8", headers=headers)

"""The Answers pages."""

from django.db.models import Prefetch
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from answers.models import Answer, Collection
from chapters_portal.content.pages import moved_to, withdrawn_page
from chapters_portal.content.previews import page_row_or_404


def collection_list(request):
    collections = Collection.objects.with_answers(timezone.now())
    kinds = Collection.Kind
    return render(
        request,
        "answers/collection_list.html",
        {
            "questions": [one for one in collections if one.kind == kinds.QUESTIONS],
            "explainers": [one for one in collections if one.kind == kinds.EXPLAINER],
            "answer_count": sum(one.answer_count for one in collections),
        },
    )


def collection_detail(request, slug):
    moment = timezone.now()
    collections = list(Collection.objects.with_answers(moment))
    collection = next((one for one in collections if one.slug == slug), None)
    if collection is None:
        raise Http404("No collection with something to read has this name.")
    answers = collection.answers.published(moment).in_force().prefetch_related("sources")
    return render(
        request,
        "answers/collection_detail.html",
        {
            "collection": collection,
            "collections": collections,
            "channels": collection.channels.all() if collection.has_channels else [],
            "answers": list(answers),
        },
    )


def answer_detail(request, collection, slug):
    moment = timezone.now()
    public = Answer.objects.published(moment).select_related("collection")
    answers = Answer.objects.select_related(
        "collection", "superseded_by__collection"
    ).prefetch_related("sources", Prefetch("related", public.in_force()))
    answer = page_row_or_404(request, answers, moment, slug=slug)
    if collection != answer.collection.slug:
        return moved_to(request, answer.get_absolute_url())
    if answer.is_withdrawn(moment):
        return withdrawn_page(request, answer, area="answers", list_name="answers:collection_list")
    here = answer.collection.answers.published(moment).select_related("collection")
    neighbors = [one for one in here if not one.is_superseded]
    earlier = [one for one in here if one.superseded_by_id == answer.pk]
    if answer not in neighbors:  # it is previewed, or superseded
        neighbors = [answer]
    place = neighbors.index(answer)
    return render(
        request,
        "answers/answer_detail.html",
        {
            "answer": answer,
            "successor": published_or_none(answer.superseded_by, moment),
            "earlier": earlier,
            "related": answer.related.all()[:3],
            "previous": neighbors[place - 1] if place else None,
            "next": neighbors[place + 1] if place + 1 < len(neighbors) else None,
            "has_voted": "voted" in request.GET,
        },
    )


def published_or_none(answer, moment):
    return answer if answer and answer.is_published(moment) else None


# A vote changes one number and nothing about anyone, so it needs no token, and the page that asks
# for it can be kept for everybody.
@csrf_exempt
@require_POST
def vote(request, collection, slug):
    answer = get_object_or_404(Answer.objects.published(timezone.now()), slug=slug)
    helped = {"yes": True, "no": False}.get(request.POST.get("helped"))
    if helped is None:
        return HttpResponseBadRequest("Say yes or no.", content_type="text/plain; charset=utf-8")
    answer.count_vote(timezone.localdate(), helped)
    return redirect(f"{answer.get_absolute_url()}?voted=1#vote")

"""The pages of the Take Action e-mail list.

Joining and leaving take a POST, because programs that scan mail open every link in it.
"""

from django.core import signing
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from advocacy.forms import SubscribeForm
from advocacy.models import Subscriber
from advocacy.models.subscribers import invite, read_invitation
from chapters_portal.operations.limits import TooMany, letter_to


def portal_of(request):
    return request.build_absolute_uri("/")[:-1]


# Joining changes nothing until the owner of the address confirms it, so it needs no token. The
# answer is the same whether or not the address is on the list already.
@csrf_exempt
@never_cache
def subscribe(request):
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        email, state = form.cleaned_data["email"], form.cleaned_data["state"]
        is_from_a_machine = form.cleaned_data["subject"]
        try:
            if not is_from_a_machine:
                with letter_to(email, request):
                    invite(email, state.code if state else "", portal_of(request))
        except TooMany as refusal:
            form.add_error(None, str(refusal))
            status = 429
        else:
            return redirect("advocacy:subscribe_sent")
    return render(request, "advocacy/subscribe.html", {"form": form}, status=status)


def subscribe_sent(request):
    return render(request, "advocacy/subscribe_sent.html")


@csrf_exempt
@never_cache
def confirm_subscription(request, token):
    try:
        email, state_code = read_invitation(token)
    except signing.BadSignature:
        return render(request, "advocacy/subscribe_refused.html", status=404)
    if request.method != "POST":
        return render(request, "advocacy/subscribe_confirm.html", {"email": email})
    with transaction.atomic():
        subscriber, is_new = Subscriber.objects.add(email, state_code, timezone.now())
        if is_new:
            subscriber.welcome(portal_of(request))
    return render(request, "advocacy/subscribe_done.html", {"is_on_the_list": True})


@csrf_exempt
@never_cache
def unsubscribe(request, token):
    try:
        leaving = Subscriber.objects.of_departure(token)
    except signing.BadSignature:
        return render(request, "advocacy/subscribe_refused.html", status=404)
    if request.method != "POST":
        return render(request, "advocacy/unsubscribe.html")
    leaving.delete()
    return render(request, "advocacy/subscribe_done.html", {"is_on_the_list": False})

"""The Contact CRO pages."""

from ipaddress import ip_network

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from answers.forms import InquiryForm
from answers.models import TooManyMessages


# Django's own check would answer with a page that has lost the message, so it is asked below.
@csrf_exempt
@never_cache
def contact_form(request):
    if request.method != "POST":
        asked = {name: request.GET.get(name, "")[:200] for name in ["topic", "about"]}
        return render(request, "answers/contact_form.html", {"form": InquiryForm(initial=asked)})
    form = InquiryForm(request.POST)
    if not comes_from_our_page(request):
        form.add_error(
            None, "Your browser did not send back this page’s cookie. Allow it, and send once more."
        )
    if form.is_valid():
        try:
            form.instance.receive(
                address_of(request), timezone.now(), request.build_absolute_uri("/")[:-1]
            )
        except TooManyMessages:
            form.add_error(
                None,
                "Your network has sent us several messages within the hour. Your text is still "
                "here: send it after the full hour, or call us.",
            )
        else:
            return redirect("contact:contact_sent")
    return render(request, "answers/contact_form.html", {"form": form}, status=400)


def contact_sent(request):
    return render(request, "answers/contact_sent.html")


def comes_from_our_page(request):
    check = csrf_protect(lambda request: HttpResponse())
    return check(request).status_code == 200


def address_of(request):
    """The visitor's address, or for IPv6 the network, in which every household has very many."""
    address = request.META["REMOTE_ADDR"]
    if settings.BEHIND_PROXY:
        # The last entry is our proxy's own word; what stands before it came from outside.
        address = request.headers.get("X-Forwarded-For", address).split(",")[-1].strip()
    try:
        bits = 64 if ":" in address else 32
        return str(ip_network(f"{address}/{bits}", strict=False))
    except ValueError:
        return address

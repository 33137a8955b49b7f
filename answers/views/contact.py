"""The Contact CRO pages."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from answers.forms import InquiryForm
from chapters_portal.operations.limits import TooMany, network_of


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
    status = 400
    if form.is_valid():
        try:
            form.instance.receive(
                network_of(request), timezone.now(), request.build_absolute_uri("/")[:-1]
            )
        except TooMany as refusal:
            form.add_error(None, str(refusal))
            status = 429
        else:
            return redirect("contact:contact_sent")
    return render(request, "answers/contact_form.html", {"form": form}, status=status)


def contact_sent(request):
    return render(request, "answers/contact_sent.html")


def comes_from_our_page(request):
    check = csrf_protect(lambda request: HttpResponse())
    return check(request).status_code == 200

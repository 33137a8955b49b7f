"""What is said when a whole request is refused. What was typed is kept, or given back."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import get_template
from django.urls import reverse

from chapters_portal.desk.unsaved import HIDDEN_FIELD, FormToken, UnsavedForm, texts_in

Reason = UnsavedForm.Reason
# After these the form stands there again at once: to send it once more is all that is missing.
SHOWN_AGAIN = {Reason.OUT_OF_DATE, Reason.TOO_LARGE}
SIGN_IN = ("account_", "mfa_")


def refused(request, status, reason, files=None):
    """Keep a form of the desk for who typed it; say what happened, or lead to the form."""
    kept = UnsavedForm.objects.put_aside(request, reason, files)
    user = getattr(request, "user", None)
    if kept is None:
        return refused_page(request, status)
    if user is None or not user.is_authenticated:
        query = {"next": kept.get_absolute_url(), "kept": "1"}
        return redirect(reverse("account_login", query=query))
    if kept.user_id != user.pk:
        return refused_page(request, status, is_read=False, typed_by_another=True)
    if reason in SHOWN_AGAIN:
        return redirect(kept)
    return refused_page(request, status, kept=kept)


def is_typed_by_another(request):
    """Whether a form of the desk was typed by somebody who is not signed in now."""
    if request.method != "POST" or HIDDEN_FIELD not in request.POST:
        return False
    token = FormToken.of(request)
    is_signed_in = request.user.is_authenticated
    return not is_signed_in or (token is not None and token.user_id != request.user.pk)


def refused_page(
    request, status, *, template=None, is_read=True, may_be_sent_again=False, **context
):
    """Words, and what was sent where that may be shown: not on the pages of sign-in."""
    page = request.resolver_match.view_name if request.resolver_match else ""
    is_read = is_read and not page.startswith(SIGN_IN)
    data = request.POST if is_read else QueryDict()
    context |= {
        "sent": texts_in(data),
        "files": list(request.FILES) if is_read else [],
        "path": request.get_full_path(),
        "may_be_sent_again": may_be_sent_again,
    }
    return HttpResponse(
        get_template(template or f"{status}.html").render(context),
        status=status,
        headers={"Cache-Control": "no-store"},
    )


def bad_request(request, exception=None):
    return refused(request, 400, Reason.NOT_READ)


def forbidden(request, exception=None):
    return refused(request, 403, Reason.NOT_ALLOWED)


def out_of_date(request, reason=""):
    """The answer to a form without a good token against forged requests."""
    return refused(request, 403, Reason.OUT_OF_DATE)

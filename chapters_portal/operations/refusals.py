"""What is said when a whole request is refused. What was typed is kept, or given back."""

import logging

from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError, transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import get_template
from django.utils import timezone

from chapters_portal.desk.unsaved import FormToken, UnsavedForm, texts_in

logger = logging.getLogger(__name__)

Reason = UnsavedForm.Reason
# After these the form stands there again at once: to send it once more is all that is missing.
SHOWN_AGAIN = {Reason.OUT_OF_DATE, Reason.TOO_LARGE}
SIGN_IN = ("account_", "mfa_")


def refused(request, status, reason, files=None):
    """Keep a form of the desk for who typed it; say what happened, or lead to the form."""
    kept = put_aside(request, reason, files)
    user = getattr(request, "user", None)
    if kept is None:
        return refused_page(request, status)
    if user is None or not user.is_authenticated:
        return redirect_to_login(kept.get_absolute_url())
    if kept.user_id != user.pk:
        return refused_page(request, status, is_read=False, typed_by_another=True)
    if reason in SHOWN_AGAIN:
        return redirect(kept)
    return refused_page(request, status, kept=kept)


def put_aside(request, reason, files=None):
    """The UnsavedForm; None where no form of the desk was sent, or it is too large to be kept."""
    token = FormToken.of(request)
    if token is None:
        return None
    typed = {name: texts for name, texts in request.POST.lists() if "password" not in name}
    typed.pop("csrfmiddlewaretoken", None)
    names = files() if files else [(name, one.name) for name, one in request.FILES.items()]
    try:
        with transaction.atomic():
            return UnsavedForm.objects.keep(
                token,
                request.path,
                request.GET.urlencode(),
                list(typed.items()),
                names,
                reason,
                timezone.now(),
            )
    except DatabaseError:
        logger.exception("What was typed at %s is given back, and not kept.", request.path)
        return None


def refused_page(request, status, *, is_read=True, may_be_sent_again=False, **context):
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
        get_template(f"{status}.html").render(context),
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

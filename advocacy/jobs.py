"""What the advocacy room does by the clock."""

from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone

from chapters_portal.operations.jobs import nightly

from .loaders import congress_gov, openstates
from .loaders.api import Api
from .loaders.sources import LoadError
from .models import Bill, Session, Subject
from .models.congress import congress_on


@receiver(nightly, dispatch_uid="advocacy")
def follow_subjects(sender, moment, **kwargs):
    """Update tracked bills; draft new ones on the subjects that staff follow.

    From each service whose key is set.
    """
    words = list(
        Subject.objects.exclude(followed_words="").values_list("followed_words", flat=True)
    )
    congress = congress_on(timezone.localdate(moment))
    done = []
    for text in words or ([""] if Bill.objects.filter(is_tracked=True).exists() else []):
        if settings.CONGRESS_API_KEY:
            api = Api(congress_gov.BASE, settings.CONGRESS_API_KEY)
            search = {"congress": congress, "query": text} if text else {}
            done.append(tried(congress_gov.import_congress, api, **search))
        if settings.OPENSTATES_API_KEY:
            api = Api(openstates.BASE, settings.OPENSTATES_API_KEY)
            done.append(tried(openstates.import_openstates, api, query=text))
    if words and not done:
        return "No key of Congress.gov or Open States is set, so no subject was followed."
    return " ".join(done) or "No subject of bills is followed."


@receiver(nightly, dispatch_uid="last_days_of_sessions")
def date_sessions(sender, moment, **kwargs):
    """Give sessions without a last day what a rule knows of it."""
    dated = 0
    for session in Session.objects.filter(ends_on=None).select_related("state"):
        if session.go_by_rule():
            session.save()
            dated += 1
    return f"Sessions whose last day a rule told: {dated}." if dated else ""


def tried(load, api, **questions):
    """What `load` says it did. A service that does not answer is tried again the next night."""
    try:
        return load(api, **questions)
    except LoadError as error:
        return str(error)

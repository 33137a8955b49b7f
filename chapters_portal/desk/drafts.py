"""A change that waits beside what the public reads: kept, proposed, scheduled, and then published.

A draft holds what its form held, rows below included. To publish it is to send that form: the same
rules, permissions and comparison with what others stored meanwhile. Nothing else reads it.
"""

import logging

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst

from chapters_portal.content.moments import in_both_zones
from chapters_portal.content.permissions import may_publish
from chapters_portal.history.changes import name_of_editor
from chapters_portal.history.versions import edits_noted_of, locked

from .conflicts import forms_in
from .unsaved import HIDDEN_FIELD, FormToken, is_kept

logger = logging.getLogger(__name__)

STAMP = "draft_stamp"  # the hidden field: which draft a form shows, and as of when


class DraftQuerySet(models.QuerySet):
    def of(self, row):
        return self.filter(kind=row._meta.label_lower, object_id=row.pk).first()

    def proposed(self):
        return self.filter(state=Draft.State.PROPOSED)

    def failed(self):
        return self.exclude(problem="")

    def due(self, moment):
        return self.filter(state=Draft.State.SCHEDULED, publish_at__lte=moment)

    def keep(self, row, request, **fields):
        """The draft of `row` with what was sent now. The same row keeps its one draft."""
        typed = [
            (name, texts)
            for name, texts in request.POST.lists()
            if is_kept(name) and not name.startswith("_") and name not in {STAMP, *OF_THE_PANEL}
        ]
        fields = {"publish_at": None, "publisher": None, "problem": "", "answer": "", **fields}
        draft, _ = self.update_or_create(
            kind=row._meta.label_lower,
            object_id=row.pk,
            defaults={"typed": typed, "touched_at": timezone.now(), "label": str(row)[:250]}
            | fields,
        )
        return draft


# What the publishing panel sends along with a form; it is no part of the form.
OF_THE_PANEL = {"note", "publish_day", "publish_time", "publish_zone"}


class Draft(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Live + changes"
        PROPOSED = "proposed", "With a publisher"
        RETURNED = "returned", "Returned"
        SCHEDULED = "scheduled", "Scheduled"

    kind = models.CharField(max_length=60)  # "answers.answer"
    object_id = models.PositiveBigIntegerField()
    label = models.CharField("what", max_length=250)
    typed = models.JSONField()  # pairs of a field and the texts that were sent for it
    state = models.CharField(max_length=10, choices=State)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    note = models.TextField("note for the publisher", max_length=500, blank=True)
    answer = models.TextField("the publisher's answer", max_length=500, blank=True)
    publish_at = models.DateTimeField("goes live", null=True, blank=True)
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="scheduled by",
    )
    problem = models.TextField("why it could not go live", blank=True)
    touched_at = models.DateTimeField("last changed")

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-touched_at", "-pk"]
        verbose_name = "change beside a live page"
        verbose_name_plural = "changes beside live pages"
        default_permissions = ["view", "publish"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="each_row_has_one_draft")
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        """Its form at the desk."""
        meta = self.model._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.object_id])

    @property
    def model(self):
        return apps.get_model(self.kind)

    @property
    def kind_in_words(self):
        return self.model._meta.verbose_name

    @property
    def by_in_words(self):
        return name_of_editor(self.author)

    @property
    def stamp(self):
        return f"{self.pk} {self.touched_at.isoformat()}"

    @property
    def state_in_words(self):
        if self.state == self.State.SCHEDULED:
            return f"Scheduled, {in_both_zones(self.publish_at)}"
        return self.get_state_display()

    def data_for(self, user):
        """As the browser of `user` sends its form."""
        data = QueryDict(mutable=True)
        for name, texts in self.typed:
            data.setlist(name, texts)
        data[HIDDEN_FIELD] = str(FormToken.new(user))
        data[STAMP] = self.stamp
        return data

    def publish(self, user):
        """Send its form for `user`. Returns why that was refused, in sentences; [] when it is live.

        What was refused has changed nothing.
        """
        request = HttpRequest()
        request.method, request.path = "POST", self.get_absolute_url()
        request.path_info = request.path
        request.POST = self.data_for(user)
        request.POST["_save"] = "Save"
        request._files = MultiValueDict()
        host = next(filter(is_name, settings.ALLOWED_HOSTS), "localhost")
        request.META = {"HTTP_HOST": host, "SCRIPT_NAME": ""}
        request.user, request.session, request.csp_nonce = user, {}, ""
        request._messages = Unheard()
        request._dont_enforce_csrf_checks = True
        model_admin = admin.site.get_model_admin(self.model)
        try:
            with transaction.atomic(), edits_noted_of(request):
                response = model_admin.changeform_view(request, str(self.object_id), "", None)
                problems = [] if hasattr(request, "saved_row") else problems_in(response)
                if problems:
                    transaction.set_rollback(True)
        except PermissionDenied:
            return [f"{name_of_editor(user)} may not publish this any more."]
        return problems

    def tell(self, users, letter, **context):
        """Send a letter about it to those of `users` who have an address."""
        for user in users:
            if user.email:
                context = {"draft": self, "user": user, **context}
                text = render_to_string(f"admin/letters/{letter}.txt", context)
                subject, _, body = text.partition("\n")
                EmailMessage(subject, body.lstrip(), to=[user.email]).send()

    def publishers(self):
        """The accounts that may publish it."""
        staff = get_user_model().objects.filter(is_staff=True, is_active=True)
        return [user for user in staff if may_publish(user, self.model)]


def is_name(host):
    """Whether an allowed host is one host, and no pattern."""
    return host[0].isalnum()


class Unheard(list):
    """Takes the messages of a form that nobody sits before."""

    def add(self, level, message, extra_tags=""):
        pass


def problems_in(response):
    """Why a form was refused, from the context of the page that says so."""
    context = getattr(response, "context_data", None) or {}
    if "adminform" not in context:
        return ["It is not there any more."]
    if conflict := context.get("conflict"):
        return [
            f"{capfirst(conflict.who)} saved it meanwhile: {one.what}." for one in conflict.clashes
        ]
    sentences = [
        f"{form.fields[name].label}: {error}" if name in form.fields else str(error)
        for form in forms_in(context)
        for name, errors in form.errors.items()
        for error in errors
    ]
    for inline in context["inline_admin_formsets"]:
        sentences += map(str, inline.formset.non_form_errors())
    return sentences or ["The form could not be saved."]


def publish_due(moment):
    """Publish what is scheduled until `moment`; returns pairs of each draft and its problems.

    Who scheduled it is told when it could not go live; it stays, as a draft.
    """
    done = []
    for draft in Draft.objects.due(moment):
        with transaction.atomic():
            draft = locked(Draft.objects.due(moment).filter(pk=draft.pk)).first()
            if draft is None:
                continue
            try:
                problems = draft.publish(draft.publisher or draft.author)
            except Exception:
                # Others, and the mail, must not wait for one that breaks.
                logger.exception("The change of %s %s broke.", draft.kind, draft.object_id)
                problems = ["Something broke on our side."]
            if problems:
                draft.state, draft.problem = Draft.State.DRAFT, "\n".join(problems)
                draft.save(update_fields=["state", "problem"])
                draft.tell({draft.author, draft.publisher} - {None}, "not_live", problems=problems)
            done.append((draft, problems))
    return done

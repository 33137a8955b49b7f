"""Messages that come in through Contact CRO, and what they are about."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string

from chapters_portal.content.moments import MomentField
from chapters_portal.history.versions import History
from chapters_portal.operations.limits import HOUR, count_one

from .collections import Answer

MOST_IN_AN_HOUR = 5
TOO_MANY = (
    "Your network has sent us several messages within the hour. Your text is still here: send it "
    "after the full hour, or call us."
)

validate_line = RegexValidator(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", "Write it in one line.", inverse_match=True
)


class Topic(models.Model):
    """What a message can be about, and whose mailbox it goes to."""

    title = models.CharField(max_length=80, unique=True, validators=[validate_line])
    slug = models.SlugField(
        max_length=40, unique=True, help_text="How a link names it: /contact/?topic=press"
    )
    help = models.CharField(max_length=250, blank=True, help_text="What the writer should tell us.")
    email = models.EmailField("mailbox", blank=True, help_text="Left empty, the office’s mailbox.")
    asks_deadline = models.BooleanField(
        "asks for outlet and deadline", default=False, help_text="For the press."
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")
    is_shown = models.BooleanField("shown on the form", default=True)

    history = History()

    class Meta:
        ordering = ["order", "title"]

    def __str__(self):
        return self.title

    @property
    def mailbox(self):
        return self.email or settings.OFFICE_EMAIL


class InquiryQuerySet(models.QuerySet):
    def unanswered(self):
        """What waits for the office, by deadline; those of the press come first."""
        return self.filter(state=Inquiry.State.NEW)

    def answered_before(self, moment):
        return self.filter(state=Inquiry.State.ANSWERED, answered_at__lt=moment)

    def spam_before(self, moment):
        """What came before `moment` and is spam."""
        return self.filter(state=Inquiry.State.SPAM, received_at__lt=moment)

    def mark_answered(self, moment):
        """Close what is still open, and return how many that were."""
        still_open = self.exclude(state=Inquiry.State.ANSWERED)
        return still_open.update(state=Inquiry.State.ANSWERED, answered_at=moment)

    def mark(self, state):
        """Make it new again, or spam."""
        return self.update(state=state, answered_at=None)


class Inquiry(models.Model):
    """A message to the office, and what became of it."""

    class State(models.IntegerChoices):
        """In the order of the inbox."""

        NEW = 1, "New"
        ANSWERED = 2, "Answered"
        SPAM = 3, "Spam"

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="inquiries")
    name = models.CharField(max_length=100, validators=[validate_line])
    email = models.EmailField("e-mail")
    about = models.CharField("chapter", max_length=200, blank=True, validators=[validate_line])
    message = models.TextField(
        validators=[
            MaxLengthValidator(
                10_000,
                "A message may have 10,000 characters, and yours has %(show_value)d. "
                "Shorten it, or send it in parts.",
            )
        ]
    )
    outlet = models.CharField(max_length=120, blank=True, validators=[validate_line])
    deadline_at = MomentField("deadline", null=True, blank=True)
    received_at = models.DateTimeField("received")
    state = models.PositiveSmallIntegerField(choices=State, default=State.NEW)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    reply = models.TextField(
        blank=True, help_text="Plain words. Save keeps them here; nothing goes out until you send."
    )
    draft = models.ForeignKey(
        Answer,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="inquiries",
        verbose_name="answer made of it",
    )
    fingerprint = models.CharField(
        max_length=64, unique=True, help_text="The same when one form is sent twice unchanged."
    )

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ["state", F("deadline_at").asc(nulls_last=True), "-received_at"]
        verbose_name_plural = "inquiries"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=2, answered_at__isnull=False)
                | (~Q(state=2) & Q(answered_at=None)),
                name="an_answered_inquiry_says_when",
                violation_error_message="An answered message, and no other, says when.",
            )
        ]

    def __str__(self):
        return f"{self.topic}, from {self.name}"

    @transaction.atomic
    def receive(self, network, moment, portal):
        """Keep it and put the letter to the office in the outbox, unless it was sent before.

        Raises TooMany, and keeps nothing, when `network` has sent enough in this hour.
        `portal` is the beginning of our own addresses, for the letter's link.
        """
        self.received_at = moment
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            if Inquiry.objects.filter(fingerprint=self.fingerprint).exists():
                return
            raise
        count_one("message", network, MOST_IN_AN_HOUR, HOUR, TOO_MANY)
        if self.state == self.State.NEW:
            self._write(self.topic.mailbox, self.email, str(self), "inquiry", portal=portal)

    @transaction.atomic
    def send_reply(self, moment):
        """Put the reply in the outbox and close the inquiry. False when it is closed already."""
        if not Inquiry.objects.filter(pk=self.pk).mark_answered(moment):
            return False
        by_hand = {"Auto-Submitted": "no"}
        self._write(self.email, self.topic.mailbox, f"Your message: {self.topic}", "reply", by_hand)
        return True

    @transaction.atomic
    def draft_answer(self):
        """The unpublished answer made of this question. None when no collection can hold it."""
        if self.draft is None:
            question = self.message.strip().splitlines()[0][:100].strip()
            self.draft = Answer.objects.create_draft(question)
            self.save(update_fields=["draft"])
        return self.draft

    def _write(self, to, reply_to, subject, letter, headers=None, **context):
        body = render_to_string(f"answers/letters/{letter}.txt", {"inquiry": self, **context})
        EmailMessage(subject, body, to=[to], reply_to=[reply_to], headers=headers).send()

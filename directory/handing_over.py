"""One seat of a chapter passes from one person to the next, in one form and one save."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from chapters_portal.content.permissions import may

from .models import OfficeHolder, Person, Position
from .models.officers import refuse_bad_seating


def day_field(label, **options):
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}), **options)


class HandOverForm(forms.Form):
    """Who leaves a seat of `chapter`, who follows, and from which days on."""

    seat = forms.ChoiceField(
        label="Which position",
        error_messages={"invalid_choice": "This changed meanwhile. Choose it again from the list."},
    )
    last_day = day_field("Last day of who leaves", required=False)
    follower = forms.ModelChoiceField(
        Person.objects.all(), label="Who follows, if the portal knows the person", required=False
    )
    new_name = forms.CharField(label="Or the name of somebody new", max_length=120, required=False)
    new_email = forms.EmailField(
        label="E-mail of somebody new",
        required=False,
        help_text="Staff alone see it, until you make it public in the list of people.",
    )
    first_day = day_field(
        "First day of who follows",
        required=False,
        help_text="Empty for the day after the last day of who leaves.",
    )
    ends_on = day_field(
        "Last day of who follows", required=False, help_text="Empty while it is not known."
    )

    def __init__(self, *args, chapter, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.chapter, self.user = chapter, user
        relation = OfficeHolder._meta.get_field("person")
        self.fields["follower"].widget = AutocompleteSelect(
            relation, admin.site, choices=self.fields["follower"].choices
        )
        self.seats = dict(self.seats_now())
        self.fields["seat"].choices = [("", "Choose one")] + [
            (key, label) for key, (label, _, _) in self.seats.items()
        ]

    def seats_now(self):
        """Pairs of a key, which changes with what is stored, and label, position, and term."""
        today, taken = localdate(), set()
        serving = OfficeHolder.objects.filter(chapter=self.chapter).serving_on(today)
        for term in serving.in_order_of_rank().select_related("position", "person"):
            taken.add(term.position_id)
            end = f", until {term.end_in_words}" if term.ends_on else ""
            label = f"{term.office}: {term.person}{end}"
            yield f"term-{term.pk}-{term.ends_on or ''}", (label, term.position, term)
        posts = dict(self.chapter.posts.values_list("position", "is_kept"))
        here = Q(is_in_every_chapter=True) | Q(pk__in=posts)
        for position in Position.objects.filter(here).exclude(pk__in=taken):
            has_seat = self.chapter.has_council_seat or not position.needs_council_seat
            if posts.get(position.pk, True) and has_seat:
                yield f"vacant-{position.pk}", (f"{position}: vacant", position, None)

    def clean(self):
        typed = super().clean()
        if "seat" not in typed:
            return typed
        _, self.position, self.leaving = self.seats[typed["seat"]]
        self.new_person = None
        if typed.get("new_name"):
            self.new_person = Person(name=typed["new_name"], email=typed.get("new_email", ""))
            if typed.get("follower"):
                self.add_error("new_name", "Choose somebody above or name somebody new, not both.")
            elif not may(self.user, "add", Person):
                self.add_error("new_name", "Your role adds no people. Choose one above.")
        person = typed.get("follower") or self.new_person
        if self.leaving and not typed.get("last_day"):
            self.add_error("last_day", "Say on which day the person leaves.")
        if not (person or self.leaving):
            self.add_error("follower", "Nobody holds this position. Say who follows.")
        if not self.errors:
            self.prepare(typed, person)
        return typed

    def prepare(self, typed, person):
        """Build both terms, and check them together as they would be stored."""
        self.terms, first_day = [], typed.get("first_day")
        if self.leaving:
            self.leaving.put_end(typed["last_day"].isoformat())
            self.terms.append(self.leaving)
            first_day = first_day or typed["last_day"] + timedelta(days=1)
        if person:
            if first_day is None:
                self.add_error("first_day", "Say from which day on.")
                return
            following = OfficeHolder(chapter=self.chapter, position=self.position, person=person)
            following.put_start(first_day.isoformat())
            following.put_end(typed["ends_on"].isoformat() if typed.get("ends_on") else "")
            self.terms.append(following)
        for term in self.terms:
            term.is_checked_with_its_siblings = True
            try:
                term.full_clean(exclude=["person"])
            except ValidationError as error:
                for message in error.messages:
                    field = "last_day" if term is self.leaving else "first_day"
                    self.add_error(field, message)
        if not self.errors:
            try:
                refuse_bad_seating(self.chapter, self.terms)
            except ValidationError as error:
                self.add_error(None, error)

    @transaction.atomic
    def save(self):
        """Store it, and say in a sentence what was done."""
        if self.new_person:
            self.new_person.save()
        for term in self.terms:
            term.person = term.person  # the key of somebody new is known by now
            term.save()
        *_, last = self.terms
        if last is self.leaving:
            return f"{last.person} leaves on {last.end_in_words}. Nobody follows yet."
        return f"{last.person} is {last.office} of {self.chapter} from {last.start_in_words} on."

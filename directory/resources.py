"""Chapters, people and terms as rows of a sheet."""

from chapters_portal.publishing.exchange.resources import DeskResource

from .models import Person


class PersonResource(DeskResource):
    keys = [("email",), ("name",)]

    class Meta:
        model = Person
        fields = ["id", "name", "email", "is_email_public", "phone", "is_phone_public", "is_sample"]

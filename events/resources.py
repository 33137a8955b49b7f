"""Celebrations as rows of a sheet."""

from chapters_portal.sheets.columns import Column, One
from chapters_portal.sheets.resources import Resource

from .models import Celebration


class CelebrationResource(Resource):
    keys = [("slug",), ("title",)]
    slug_from = ["title"]

    follows = Column(
        "follows",
        "Day of",
        One(
            Celebration.objects.all(),
            lambda celebration: celebration.title,
            lambda celebration: celebration.slug,
            help_text="The title of the celebration whose day it is. "
            "That one must be there already.",
            may_be_empty=True,
        ),
    )

    class Meta:
        model = Celebration
        fields = [
            "id",
            "title",
            "slug",
            "kind",
            "sponsor",
            "summary",
            "text",
            "url",
            "rule",
            "nth",
            "weekday",
            "month",
            "day",
            "until_month",
            "until_day",
            "follows",
            "standing",
            "standing_note",
            "source",
            "published_at",
            "withdrawn_at",
            "withdrawn_reason",
        ]

    def get_queryset(self):
        return super().get_queryset().select_related("follows")

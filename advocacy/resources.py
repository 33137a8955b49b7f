"""Bills, links and subscribers as rows of a sheet."""

from import_export.fields import Field

from chapters_portal.sheets.columns import Column, Many, ManyColumn, One
from chapters_portal.sheets.resources import Resource
from directory.models import State

from .models import Bill, Session, StateLink, Subject, Subscriber


class BillResource(Resource):
    keys = [("session", "identifier")]
    slug_from = ["identifier", "title"]

    session = Column(
        "session",
        "Session",
        One(
            Session.objects.select_related("state"),
            lambda session: f"{session.code} {session.identifier}",
            str,
            help_text="The code of the state, or US, and the session: TX 89R, or US 119.",
        ),
    )
    subjects = ManyColumn(
        "subjects",
        "Subjects",
        Many(
            Subject.objects.all(),
            lambda subject: subject.name,
            help_text="Their names, with semicolons between them.",
        ),
    )

    class Meta:
        model = Bill
        fields = [
            "id",
            "session",
            "identifier",
            "title",
            "our_title",
            "slug",
            "position",
            "why",
            "our_summary",
            "official_summary",
            "stage",
            "stage_by_staff",
            "subjects",
            "url",
            "is_tracked",
            "openstates_id",
            "congress_key",
            "published_at",
            "withdrawn_at",
            "withdrawn_reason",
        ]

    def get_queryset(self):
        return super().get_queryset().select_related("session__state").prefetch_related("subjects")


class StateLinkResource(Resource):
    keys = [("state", "url"), ("state", "kind", "title")]

    state = Column(
        "state",
        "State",
        One(
            State.objects.all(),
            lambda state: state.code,
            lambda state: state.name,
            help_text="Its code or its name.",
        ),
    )

    class Meta:
        model = StateLink
        fields = [
            *["id", "state", "kind", "title", "url", "source"],
            *["seen_on", "begun_on", "ended_on"],
        ]

    def get_queryset(self):
        return super().get_queryset().select_related("state")


class SubscriberResource(Resource):
    """Nobody is added by a sheet: people join by themselves."""

    state = Column(
        "state", "State", One(State.objects.all(), lambda state: state.code, help_text="")
    )
    departure = Field("departure_path", "Unsubscribe")

    class Meta:
        model = Subscriber
        fields = ["email", "state", "confirmed_at", "departure"]

    def get_queryset(self):
        return super().get_queryset().select_related("state")

    def table(self, rows):
        for cells in super().table(rows):
            yield [*cells[:-1], self.portal + cells[-1]]

"""The states, positions, chapters and the committee that a fresh portal starts from."""

from django.utils import timezone

from chapters_portal.sheets.command import apply_file
from chapters_portal.starter_content.files import HERE, read, rows_of, save

from .models import Chapter, Committee, Position, State
from .resources import ChapterResource
from .samples import add_sample_officers


def load(published_at):
    load_states()
    for position in read("directory/positions.yaml")["positions"]:
        save(Position(**position))
    apply_file(ChapterResource, HERE / "directory/chapters.csv")
    Chapter.objects.update(loaded_on=timezone.localdate(published_at))
    save(Committee(**read("directory/committee.yaml")))


def load_states():
    rows = list(rows_of("directory/states.csv"))
    neighbors = {row["code"]: row.pop("neighbors").split() for row in rows}
    states = {row["code"]: save(State(**row)) for row in rows}
    for code, others in neighbors.items():
        states[code].neighbors.add(*(states[other] for other in others))


def load_samples(today):
    add_sample_officers(today)

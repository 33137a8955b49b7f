"""The directory as rows for a spreadsheet."""

from chapters_portal.sheets.files import write_csv

from .models import Position
from .resources import ChapterResource


def chapter_sheet(chapters, rosters):
    """One row a chapter; for each position a column of names and one of public addresses."""
    kept = {seat.position for seats in rosters.values() for seat in seats}
    positions = [one for one in Position.objects.all() if one.is_in_every_chapter or one in kept]
    resource = ChapterResource(None)
    header = list(resource.public)
    for position in positions:
        header += [position.name, f"{position.name} e-mail"]

    def row(chapter):
        seats = {seat.position: seat for seat in rosters[chapter.pk]}
        cells = resource.public_cells(chapter)
        for position in positions:
            holders = seats[position].holders if position in seats else []
            names = "; ".join(f"{holder.person}{holder.in_capacity}" for holder in holders)
            cells += [
                names or ("Vacant" if position in seats else ""),
                "; ".join(filter(None, (holder.public_address for holder in holders))),
            ]
        return cells

    return write_csv(header, (row(chapter) for chapter in chapters))


def officer_sheet(holders):
    """One row a term; `holders` come with their chapters."""
    header = [
        *["Chapter", "Position", "Capacity", "Name", "E-mail", "Telephone"],
        *["First day", "Last day", "Note"],
    ]
    return write_csv(
        header,
        (
            [
                holder.chapter.name,
                holder.position.name,
                holder.get_capacity_display(),
                holder.person.name,
                holder.public_address,
                holder.person.public_phone and holder.person.public_phone.as_national,
                holder.start_as_written,
                holder.end_as_written,
                "Sample person" if holder.person.is_sample else "",
            ]
            for holder in holders
        ),
    )


def vacancy_sheet(vacancies):
    """One row for each pair of a chapter and a seat that nobody holds."""
    header = ["Chapter", "Position", "Mailbox of the position", "E-mail of the chapter"]
    return write_csv(
        header,
        (
            [chapter.name, seat.position.name, seat.mailbox, chapter.email]
            for chapter, seat in vacancies
        ),
    )

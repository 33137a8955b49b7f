"""The directory as rows for a spreadsheet."""

from chapters_portal.sheets.files import write_csv

from .models import Position


def chapter_sheet(chapters, rosters):
    """One row a chapter; for each position a column of names and one of public addresses."""
    positions = list(Position.objects.all())
    header = [
        *("Chapter", "Abbreviation", "Kind", "States", "Founded", "Website", "Take action"),
        *("Telephone", "E-mail", "Street", "City", "State", "ZIP code"),
        *("Officers change in", "Joint student membership", "Correct as of"),
    ]
    for position in positions:
        header += [position.name, f"{position.name} e-mail"]

    def row(chapter):
        seats = {seat.position: seat for seat in rosters[chapter.pk]}
        cells = [
            *(chapter.name, chapter.abbreviation, chapter.get_kind_display()),
            " ".join(state.code for state in chapter.states.all()),
            *(chapter.founded, chapter.website, chapter.take_action_url),
            chapter.phone and chapter.phone.as_national,
            *(chapter.email, chapter.street, chapter.city, chapter.region_code),
            *(chapter.postal_code, chapter.get_officers_change_month_display()),
            *(chapter.joint_student_membership_in_words, chapter.assured_on),
        ]
        for position in positions:
            holders = seats[position].holders if position in seats else []
            names = "; ".join(holder.person.name for holder in holders)
            cells += [
                names or ("Vacant" if position in seats else ""),
                "; ".join(filter(None, (holder.public_address for holder in holders))),
            ]
        return cells

    return write_csv(header, (row(chapter) for chapter in chapters))


def officer_sheet(holders):
    """One row a term; `holders` come with their chapters."""
    header = ["Chapter", "Position", "Name", "E-mail", "Telephone", "First day", "Last day", "Note"]
    return write_csv(
        header,
        (
            [
                *(holder.chapter.name, holder.position.name, holder.person.name),
                holder.public_address,
                holder.person.public_phone and holder.person.public_phone.as_national,
                *(holder.starts_on, holder.ends_on),
                "Sample person" if holder.person.is_sample else "",
            ]
            for holder in holders
        ),
    )

"""Made-up officers, so that a portal on trial shows every stage: serving, elect, past, vacant.

Every person is marked as a sample, and every address ends in example.org.
"""

from datetime import date, timedelta

from directory.models import Chapter, Committee, CommitteeMember, OfficeHolder, Person, Position

DAY = timedelta(days=1)


def add_sample_officers(today):
    """Add people and terms around `today` to every chapter and to the committee."""
    positions = {position.slug: position for position in Position.objects.all()}
    for number, chapter in enumerate(Chapter.objects.order_by("name")):
        _add_officers(chapter, number, positions, today)
    _add_committee(today)


def _add_officers(chapter, number, positions, today):
    def person(title):
        words = f"{title} {chapter.slug}".lower().replace(" ", ".")
        return Person.objects.create(
            name=f"Sample {title}",
            email=f"{words}@example.org",
            is_email_public=number % 7 != 0,
            is_sample=True,
        )

    def term(slug, holder, starts_on, ends_on):
        OfficeHolder.objects.create(
            chapter=chapter,
            position=positions[slug],
            person=holder,
            starts_on=starts_on,
            ends_on=ends_on,
        )

    begins = _last_change(chapter.officers_change_month or 7, today)
    next_begins, before = _years_on(begins, 1), _years_on(begins, -1)
    president, earlier, director = person("President"), person("Past President"), person("Director")
    term("president", earlier, before, begins - DAY)
    if number % 19 != 18:
        term("president", president, begins, next_begins - DAY)
    if number % 5 != 4:
        elect = person("Elect")
        term("president-elect", elect, begins, next_begins - DAY)
        term("president", elect, next_begins, _years_on(begins, 2) - DAY)
    if chapter.has_council_seat:
        councilor_begins = _years_on(begins, -(number % 3))
        councilor, former = person("Councilor"), person("Past Councilor")
        term("councilor", former, _years_on(councilor_begins, -3), councilor_begins - DAY)
        term("councilor", councilor, councilor_begins, _years_on(councilor_begins, 3) - DAY)
    if number % 3 != 2:
        term("executive-director", director, date(begins.year - 4, 1, 1), None)


def _add_committee(today):
    committee = Committee.objects.get(slug="chapter-relations")
    begins = _last_change(7, today)
    roles = CommitteeMember.Role
    for role in [roles.CHAIR, roles.MEMBER, roles.MEMBER, roles.MEMBER, roles.INTERN]:
        number = committee.members.count() + 1
        person = Person.objects.create(name=f"Sample Member {number}", is_sample=True)
        CommitteeMember.objects.create(
            committee=committee,
            person=person,
            role=role,
            starts_on=_years_on(begins, -(number % 2)),
            ends_on=_years_on(begins, 2 - number % 2) - DAY,
        )


def _last_change(month, today):
    year = today.year if month <= today.month else today.year - 1
    return date(year, month, 1)


def _years_on(day, years):
    return day.replace(year=day.year + years)

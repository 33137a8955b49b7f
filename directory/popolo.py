"""The directory in Popolo terms: organizations, posts, memberships, persons.

https://www.popoloproject.com/ defines them. An id is made once, and stays when an address changes.
"""

from chapters_portal.content.identity import uid_of

from .addresses import Kind

CONTACT_TYPES = {Kind.PHONE: "voice", Kind.EMAIL: "email", Kind.MAIL: "address"}


def document(chapters, rosters, date, absolute):
    """The whole answer for `chapters` and their `rosters` on `date`.

    `absolute` makes a whole address of a path. A post without a membership is vacant. Only what
    the public may see is in it. A date
    known by month or year alone is as short: 2025-07, 2019.
    """
    posts, memberships, persons = [], [], {}
    for chapter in chapters:
        for seat in rosters[chapter.pk]:
            posts.append(_post(chapter, seat))
            for holder in seat.holders:
                memberships.append(_membership(chapter, seat, holder))
                persons[holder.person_id] = _person(holder.person)
    return {
        "as_of": date.isoformat(),
        "organizations": [_organization(chapter, date, absolute) for chapter in chapters],
        "posts": posts,
        "memberships": memberships,
        "persons": list(persons.values()),
    }


def _organization(chapter, date, absolute):
    addresses = chapter.addresses
    return {
        "id": chapter.uid,
        "name": chapter.name_on(date),
        "other_names": [
            *([{"name": chapter.abbreviation}] if chapter.abbreviation else []),
            *(
                {"name": former.name, "end_date": former.until.isoformat()}
                for former in chapter.former_names.all()
            ),
        ],
        "classification": chapter.get_kind_display(),
        "founding_date": str(chapter.founded) if chapter.founded else None,
        "dissolution_date": chapter.ended_on and chapter.ended_on.isoformat(),
        "merged_into": chapter.merged_into and chapter.merged_into.uid,
        "areas": [
            {"id": state.ocd_division_id, "name": state.name, "classification": state.code}
            for state in chapter.states.all()
        ],
        "contact_details": [
            {"type": CONTACT_TYPES[one.kind], "value": _contact(chapter, one)}
            for kind in CONTACT_TYPES
            for one in addresses
            if one.kind == kind
        ],
        "links": [
            {"note": "Directory page", "url": absolute(chapter.get_absolute_url())},
            *(
                {"note": one.label, "url": one.url}
                for one in addresses
                if one.kind not in CONTACT_TYPES
            ),
        ],
        "joint_student_membership": chapter.joint_student_membership,
        "officers_change_month": chapter.officers_change_month,
        "correct_as_of": chapter.assured_on and chapter.assured_on.isoformat(),
    }


def _contact(chapter, address):
    return chapter.phone.as_international if address.kind == Kind.PHONE else address.text


def _post(chapter, seat):
    return {
        "id": _post_id(chapter, seat.position),
        "label": seat.position.name,
        "role": seat.position.slug,
        "organization_id": chapter.uid,
        "contact_details": _contacts(email=seat.mailbox),
    }


def _membership(chapter, seat, holder):
    return {
        "id": f"term/{holder.pk}",
        "person_id": f"person/{holder.person_id}",
        "organization_id": chapter.uid,
        "post_id": _post_id(chapter, seat.position),
        "label": holder.office,
        "role": seat.position.name,
        "capacity": holder.capacity or None,
        "start_date": holder.start_as_written,
        "end_date": holder.end_as_written or None,
        "contact_details": _contacts(email=holder.public_address),
    }


def _person(person):
    return {
        "id": f"person/{person.pk}",
        "name": person.name,
        "is_sample": person.is_sample,
        "contact_details": _contacts(
            email=person.public_email,
            voice=person.public_phone and person.public_phone.as_international,
        ),
    }


def _contacts(**values):
    return [{"type": kind, "value": value} for kind, value in values.items() if value]


def _post_id(chapter, position):
    return uid_of(chapter.uid, "position", position.pk)

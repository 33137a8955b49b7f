"""What search engines read of a date, in the words of schema.org."""

from .models.dates import DateState


def event_data(occurrences, absolute):
    """Dates as schema.org Events; `absolute` makes a whole address of a path.

    Provisional dates are not told: schema.org has no word for them, and they would pass for sure.
    """
    return [_event(one, absolute) for one in occurrences if one.state != DateState.PROVISIONAL]


def _event(occurrence, absolute):
    celebration = occurrence.celebration
    state = "EventCancelled" if occurrence.is_cancelled else "EventScheduled"
    content = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": celebration.title,
        "description": celebration.summary,
        "startDate": occurrence.starts_on.isoformat(),
        "endDate": occurrence.ends_on.isoformat(),
        "eventStatus": f"https://schema.org/{state}",
        "url": absolute(occurrence.get_absolute_url()),
        "location": {
            "@type": "Place",
            "name": "Libraries in the United States",
            "address": {"@type": "PostalAddress", "addressCountry": "US"},
        },
    }
    if celebration.sponsor:
        content["organizer"] = {"@type": "Organization", "name": celebration.sponsor}
    return {name: value for name, value in content.items() if value}

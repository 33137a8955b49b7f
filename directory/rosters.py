"""Who sits where on a day, and which seats are empty."""

from dataclasses import dataclass, field

from .models import OfficeHolder, Position, Post


@dataclass
class Seat:
    """One position of one chapter on one day. Nobody in `holders` means that it is vacant."""

    position: Position
    mailbox: str = ""
    holders: list[OfficeHolder] = field(default_factory=list)


def rosters_on(date, chapters, *, is_today):
    """The seats of each of `chapters` on `date`, by chapter id, in order of rank.

    Four queries, however many chapters. A position that somebody holds is always there; one that
    nobody holds is there unless the chapter does not have it. A role's mailbox is read by whoever
    holds it today, so it is left out for any other day.
    """
    positions = list(Position.objects.all())
    posts = {
        (post.chapter_id, post.position_id): post
        for post in Post.objects.filter(chapter__in=chapters)
    }
    of_their_own = set(Post.objects.positions_of_their_own(date, chapters))
    serving = {}
    holders = OfficeHolder.objects.filter(chapter__in=chapters).serving_on(date).in_order_of_rank()
    for holder in holders:
        serving.setdefault((holder.chapter_id, holder.position_id), []).append(holder)

    def seats_of(chapter):
        for position in positions:
            post = posts.get((chapter.pk, position.pk))
            holders = serving.get((chapter.pk, position.pk), [])
            is_open = (
                (position.is_in_every_chapter or (chapter.pk, position.pk) in of_their_own)
                and (chapter.has_council_seat or not position.needs_council_seat)
                and (post is None or post.is_kept)
                and chapter.exists_on(date)
            )
            if holders or is_open:
                mailbox = post.email if post and is_today else ""
                for holder in holders:
                    holder.mailbox = mailbox
                yield Seat(position, mailbox, holders)

    return {chapter.pk: list(seats_of(chapter)) for chapter in chapters}


def holders_in(rosters):
    return [holder for seats in rosters.values() for seat in seats for holder in seat.holders]


def has_samples(holders):
    return any(holder.person.is_sample for holder in holders)

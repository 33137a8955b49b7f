"""Who: the chapters, the people who lead them, and the committee that speaks for them."""

from .chapters import Chapter, State
from .committees import Committee, CommitteeMember
from .officers import OfficeHolder, Person, Position, Post

__all__ = [
    "Chapter",
    "Committee",
    "CommitteeMember",
    "OfficeHolder",
    "Person",
    "Position",
    "Post",
    "State",
]

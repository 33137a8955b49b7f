"""Who: the chapters, the people who lead them, and the committee that speaks for them."""

# ruff: noqa: F401

from .chapters import Chapter, FormerName, State
from .committees import Committee, CommitteeMember
from .officers import OfficeHolder, Person, Position, Post

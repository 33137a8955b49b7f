"""What we are asked: collections of questions with our answers, and the messages that come in."""

from .collections import Answer, Collection, DailyVotes, Source
from .inquiries import Inquiry, TooManyMessages, Topic
from .limits import HourlyCount

__all__ = [
    "Answer",
    "Collection",
    "DailyVotes",
    "HourlyCount",
    "Inquiry",
    "Source",
    "TooManyMessages",
    "Topic",
]

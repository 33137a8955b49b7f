"""What we are asked: collections of questions with our answers."""

from .collections import Answer, Collection, DailyVotes, Source

__all__ = ["Answer", "Collection", "DailyVotes", "Source"]

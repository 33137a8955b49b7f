"""What we are asked: collections of questions with our answers, and the messages that come in."""

# ruff: noqa: F401

from .channels import Channel
from .collections import Answer, Collection, DailyVotes, Source
from .inquiries import Inquiry, Topic

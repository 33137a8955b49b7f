"""When: what libraries celebrate, on which days, and when chapters meet."""

# ruff: noqa: F401

from .celebrations import Celebration, Toolkit
from .conferences import Conference
from .occurrences import Occurrence
from .preparations import Preparation

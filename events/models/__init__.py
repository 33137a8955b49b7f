"""When: what libraries celebrate, on which days, and when chapters meet."""

from .celebrations import Celebration, Toolkit
from .conferences import Conference
from .occurrences import Occurrence

__all__ = ["Celebration", "Conference", "Occurrence", "Toolkit"]

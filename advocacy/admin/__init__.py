"""What we say, and to whom, at the desk. Each module registers its own."""

from . import actions, bills, congress, press, subscribers  # noqa: F401

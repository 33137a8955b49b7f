"""What we say, and to whom, at the desk. Each module registers its own."""

from . import actions, press  # noqa: F401

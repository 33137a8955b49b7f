"""What we are asked, at the desk. Each module registers its own."""

from . import answers, inquiries, searches  # noqa: F401

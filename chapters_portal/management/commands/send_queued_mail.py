"""The library's name for it: installations call it by the clock."""

from .send_mail import Command  # noqa: F401

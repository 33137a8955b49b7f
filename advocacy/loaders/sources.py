"""Where a load reads from: a file, or an address on the web."""

import hashlib
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

from django.core.exceptions import ValidationError

TIMEOUT = 30  # seconds without an answer
LARGEST = 60 * 1024 * 1024  # bytes
CHUNK = 1024 * 1024
NOT_THERE = {404, 410}


class LoadError(Exception):
    """Data that cannot be loaded: where it stands, and what is wrong with it."""

    def __init__(self, origin, reason):
        super().__init__(f"{origin}: {reason}")


class BadData(LoadError):
    """What one question was answered is wrong or not there; other answers may be right."""


@contextmanager
def reading(origin, what):
    """Raise BadData when `what`, a part of the data of `origin`, has not the form we know."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ValidationError) as error:
        raise BadData(origin, f"{what} cannot be read: {error!r:.300}") from error


@dataclass
class Source:
    """A file that has been read whole, and when it was last changed, where that is said."""

    origin: str
    content: bytes
    dated_on: date | None = None

    @property
    def checksum(self):
        return hashlib.sha256(self.content).hexdigest()

    @property
    def text(self):
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise LoadError(self.origin, f"Byte {error.start} is not UTF-8 text.") from error


def read_source(place):
    """The Source at `place`, a path or an http(s) address.

    Raises LoadError when it cannot be had, takes too long, or is larger than LARGEST.
    """
    place = str(place)
    return read_web(place) if urlsplit(place).scheme in {"http", "https"} else _read_file(place)


def read_companion(place, name):
    """The Source called `name` beside `place`, or None where there is none."""
    place = str(place)
    if urlsplit(place).scheme not in {"http", "https"}:
        beside = Path(place).with_name(name)
        return read_source(beside) if beside.exists() else None
    try:
        return read_web(urljoin(place, name))
    except LoadError as error:
        if isinstance(error.__cause__, HTTPError) and error.__cause__.code in NOT_THERE:
            return None
        raise


def _read_file(place):
    path = Path(place)
    try:
        if path.stat().st_size > LARGEST:
            raise LoadError(place, f"The file is larger than {LARGEST:,} bytes.")
        return Source(place, path.read_bytes())
    except OSError as error:
        raise LoadError(place, f"The file cannot be read: {error.strerror}.") from error


def read_web(place, *, headers=(), largest=None, timeout=None):
    """The Source at an http(s) address. `headers` go to that host alone, not where it leads on."""
    largest = largest or LARGEST
    request = Request(place, headers={"User-Agent": "chapters-portal"})  # noqa: S310 (http or https)
    for name, value in headers:
        request.add_unredirected_header(name, value)
    try:
        with (
            urlopen(request, timeout=timeout or TIMEOUT) as answer,  # noqa: S310
            tempfile.TemporaryFile() as file,
        ):
            while chunk := answer.read(CHUNK):
                file.write(chunk)
                if file.tell() > largest:
                    raise LoadError(place, f"The answer is larger than {largest:,} bytes.")
            announced = answer.headers.get("Content-Length")
            if announced and announced.isdigit() and int(announced) != file.tell():
                raise LoadError(place, "The answer ended before it was whole.")
            file.seek(0)
            modified = answer.headers.get("Last-Modified")
            dated_on = parsedate_to_datetime(modified).date() if modified else None
            return Source(place, file.read(), dated_on)
    except (URLError, HTTPException, TimeoutError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise LoadError(place, f"There is no answer: {reason}.") from error

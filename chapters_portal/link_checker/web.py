"""Asks a server on the public internet one question, and nobody inside our own walls.

`advocacy.loaders.sources` reads data whole from places that the office chose. Here anybody may have
written the address, so every connection goes to the very address that was looked up and checked,
and of what comes back little is read.
"""

import io
import socket
import ssl
import time
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

AGENT = "chapters-portal"  # by this name a robots.txt may mean us
PORTS = {80, 443, 8080, 8443}
LARGEST = 64 * 1024  # bytes of an answer that are read, its headers among them
IPV6_UNICAST = ip_network("2000::/3")


class NoAnswer(Exception):
    """Why nobody answers at an address, in words for staff."""


class BrokenOff(NoAnswer):
    """Somebody is there, but what came was no answer."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str = ""
    body: bytes = b""


def is_public(address):
    """Whether an IP address belongs to the public internet, whatever is wrapped in it."""
    ip = ip_address(address)
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    return ip.version == 4 or (ip in IPV6_UNICAST and ip.sixtofour is None)


class Web:
    """The public internet. Tests pass a `may_reach` that lets them ask this machine."""

    def __init__(self, *, may_reach=is_public, ports=PORTS):
        self.may_reach = may_reach
        self.ports = ports
        self.tls = ssl.create_default_context()

    def ask(self, method, address, *, seconds, with_body=False):
        """The Answer to one request, a redirect as well.

        Raises NoAnswer when there is none within `seconds`, or the address may not be asked. The
        look-up of a name has a time limit of the system's own.
        """
        deadline = time.monotonic() + seconds
        try:
            parts = urlsplit(address)
            is_secure = parts.scheme == "https"
            host, port = parts.hostname, parts.port or (443 if is_secure else 80)
        except ValueError as error:
            raise NoAnswer("This is not a whole address.") from error
        if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
            raise NoAnswer("This is not an address of a page on the web.")
        if port not in self.ports:
            raise NoAnswer(f"We do not ask at port {port}.")
        target = iri_to_uri(f"{parts.path or '/'}{parts.query and '?' + parts.query}")
        with ExitStack() as stack:
            try:
                line = stack.enter_context(self._dial(host, port, deadline))
                if is_secure:
                    line.settimeout(seconds_until(deadline))
                    line = stack.enter_context(self.tls.wrap_socket(line, server_hostname=host))
            except (OSError, ValueError) as error:
                raise NoAnswer(failure_in_words(error)) from error
            kind, options = (
                (HTTPSConnection, {"context": self.tls}) if is_secure else (HTTPConnection, {})
            )
            try:
                connection = kind(host, port, **options)
                connection.sock = LimitedSocket(line, deadline)
                headers = {"User-Agent": f"{AGENT} link check", "From": settings.OFFICE_EMAIL}
                connection.request(method, target, headers=headers)
                return read_answer(connection.getresponse(), with_body)
            except (OSError, HTTPException, ValueError) as error:
                raise BrokenOff(failure_in_words(error)) from error

    def _dial(self, host, port, deadline):
        """A socket to an address of `host`. Raises NoAnswer if any of them is not public."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places = list(dict.fromkeys(place[:2] for *_, place in found))
        if not all(self.may_reach(address) for address, _ in places):
            raise NoAnswer("It leads into a private network, where the public cannot follow.")
        failure = None
        for place in places:
            try:
                # An address in figures, so nothing is looked up a second time.
                return socket.create_connection(place, timeout=seconds_until(deadline))
            except OSError as error:
                failure = error
        raise failure


class LimitedSocket(io.RawIOBase):
    """What http.client needs of a socket; it ends after LARGEST bytes, or at the deadline."""

    def __init__(self, sock, deadline):
        self.sock, self.deadline, self.left = sock, deadline, LARGEST

    def sendall(self, data):
        self.sock.settimeout(seconds_until(self.deadline))
        self.sock.sendall(data)

    def makefile(self, mode):
        return io.BufferedReader(self)

    def readable(self):
        return True

    def readinto(self, buffer):
        self.sock.settimeout(seconds_until(self.deadline))
        count = self.sock.recv_into(memoryview(buffer)[: self.left]) if self.left else 0
        self.left -= count
        return count

    def close(self):
        """Left to the one who dialed: http.client closes it before the body is read."""


def seconds_until(deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def read_answer(response, with_body):
    # Headers come as Latin-1; browsers read an address in them as UTF-8.
    location = response.getheader("Location", "").encode("latin-1").decode("utf-8", "replace")
    body = b""
    if with_body:
        try:
            body = response.read()
        except IncompleteRead as error:
            body = error.partial
    return Answer(response.status, location.strip(), body)


def failure_in_words(error):
    """What went wrong, in a sentence for staff."""
    match error:
        case socket.gaierror():
            return "The name of its host leads nowhere."
        case ssl.SSLCertVerificationError():
            return f"Its certificate is not good: {error.verify_message}."
        case ssl.SSLError():
            return "It does not speak HTTPS as it should."
        case TimeoutError():
            return "It did not answer in time."
        case ConnectionRefusedError():
            return "Nobody answers at this port of its host."
        case ConnectionError():
            return "It hung up without an answer."
        case HTTPException():
            return "What it answers is not HTTP."
        case ValueError():
            return "This is not a whole address."
    return f"The connection failed: {error.strerror or error}."

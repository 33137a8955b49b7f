"""What the portal does while its database does not answer: no visitor waits for it.

A thread in each process that serves asks the database all the time. When it does not answer, the
thread cuts the connections on which requests wait, and until it answers again visitors get kept
pages (page_cache) or plain words (`refuse`). PostgreSQL's own limits are not enough: of a server
that is paused the kernel still takes what is sent, and nothing ends the wait for an answer.
"""

import logging
import os
import select
import socket
import sys
import threading
import time
from contextlib import suppress
from weakref import WeakSet

import psycopg
from django.db import InterfaceError, OperationalError, connections
from django.db.backends.signals import connection_created
from django.utils.decorators import sync_only_middleware

from .outside import LARGEST, LARGEST_AT_DESK, length_of
from .refusals import Reason, refused, refused_page

logger = logging.getLogger(__name__)

BETWEEN_QUESTIONS = 0.2  # seconds
PATIENCE = 0.8  # seconds for an answer; with the wait for a new connection no visitor waits for 2
LONGEST_STATEMENT = 15  # seconds, of a request; commands may take their time
RETRY_AFTER = 5  # seconds
ASKED_BY_BALANCER = {"/livez", "/readyz"}


class Pulse:
    """Whether the database answers. Without `begin` nobody asks it, and it is taken to."""

    def __init__(self):
        self.is_down = False
        self.connection = None
        self.in_use = WeakSet()

    def begin(self):
        """Ask from now on, and let no statement of this process take long. For PostgreSQL only."""
        database = connections["default"]
        if database.vendor != "postgresql":
            return
        connections.settings["default"]["OPTIONS"]["options"] = (
            f"-c statement_timeout={LONGEST_STATEMENT * 1000}"
        )
        connection_created.connect(self.note)
        threading.Thread(target=self.ask_on, args=[database], daemon=True).start()

    def note(self, connection, **kwargs):
        self.in_use.add(connection.connection)

    def ask_on(self, database):
        while True:
            try:
                self.is_down = not self.answers(database)
                if self.is_down:
                    self.cut()
            except Exception:  # whatever it was, the next question may go well
                logger.exception("It is not known whether the database answers.")
            time.sleep(BETWEEN_QUESTIONS)

    def answers(self, database):
        try:
            if self.connection is None:
                self.connection = psycopg.connect(**database.get_connection_params())
            ask(self.connection.pgconn)
        except (psycopg.Error, OSError):
            if self.connection is not None:
                self.connection.close()
                self.connection = None
            return False
        return True

    def cut(self):
        """End what waits for the database; it gets an OperationalError."""
        for connection in self.in_use.copy():
            # An error tells that it was closed meanwhile, by us or by the other side.
            with (
                suppress(psycopg.Error, OSError),
                socket.socket(fileno=os.dup(connection.pgconn.socket)) as line,
            ):
                line.shutdown(socket.SHUT_RDWR)


def ask(pgconn):
    """Raises TimeoutError without an answer in time, psycopg.Error when there is no server."""
    pgconn.send_query(b"SELECT 1")
    while pgconn.is_busy():
        if not select.select([pgconn.socket], [], [], PATIENCE)[0]:
            raise TimeoutError
        pgconn.consume_input()
    while pgconn.get_result():
        pass


pulse = Pulse()


@sync_only_middleware
def refuse(get_response):
    """Middleware that says in words that nothing can be stored now, and gives back what was sent.

    It stands before all that asks the database, and after what serves static files.
    """

    def middleware(request):
        if pulse.is_down and request.path not in ASKED_BY_BALANCER:
            # Nobody can say now who is of the staff.
            most = LARGEST_AT_DESK if request.path.startswith("/admin/") else LARGEST
            return unavailable(request, is_read=length_of(request) <= most)
        return get_response(request)

    return middleware


def unavailable(request, *, is_read=True):
    response = refused_page(request, 503, is_read=is_read, may_be_sent_again=True)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def server_error(request):
    """The answer to an exception: that of `unavailable` when it is the database's."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return refused(request, 500, Reason.BROKEN)

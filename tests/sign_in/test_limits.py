"""What many attempts at once come to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase, override_settings

from tests.sign_in.staff import (
    code_of,
    enter_code,
    make_staff,
    recovery_codes,
    set_up_app,
    sign_in,
)

MORNING = datetime(2026, 5, 4, 14, 0, tzinfo=UTC)


class LimitTests(TransactionTestCase):
    def test_limits_are_exact_when_many_try_at_once(self):
        """Each of 24 threads tries one name at the same time; five may, as one after another."""
        make_staff()
        together = Barrier(24)

        def attempt(_):
            client = Client()
            together.wait()
            try:
                return sign_in(client, "ada", "wrong").content.decode()
            finally:
                connection.close()

        with (
            override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "5/5m/key", "login": None}),
            ThreadPoolExecutor(24) as pool,
        ):
            pages = list(pool.map(attempt, range(24)))

        self.assertEqual(sum("do not go together" in page for page in pages), 5)
        self.assertEqual(sum("Too many failed attempts" in page for page in pages), 19)

    def test_a_code_sent_many_times_at_once_works_once(self):
        make_staff()
        sign_in(self.client)
        key = set_up_app(self.client)
        for kind, code in [("app", code_of(key, MORNING.timestamp())), ("recovery", None)]:
            with self.subTest(kind=kind), time_machine.travel(MORNING):
                self.enter_at_once(code or recovery_codes(self.client)[0])

    def enter_at_once(self, code):
        cache.clear()
        clients = [Client() for _ in range(5)]
        for client in clients:
            sign_in(client)
        together = Barrier(len(clients))

        def enter(client):
            together.wait()
            try:
                return enter_code(client, code).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(len(clients)) as pool:
            self.assertEqual(sorted(pool.map(enter, clients)), [200] * 4 + [302])

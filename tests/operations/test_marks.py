"""What must not be forgotten before its time, however many ask and however much there is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, TestCase, TransactionTestCase

from chapters_portal.operations.marks import Mark
from tests.sign_in.staff import code_of, enter_code, is_signed_in, make_staff, set_up_app, sign_in

MORNING = datetime(2026, 5, 4, 14, 0, tzinfo=UTC)
FLOOD = 10_000


class MarkTests(TestCase):
    def test_a_mark_is_kept_for_its_time_and_no_longer(self):
        with time_machine.travel(MORNING, tick=False) as clock:
            cache.set("short", [1.5, 2.5], 60)
            cache.set("for good", "yes", None)
            self.assertFalse(cache.add("short", "other", 60))
            clock.shift(59)
            self.assertEqual(cache.get("short"), [1.5, 2.5])
            clock.shift(1)
            self.assertEqual((cache.get("short"), cache.get("for good")), (None, "yes"))
            self.assertTrue(cache.add("short", "other", 60))

    def test_a_mark_is_changed_and_taken_back(self):
        cache.set("key", 1, 60)
        cache.set("key", 2, 60)

        self.assertEqual((cache.incr("key"), cache.get("key")), (3, 3))
        self.assertEqual((cache.touch("key", 0), cache.get("key")), (True, None))
        cache.set("key", 1, 60)
        self.assertEqual((cache.delete("key"), cache.delete("key")), (True, False))
        with self.assertRaisesMessage(ValueError, "There is no mark 'key'"):
            cache.incr("key")

    def test_a_mark_goes_back_with_its_transaction(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            cache.add("key", 1, 60)
            raise ZeroDivisionError

        self.assertIsNone(cache.get("key"))

    def test_no_key_can_be_read(self):
        cache.set("192.0.2.7", 1, 60)

        self.assertNotIn("192.0.2.7", str(list(Mark.objects.values())))

    def test_nights_remove_what_has_expired(self):
        cache.set("old", 1, -1)
        cache.set("young", 1, 60)

        call_command("nightly", verbosity=0)

        self.assertEqual((Mark.objects.count(), cache.get("young")), (1, 1))


class FloodTests(TestCase):
    """Whoever makes very many marks undoes none of others."""

    def flood(self):
        for number in range(FLOOD):
            cache.set(f"flood-{number}", 1, 60)

    def test_no_flood_undoes_a_lock_or_makes_a_used_code_good(self):
        make_staff()
        sign_in(self.client)
        key = set_up_app(self.client)
        make_staff("grace")
        ada, thief = Client(), Client()
        with time_machine.travel(MORNING, tick=False):
            for _ in range(5):
                sign_in(thief, "grace", "wrong")
            sign_in(ada)
            enter_code(ada, code_of(key))
            self.assertTrue(is_signed_in(ada))

            self.flood()

            sign_in(thief, "grace")
            self.assertFalse(is_signed_in(thief))
            sign_in(thief, "ada")
            enter_code(thief, code_of(key))
            self.assertFalse(is_signed_in(thief))
        with time_machine.travel(MORNING + timedelta(minutes=6), tick=False):
            grace = Client()
            sign_in(grace, "grace")
            self.assertTrue(is_signed_in(grace))


class CrowdTests(TransactionTestCase):
    """Many threads at once, each with its own connection to the database."""

    def at_once(self, work, times=8):
        together = Barrier(times)

        def one(number):
            together.wait()
            try:
                return work(number)
            finally:
                connection.close()

        with ThreadPoolExecutor(times) as threads:
            return list(threads.map(one, range(times)))

    def test_one_adds_a_key_and_one_deletes_it(self):
        cache.set("key", "of yesterday", -1)

        self.assertEqual(
            sorted(self.at_once(lambda n: cache.add("key", n, 60))), [False] * 7 + [True]
        )
        self.assertEqual(sorted(self.at_once(lambda n: cache.delete("key"))), [False] * 7 + [True])

    def test_every_count_counts(self):
        cache.set("key", 0, 60)

        self.assertEqual(sorted(self.at_once(lambda n: cache.incr("key"))), list(range(1, 9)))

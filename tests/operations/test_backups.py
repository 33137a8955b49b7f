"""Backups are made, checked, brought back and rehearsed, with the tools that a server has."""

import errno
import os
import sqlite3
import tarfile
import threading
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from django.utils import timezone

from chapters_portal.operations import backups
from chapters_portal.operations.jobs import JobRun
from directory.models import Chapter, Person
from tests.makers import make_chapter, make_person
from tests.uploads import picture_bytes

KEY = "a long random text"


def rows_by_table():
    return backups.count_rows(connection.connection.execute, backups.tables())


class BackupCase(TransactionTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = self.folder / "portal-2026-11-26.tar.gz"
        media = self.folder / "media"
        media.mkdir()
        self.enterContext(override_settings(MEDIA_ROOT=media))
        self.upload = media / "photo.jpg"
        self.upload.write_bytes(picture_bytes())
        self.ada = make_person("Ada Lovelace")

    def run_command(self, *arguments, **options):
        with (self.folder / "out").open("w+") as out:
            call_command(*map(str, arguments), stdout=out, **options)
            out.seek(0)
            return out.read()

    def assertRefused(self, words, *arguments):
        with self.assertRaises(CommandError) as refused:
            self.run_command(*arguments)
        self.assertIn(words, str(refused.exception))


class RoundTripTests(BackupCase):
    def test_all_rows_and_uploads_come_back(self):
        make_chapter("Łódź “Library” Association", slug="lodz")
        told = self.run_command("backup", self.file)
        self.assertIn("keep SECRET_KEY, SECRET_KEY_FALLBACKS in another place", told)
        before = rows_by_table()
        Chapter.objects.all().delete()
        make_person("Grace")
        self.upload.write_bytes(b"other")

        self.run_command("restore", self.file, "--force")

        self.assertEqual(Chapter.objects.get().name, "Łódź “Library” Association")
        self.assertEqual(rows_by_table(), before)
        self.assertEqual(self.upload.read_bytes(), picture_bytes())
        make_person("Somebody new")  # the counters of keys go on where they were

    def test_what_others_write_meanwhile_is_in_it_wholly_or_not(self):
        stop = threading.Event()

        def write():
            number = 0
            while not stop.is_set():
                number += 1
                with transaction.atomic():
                    make_chapter(f"Chapter {number}", states=[])
            connection.close()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            manifests = []
            for number in range(3):
                file = self.folder / f"portal-{number}.tar.gz"
                manifests.append((file, backups.make(file)))
        finally:
            stop.set()
            writer.join()
        for file, manifest in manifests:
            backups.restore(file, force=True)
            rows = manifest["rows"]
            self.assertEqual(Chapter.objects.count(), rows["directory_chapter"])
            self.assertEqual(
                rows["directory_chapter"], rows["directory_historicalchapter"], "half of a save"
            )

    def test_an_encrypted_one_opens_with_its_key_alone(self):
        with override_settings(BACKUP_KEY=KEY):
            self.run_command("backup", self.file, "--encrypt")
            self.assertNotIn(b"Ada Lovelace", self.file.read_bytes())
            self.run_command("restore", self.file, "--force")
        self.assertRefused("Set BACKUP_KEY", "restore", self.file, "--force")
        with override_settings(BACKUP_KEY="another"):
            self.assertRefused("the key is another", "restore", self.file, "--force")

    def test_no_secret_is_in_it(self):
        self.run_command("backup", self.file)
        folder = self.folder / "unpacked"
        backups.read(self.file, folder=folder)

        whole = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())

        self.assertIn(b"Ada Lovelace" if connection.vendor == "sqlite" else b"PGDMP", whole)
        for secret in [settings.SECRET_KEY, os.environ["DATABASE_URL"]]:
            self.assertNotIn(secret.encode(), whole)


class RefusalTests(BackupCase):
    def test_what_is_there_is_not_overwritten_by_mistake(self):
        self.run_command("backup", self.file)

        self.assertRefused("The database is not empty. Use --force", "restore", self.file)

    def test_one_changed_byte_is_found_and_nothing_is_touched(self):
        for key in ["", KEY]:
            backups.make(self.file, key)
            whole = self.file.read_bytes()
            for place in [len(whole) // 4, len(whole) // 2, len(whole) - 6]:
                changed = bytearray(whole)
                changed[place] ^= 0xFF
                self.file.write_bytes(changed)
                with self.subTest(key=key, place=place), self.assertRaises(backups.BackupError):
                    backups.restore(self.file, key, force=True)
            self.file.write_bytes(whole[: len(whole) // 2])
            with self.subTest(key=key, cut=True), self.assertRaises(backups.BackupError):
                backups.restore(self.file, key, force=True)
        self.ada.refresh_from_db()

    def test_other_files_and_other_engines_are_named(self):
        self.assertRefused("No such file", "restore", self.folder / "none.tar.gz", "--force")
        (self.folder / "notes.txt").write_text("notes")
        self.assertRefused("cannot be read", "restore", self.folder / "notes.txt", "--force")
        manifest = backups.make(self.file)
        for change, words in [
            ({"engine": "oracle"}, "of oracle"),
            ({"migrations": [["directory", "9999_to_come"]]}, "newer release"),
            ({"migrations": [["a_room_to_come", "0001_initial"]]}, "newer release"),
            ({"rows": {'x"; DROP TABLE y': 1}}, "no table of ours"),
        ]:
            with self.subTest(words), self.assertRaisesMessage(backups.BackupError, words):
                backups.refuse_foreign({**manifest, **change})

    def test_a_name_that_leads_out_of_the_folder_is_refused(self):
        with tarfile.open(self.file, "w:gz") as archive:
            backups.put_bytes(archive, "../../evil", b"x")

        with self.assertRaises(backups.BackupError):
            backups.read(self.file, folder=self.folder / "in")
        self.assertFalse((self.folder.parent / "evil").exists())

    def test_a_full_disk_leaves_no_half_file_and_the_older_ones(self):
        self.file.write_bytes(b"yesterday's")
        full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        with mock.patch.object(backups, "put_bytes", side_effect=full):
            self.assertRefused("No space left", "backup", self.file, "--keep=1")

        self.assertEqual(self.file.read_bytes(), b"yesterday's")
        self.assertEqual([one.name for one in self.folder.glob("portal*")], [self.file.name])
        self.assertIn("No space left", JobRun.objects.get(name="backup").outcome)

    def test_a_disk_that_fills_while_it_is_brought_back_leaves_the_database_as_it_was(self):
        backups.make(self.file)
        make_person("Grace")
        full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        for where in ["shutil.copytree", "load_database"]:
            with self.subTest(where), mock.patch(f"{backups.__name__}.{where}", side_effect=full):
                self.assertRefused("Nothing was restored", "restore", self.file, "--force")
                self.assertEqual(Person.objects.count(), 2)

    def test_a_database_that_cannot_be_read_is_said_in_a_line(self):
        fault = sqlite3.OperationalError("database or disk is full")
        with mock.patch.object(backups, "dump_database", side_effect=fault):
            self.assertRefused("disk is full", "backup", self.file)
        self.assertFalse(self.file.exists())

    def test_nobody_else_on_the_machine_reads_it(self):
        backups.make(self.file)

        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)

    def test_an_upload_that_grows_meanwhile_does_no_harm(self):
        real = backups.Counted.read

        def read(counted, size):
            with self.upload.open("ab") as file:
                file.write(b"more")
            return real(counted, size)

        with mock.patch.object(backups.Counted, "read", read):
            backups.make(self.file)

        backups.read(self.file)

    def test_encryption_needs_a_key(self):
        self.assertRefused("Set BACKUP_KEY", "backup", self.file, "--encrypt")


class RotationTests(BackupCase):
    def test_the_newest_of_the_same_name_stay(self):
        now = timezone.now()
        for days in range(1, 5):
            old = self.folder / f"portal-2026-11-{26 - days}.tar.gz"
            old.write_bytes(b"")
            moment = (now - timedelta(days=days)).timestamp()
            os.utime(old, (moment, moment))
        (self.folder / "portal-of-ada.tar.gz").write_bytes(b"")

        self.run_command("backup", self.file, "--keep=3")

        self.assertEqual(
            sorted(one.name for one in self.folder.glob("portal*")),
            [
                *(f"portal-2026-11-{day}.tar.gz" for day in [24, 25, 26]),
                "portal-of-ada.tar.gz",
            ],
        )


class RehearsalTests(BackupCase):
    def test_a_rehearsal_brings_it_back_beside_and_the_desk_knows(self):
        self.run_command("backup", self.file)

        told = self.run_command("rehearse", self.file)

        self.assertIn("all of them back in", told)
        self.assertEqual(JobRun.objects.get(name="rehearse").outcome, told.strip())
        self.ada.refresh_from_db()

    def test_one_that_fails_says_why(self):
        self.run_command("backup", self.file)
        whole = self.file.read_bytes()
        self.file.write_bytes(whole[:-1000])

        self.assertRefused("The rehearsal failed", "rehearse", self.file)

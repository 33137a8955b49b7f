"""The cache that the processes of one machine share."""

import subprocess
import sys
import tempfile
from unittest import TestCase

from django.conf import settings

# Says how many of 50 keys this process was the first to add, beginning when its input ends.
ADD = """
import sys
from chapters_portal.operations.caches import FilesOfThisMachine
cache = FilesOfThisMachine(sys.argv[1], {})
print("ready", flush=True)
sys.stdin.read()
print(sum(cache.add(f"key{number}", "mine", 60) for number in range(50)))
"""


class FilesOfThisMachineTests(TestCase):
    def test_of_many_processes_one_adds_a_key(self):
        with tempfile.TemporaryDirectory() as folder:
            environment = {
                "SECRET_KEY": "x",
                "DEBUG": "1",
                "VAR_DIR": folder,
                "DJANGO_SETTINGS_MODULE": "chapters_portal.settings",
            }
            processes = [
                subprocess.Popen(
                    [sys.executable, "-c", ADD, folder],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=environment,
                    cwd=settings.BASE_DIR,
                    text=True,
                )
                for _ in range(6)
            ]
            for process in processes:
                self.assertEqual(process.stdout.readline(), "ready\n")
            for process in processes:
                process.stdin.close()
            firsts = [int(process.stdout.read()) for process in processes]
            for process in processes:
                process.wait()
                process.stdout.close()

        self.assertEqual(sum(firsts), 50)

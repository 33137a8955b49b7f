"""The cache of one machine: what its processes share when there is no CACHE_URL."""

from pathlib import Path

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks


class FilesOfThisMachine(FileBasedCache):
    """Django's cache in files, with an `add` that only one of several processes can win.

    Limits of sign-in and used codes rest on that.
    """

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._createdir()
        with Path(self._dir, "lock").open("w") as lock:
            locks.lock(lock, locks.LOCK_EX)
            return super().add(key, value, timeout, version)

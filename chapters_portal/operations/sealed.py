"""Files that only who has the key can read, or change unseen: AES-GCM, a block at a time.

After a mark and a salt come blocks of a length (4 bytes) and as many bytes. Each is sealed with its
number, and the last says that it is the last, so that no block can be left out, moved or cut off.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MARK = b"CHAPTERS1"
BLOCK = 1_000_000  # bytes
MORE, LAST = b"more", b"last"


def is_sealed(file):
    begins = file.read(len(MARK)) == MARK
    file.seek(0)
    return begins


def cipher(key, salt):
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(key.encode()))


class Sealed:
    """A file to write to. `finish` writes its end."""

    def __init__(self, file, key):
        salt = os.urandom(16)
        file.write(MARK + salt)
        self.file, self.cipher, self.number, self.waiting = file, cipher(key, salt), 0, b""

    def write(self, content):
        self.waiting += content
        while len(self.waiting) > BLOCK:
            self.put(self.waiting[:BLOCK], MORE)
            self.waiting = self.waiting[BLOCK:]
        return len(content)

    def finish(self):
        self.put(self.waiting, LAST)

    def put(self, block, place):
        sealed = self.cipher.encrypt(self.number.to_bytes(12), block, place)
        self.file.write(len(sealed).to_bytes(4) + sealed)
        self.number += 1


class Opened:
    """A file to read from. Reading raises ValueError with another key, or from a changed file."""

    def __init__(self, file, key):
        file.read(len(MARK))
        self.file, self.cipher = file, cipher(key, file.read(16))
        self.number, self.waiting, self.is_whole = 0, b"", False

    def read(self, size):
        while len(self.waiting) < size and not self.is_whole:
            self.waiting += self.next_block()
        content, self.waiting = self.waiting[:size], self.waiting[size:]
        return content

    def next_block(self):
        length = int.from_bytes(self.file.read(4))
        if not 0 < length <= BLOCK + 16:
            raise ValueError("it ends too early")
        sealed = self.file.read(length)
        for place in [MORE, LAST]:
            try:
                block = self.cipher.decrypt(self.number.to_bytes(12), sealed, place)
            except InvalidTag:
                continue
            self.number += 1
            self.is_whole = place == LAST
            return block
        raise ValueError("the key is another, or the file was changed")

"""A sheet between looking and applying: encrypted among the marks, its key in the form alone."""

import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.core.cache import cache

KEPT = 60 * 60  # seconds


def keep(content, digest, user):
    """Put `content` aside for an hour. Returns the key that the form carries."""
    key = Fernet.generate_key().decode()
    cache.set(place(key, user), Fernet(key).encrypt(digest.encode() + content).decode(), KEPT)
    return key


def take(key, user):
    """The content and digest of `key`, once; None when they are not there any more."""
    kept = cache.get(place(key, user))
    if kept is None or not cache.delete(place(key, user)):
        return None
    try:
        opened = Fernet(key).decrypt(kept)
    except (InvalidToken, ValueError):
        return None
    return opened[64:], opened[:64].decode()


def place(key, user):
    return "import-" + hashlib.sha256(f"{key} {user.pk}".encode()).hexdigest()

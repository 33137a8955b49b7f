"""Members of staff who sign in as people do: with a password, a code, a recovery code."""

import base64
import hmac
import re
import struct
import time

from django.contrib.auth.models import User

PASSWORD = "correct horse battery staple"


def make_staff(username="ada", **fields):
    return User.objects.create_user(
        **{
            "username": username,
            "password": PASSWORD,
            "email": f"{username}@example.org",
            "is_staff": True,
            "is_superuser": True,
            **fields,
        }
    )


def sign_in(client, username="ada", password=PASSWORD, **extra):
    return client.post("/admin/login/", {"login": username, "password": password}, **extra)


def enter_code(client, code, **extra):
    return client.post("/admin/login/code/", {"code": code}, **extra)


def is_signed_in(client):
    """Whether the desk opens."""
    return client.get("/admin/").status_code == 200


def set_up_app(client):
    """Enrol an authenticator app as whoever is signed in; gives the app's key."""
    page = client.get("/admin/security/app/").content.decode()
    key = re.search("<code>([A-Z2-7]{32})</code>", page)[1]
    response = client.post("/admin/security/app/", {"code": code_of(key)})
    assert response.status_code == 302, response.content.decode()
    return key


def recovery_codes(client):
    return re.findall(
        r"<code>(\d{8})</code>", client.get("/admin/security/codes/").content.decode()
    )


def code_of(key, moment=None):
    """What an authenticator app with `key` shows at `moment` (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time() if moment is None else moment) // 30)
    digest = hmac.digest(base64.b32decode(key), counter, "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"

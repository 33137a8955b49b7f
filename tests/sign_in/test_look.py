"""Signing in with a browser: passkeys under the strict policy, and pages that all can use."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator

from tests.browser import axe_violations, problems_of_look
from tests.sign_in.staff import PASSWORD, code_of, make_staff

pytestmark = pytest.mark.django_db(transaction=True)


def with_passkeys(page):
    """Gives the browser a place to keep passkeys, with a finger that is always there."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def sign_in(page):
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page):
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()


def see_the_desk(page):
    page.get_by_role("heading", name="Needs you", exact=True).wait_for()


def add_passkey(page):
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()


def test_a_passkey_is_added_and_signs_in_under_the_strict_policy(open_page, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    make_staff()
    page = with_passkeys(open_page("/admin/"))

    sign_in(page)
    page.get_by_text("One thing before the desk opens.").wait_for()
    add_passkey(page)
    page.get_by_role("link", name="On to the desk").click()
    see_the_desk(page)
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    see_the_desk(page)

    assert page.problems == []


def test_a_passkey_is_the_second_step_renamed_and_removed(open_page):
    make_staff()
    page = with_passkeys(open_page("/admin/"))
    sign_in(page)
    see_the_desk(page)
    page.get_by_role("link", name="Passkeys and codes").click()
    add_passkey(page)
    sign_out(page)

    sign_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    see_the_desk(page)
    page.get_by_role("link", name="Passkeys and codes").click()
    page.get_by_role("link", name="Rename Chrome on Linux").click()
    page.get_by_label("Name").fill("<b>Office</b>")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("<b>Office</b>").wait_for()
    page.get_by_role("link", name="Remove <b>Office</b>").click()
    page.get_by_role("button", name="Remove the passkey").click()

    page.get_by_text("The passkey is removed.").wait_for()
    assert Authenticator.objects.count() == 0
    assert page.problems == []


def test_who_has_no_passkey_here_is_told_so_in_words(open_page):
    make_staff()
    page = with_passkeys(open_page("/admin/login/"))

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_role("alert").get_by_text("That did not work").wait_for()
    assert axe_violations(page) == []


def code_with_time_left(key):
    """The code of the app, which a slow browser can still enter before the next one comes."""
    left = 30 - time.time() % 30
    if left < 10:
        time.sleep(left)
    return code_of(key)


def test_an_app_is_set_up_and_used_without_scripts(open_page):
    make_staff()
    page = open_page("/admin/", javascript=False)
    sign_in(page)
    page.get_by_role("link", name="Passkeys and codes").click()
    page.get_by_role("link", name="Set up an app").click()
    assert page.get_by_role("img", name="QR code").bounding_box()["width"] > 150
    key = page.locator("code").inner_text()
    page.get_by_label("Code of six digits").fill(code_with_time_left(key))
    page.get_by_role("button", name="Use this app").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    recovery = page.locator(".codes code").first.inner_text()
    sign_out(page)

    sign_in(page)
    assert not page.get_by_role("button", name="Use a passkey").is_visible()
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()

    see_the_desk(page)
    assert page.problems == []


def test_pages_of_sign_in_are_accessible_and_whole(open_page):
    make_staff()
    page = with_passkeys(open_page("/admin/login/"))
    found = {}

    def look(name):
        problems = problems_of_look(page, narrowest=320)
        page.set_viewport_size({"width": 1280, "height": 900})
        if problems:
            found[name] = problems

    def open_and_look(path):
        page.goto(f"/admin/{path}")
        look(path)

    look("login/")
    page.get_by_label("Username").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("alert").wait_for()
    look("wrong password")
    for path in ["password_reset/", "password_reset/sent/", "password_reset/1-x/"]:
        open_and_look(path)
    open_and_look("password_reset/done/")
    page.goto("/admin/login/")
    sign_in(page)
    see_the_desk(page)
    open_and_look("security/")
    add_passkey(page)
    look("codes")
    open_and_look("security/app/")
    page.get_by_label("Code of six digits").fill("12")
    page.get_by_role("button", name="Use this app").click()
    page.locator(".errorlist").wait_for()
    look("wrong code")
    for path in ["", "codes/new/", "passkeys/add/"]:
        open_and_look(f"security/{path}")
    passkey = Authenticator.objects.get(type="webauthn").pk
    for path in [f"passkeys/{passkey}/", f"passkeys/{passkey}/remove/"]:
        open_and_look(f"security/{path}")
    for path in ["confirm/", "confirm/code/", "confirm/passkey/", "password_change/", "logout/"]:
        open_and_look(path)
    sign_out(page)
    sign_in(page)
    page.get_by_role("button", name="Use a passkey").wait_for()
    look("login/code/")

    assert json.dumps(found, indent=1) == "{}"
    assert page.problems == []

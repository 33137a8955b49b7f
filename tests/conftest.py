"""What every test may ask for: the browser and its pages."""

import os

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.test.utils import setup_databases
from django.utils import timezone
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser import OPTIONS, find_chromium

# Chromium reports most violations itself; this names the rule and the place as well.
REPORT_POLICY_VIOLATIONS = """
    addEventListener("securitypolicyviolation", (event) => console.error(
        `Content Security Policy: ${event.effectiveDirective} forbids ${event.blockedURI}`
        + ` (${event.sourceFile}:${event.lineNumber}) ${event.sample}`
    ))
"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """A test that opens pages is a browser test; nobody has to mark it."""
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("browser")


@pytest.fixture(scope="session", autouse=True)
def _each_process_has_its_own_copies_of_pages():
    settings.CACHES["copies"]["LOCATION"] += f"-{os.getpid()}"


@pytest.fixture(autouse=True)
def _empty_caches():
    for name in ["pages", "copies"]:
        caches[name].clear()


@pytest.fixture
def still_clock():
    """For codes that change every thirty seconds, perhaps between the making and the asking."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """SQLite keeps its test database in a file, as in production, so that threads can share it.

    On PostgreSQL threads wait for each other's connections longer than a visitor would: some tests
    have more of them than gunicorn, on machines that may be busy.
    """
    for database in settings.DATABASES.values():
        if database["ENGINE"].endswith("sqlite3"):
            name = settings.VAR_DIR / f"test-{os.getpid()}.sqlite3"
            database.setdefault("TEST", {})["NAME"] = str(name)
        else:
            database["OPTIONS"]["pool"]["timeout"] = 60  # seconds


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """The test database, also for a run of nothing but tests that share one portal.

    The plugin's own makes it only where a test has the mark `django_db`. Nobody removes it: it goes
    with the folder or the server of this run; on a server of others the next run makes it anew.
    """
    with django_db_blocker.unblock():
        setup_databases(verbosity=0, interactive=False)


@pytest.fixture(scope="session", autouse=True)
def _static_files_come_from_whitenoise():
    """The live server's own way to serve static files does not know their hashed names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "django.contrib.staticfiles.handlers.StaticFilesHandler",
            lambda application: application,
        )
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_hashed_in_one_round():
    """As in production, but for the million rounds that are to cost a thief time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.contrib.auth.hashers.PBKDF2PasswordHasher.iterations", 1)
        yield


@pytest.fixture(scope="session")
def browser():
    executable = find_chromium()
    if not executable:
        pytest.fail("No Chromium was found. Install one with: python -m tests.browser")
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def portal_address(live_server):
    """Where the portal answers: it is empty. A module can have `portal_with_samples` instead."""
    return live_server.url


@pytest.fixture(scope="module")
def portal_with_samples(django_db_setup, django_db_blocker):
    """The address of one portal with starter content and samples, for tests that only read."""
    with django_db_blocker.unblock():
        call_command("load_starter_content", samples=True, verbosity=0)
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def open_page(browser, portal_address, client):
    """A function that opens an address of the portal in a browser of its own.

    `page.problems` lists what went wrong so far: errors, failed requests, requests to other
    hosts, violations of the Content Security Policy.
    """
    contexts = []

    def open_page(path, *, width=1280, dark=False, javascript=True, user=None):
        context = browser.new_context(
            base_url=portal_address,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=javascript,
            locale="en-US",
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        context.add_init_script(REPORT_POLICY_VIOLATIONS)
        if user:
            client.force_login(user)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": portal_address}])
        page = context.new_page()
        page.problems = []
        watch(page, portal_address)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def watch(page, portal):
    note = page.problems.append

    def look_at_request(request):
        if not request.url.startswith((portal + "/", "data:", "blob:", "about:")):
            note(f"request to another host: {request.url}")

    def look_at_failure(request):
        if request.failure != "net::ERR_ABORTED":  # that means the page was left before it came
            note(f"failed: {request.url} {request.failure}")

    def look_at_console(message):
        if message.type in ("error", "warning"):
            note(f"{message.type}: {message.text}")

    page.on("request", look_at_request)
    page.on("requestfailed", look_at_failure)
    page.on("console", look_at_console)
    page.on("pageerror", lambda error: note(f"page error: {error}"))

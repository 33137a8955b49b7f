"""What compose.yaml and Dockerfile say, done in an empty folder: from nothing to a desk in use.

Their own commands run, with their own settings, from code that nobody may write, behind the web
server that strangers meet. PostgreSQL is that of the tests.
"""

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
import yaml
from django.conf import settings
from playwright.sync_api import sync_playwright

from chapters_portal.operations.metrics import PORT as PORT_OF_NUMBERS
from tests.answers.post import free_port, mail_server
from tests.browser import OPTIONS, find_chromium
from tests.sign_in.staff import PASSWORD, code_of

pytestmark = pytest.mark.installation

MESSAGE = {"name": "Ada Lovelace", "email": "ada@example.org", "message": "Who may join?"}
DOMAIN = "chapters.example.org"
PATIENCE = 60  # seconds in which something has to happen on a busy machine
PORTS = ["portal", "http", "https", "health", "mail"]
VALUE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")


class Installation:
    def __init__(self, folder):
        self.folder = folder / "srv/portal"
        self.ports = {name: free_port() for name in PORTS}
        self.running = {}
        self.log = folder / "portal.log"
        self.copy_code()
        with psycopg.connect(address_of("postgres"), autocommit=True) as database:
            database.execute("DROP DATABASE IF EXISTS installation")
            database.execute("CREATE DATABASE installation")
        self.given = {
            "DOMAIN": DOMAIN,
            "SECRET_KEY": os.environ["SECRET_KEY"],
            "EMAIL_URL": f"smtp://127.0.0.1:{self.ports['mail']}",
            "OFFICE_EMAIL": "office@example.org",
            # What differs from a server: its one database, certificates of its own, free ports.
            "DATABASE_URL": address_of("installation"),
            "CADDY_OPTIONS": "local_certs\nskip_install_trust",
        }
        self.services = yaml.safe_load((settings.BASE_DIR / "compose.yaml").read_text())["services"]

    def copy_code(self):
        """COPY . . with .dockerignore, and the folders of the Dockerfile; code is read-only."""
        self.folder.mkdir(parents=True)
        for line in (settings.BASE_DIR / ".dockerignore").read_text().splitlines():
            if line.startswith("!"):
                path = settings.BASE_DIR / line[1:]
                if path.is_dir():
                    ignore = shutil.ignore_patterns("__pycache__")
                    shutil.copytree(path, self.folder / path.name, ignore=ignore)
                else:
                    shutil.copy(path, self.folder)
        subprocess.run(["chmod", "-R", "a-w", self.folder], check=True)
        self.folder.chmod(0o755)
        dockerfile = (settings.BASE_DIR / "Dockerfile").read_text()
        for name in re.search(r"mkdir -p (.+?) \\", dockerfile)[1].split():
            (self.folder / name).mkdir(parents=True)
        self.folder.chmod(0o555)
        self.code = self.state_of_code()
        self.serve = json.loads(re.search(r"^CMD (\[.+\])$", dockerfile, re.MULTILINE)[1])

    def state_of_code(self):
        var = self.folder / "var"
        return {
            path: path.stat().st_mtime
            for path in self.folder.rglob("*")
            if var not in [path, *path.parents]
        }

    def environment(self, service):
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {
            "PATH": path,
            "HOME": str(self.folder / "var"),
            "PYTHONDONTWRITEBYTECODE": "1",
            **{
                name: VALUE.sub(self.value, value)
                for name, value in self.services[service]["environment"].items()
            },
        }

    def value(self, match):
        name, kind, other = match.groups()
        if self.given.get(name):
            return self.given[name]
        assert kind == "-", f"compose.yaml needs {name}"
        return self.given.get(other.removeprefix("$"), "") if other.startswith("$") else other

    def begin(self, service, command, **more):
        with self.log.open("a") as log:
            self.running[service] = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment(service) | more,
                start_new_session=True,
                stderr=log if service == "portal" else None,
            )

    def stop(self, service):
        """As docker compose stops it: with all that it has begun."""
        process = self.running.pop(service)
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()

    def command(self, service):
        return [part.replace("$$", "$") for part in self.services[service]["command"]]

    def run(self, *command):
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment("portal"),
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def begin_portal(self):
        command = [
            part.replace("0.0.0.0:8000", self.portal).replace("0.0.0.0", "127.0.0.1")
            for part in self.serve
        ]
        self.begin("portal", command)

    @property
    def portal(self):
        return f"127.0.0.1:{self.ports['portal']}"

    def begin_front(self):
        home = self.folder / "var/front"
        self.begin(
            "front",
            ["caddy", "run", "--config", settings.BASE_DIR / "Caddyfile", "--adapter", "caddyfile"],
            XDG_DATA_HOME=str(home),
            XDG_CONFIG_HOME=str(home),
            PORTAL=self.portal,
            STATIC_PARENT=str(self.folder / "var"),
            **{f"{name.upper()}_PORT": str(port) for name, port in self.ports.items()},
        )
        root = home / "caddy/pki/authorities/local/root.crt"
        wait_until(lambda: root.exists() and self.ask("/livez").status == 200)

    @property
    def trust(self):
        root = self.folder / "var/front/caddy/pki/authorities/local/root.crt"
        return ssl.create_default_context(cafile=root)

    def line(self):
        """A connection as a browser makes it, to our name at the port that is here."""
        raw = socket.create_connection(("127.0.0.1", self.ports["https"]), timeout=PATIENCE)
        return self.trust.wrap_socket(raw, server_hostname=DOMAIN)

    def ask(self, path, method="GET", body=None, **headers):
        connection = HTTPSConnection(DOMAIN, timeout=PATIENCE)
        connection.sock = self.line()
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, names)
        answer = connection.getresponse()
        answer.text = answer.read().decode(errors="replace")
        connection.close()
        return answer

    def end(self):
        for service in list(self.running):
            self.stop(service)


def address_of(database):
    """On the server of the tests."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def wait_until(found, patience=PATIENCE):
    end = time.monotonic() + patience
    while True:
        try:
            if result := found():
                return result
        except OSError:
            pass  # not there yet
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.2)


@pytest.fixture(scope="module")
def installed():
    with tempfile.TemporaryDirectory(prefix="installation-") as name:
        one = Installation(Path(name))
        try:
            one.run(*one.command("prepare"))
            one.begin_portal()
            one.begin_front()
            yield one
        finally:
            one.end()
            subprocess.run(["chmod", "-R", "u+w", name], check=True)


@pytest.fixture(scope="module")
def chromium(installed):
    """It believes the certificate, and finds our name where the web server is."""
    where = f"MAP {DOMAIN}:443 127.0.0.1:{installed.ports['https']}, MAP * ~NOTFOUND"
    options = [one for one in OPTIONS if "resolver" not in one]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=[*options, f"--host-resolver-rules={where}"],
        )
        yield browser.new_context(ignore_https_errors=True, base_url=f"https://{DOMAIN}")
        browser.close()


def test_visitors_meet_https_and_files_that_browsers_keep(installed):
    plain = HTTPConnection("127.0.0.1", installed.ports["http"], timeout=PATIENCE)
    plain.request("GET", "/directory/", headers={"Host": DOMAIN})
    answer = plain.getresponse()
    assert answer.status == 308
    assert answer.headers["Location"] == f"https://{DOMAIN}/directory/"

    home = installed.ask("/", Accept_Encoding="br")
    assert (home.status, home.headers["Content-Encoding"]) == (200, "br")
    assert "max-age=31536000" in home.headers["Strict-Transport-Security"]
    assert home.headers.get_all("Server") == ["gunicorn"]  # and no version

    style = re.search(r'href="(/static/site\.\w{12}\.css)"', installed.ask("/").text)[1]
    kept = installed.ask(style, Accept_Encoding="br")
    assert (kept.status, kept.headers["Content-Encoding"]) == (200, "br")
    assert "immutable" in kept.headers["Cache-Control"]
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    missing = installed.ask("/static/missing.css")
    assert (missing.status, missing.text) == (404, "There is no such file.")


def test_numbers_are_told_on_a_port_of_their_own(installed):
    assert installed.ask("/metrics").status == 404
    numbers = HTTPConnection("127.0.0.1", int(PORT_OF_NUMBERS), timeout=PATIENCE)
    with closing(numbers):
        numbers.request("GET", "/metrics")
        told = numbers.getresponse().read().decode()
    assert "portal_database_up 1.0" in told
    assert re.search(r'portal_answer_seconds_count\{status="4xx"\} [1-9]', told)
    assert 'portal_letters{status="queued"}' in told


def test_the_log_has_lines_for_machines_with_the_id_that_a_visitor_got(installed):
    answer = installed.ask("/there-is-no-such-page/")
    lines = [line for line in installed.log.read_text().splitlines() if '"request_id"' in line]
    told = [json.loads(line) for line in lines]
    assert answer.headers["X-Request-Id"] in {line["request_id"] for line in told}


def test_what_a_visitor_says_of_proxies_is_not_believed(installed):
    said = {
        "X_Forwarded_Proto": "http",
        "X_Forwarded_Host": "evil.org",
        "X_Forwarded_For": "192.0.2.1",
        "Forwarded": "host=evil.org",
        "Script_Name": "/evil",
    }
    answer = installed.ask("/robots.txt", **said)
    assert answer.status == 200
    assert f"Sitemap: https://{DOMAIN}/sitemap.xml" in answer.text


def test_what_is_too_large_is_refused_in_words(installed):
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    for size in [270_000, 2_000_000]:  # the portal's own refusal, and the one before it
        body = urlencode({"message": "x" * size})
        answer = installed.ask("/contact/", "POST", body, **form)
        assert answer.status == 413
        assert "too large" in answer.text


def test_slow_visitors_hold_up_nobody(installed):
    with ExitStack() as stack:
        for head in [
            "GET / HTTP/1.1\r\nHost: x\r\nX-",
            f"POST /find/ HTTP/1.1\r\nHost: {DOMAIN}\r\nContent-Length: 1000\r\n\r\nplace=",
        ]:
            for _ in range(40):
                stack.enter_context(installed.line()).sendall(head.encode())
        for number in range(20):
            assert installed.ask(f"/search/?q=slow{number}").status == 200


def test_who_asks_while_the_portal_restarts_waits_and_loses_nothing(installed):
    installed.stop("portal")
    installed.begin_portal()
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    answer = installed.ask("/advocacy/subscribe/", "POST", "email=nobody", **form)
    assert answer.status in {400, 403}
    assert installed.ask("/").status == 200


def test_the_first_administrator_comes_in_with_a_second_factor(installed, chromium):
    told = installed.run("python", "manage.py", "setup", "grace@example.org")
    page = chromium.new_page()
    page.goto(re.search(r"https://\S+", told)[0])
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button").last.click()
    page.goto("/admin/")
    page.locator("[name=login]").fill("grace@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/admin/security/app/")
    key = page.locator("code").inner_text()
    page.get_by_label("Code of six digits").fill(code_of(key))
    page.get_by_role("button", name="Use this app").click()
    page.goto("/admin/")
    page.locator("a[href='/admin/advocacy/pressrelease/']").first.wait_for(state="attached")


def test_a_visitors_message_arrives_by_mail(installed, chromium):
    page = chromium.new_page()
    page.goto("/contact/")
    page.locator("[name=topic]").select_option("general")
    for name, value in MESSAGE.items():
        page.locator(f"[name={name}]").fill(value)
    page.wait_for_timeout(3000)  # nobody types as fast as the programs that are refused
    page.locator("main form button").last.click()
    page.wait_for_url("**/sent/")
    with mail_server(installed.ports["mail"]) as letters:
        installed.begin("mail", installed.command("mail"))
        wait_until(lambda: any(MESSAGE["message"] in one.get_content() for one in letters))


def test_a_night_ends_with_a_backup_that_comes_back(installed):
    backups = installed.folder / "var/backups"
    installed.begin("nightly", installed.command("nightly"))
    # Nobody answers the links that it looks at first.
    [backup] = wait_until(lambda: list(backups.glob("*.tar.gz")), 3 * PATIENCE)
    assert "all of them back" in installed.run("python", "manage.py", "rehearse", str(backup))


def test_nothing_was_written_where_the_code_is(installed):
    assert installed.state_of_code() == installed.code

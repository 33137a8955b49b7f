"""Chromium for the tests: finds it, installs it (`python -m tests.browser`), questions a page."""

import os
import shutil
import subprocess
import sys
from functools import cache

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MACOS_APPLICATIONS = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
]
OPTIONS = [
    # Chromium refuses its sandbox to root, which is who runs tests in a container.
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that asks another host fails at once instead of reaching it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
ACCESSIBILITY_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def find_chromium():
    """The path of a Chromium or Chrome that starts, or None."""
    chosen = os.environ.get("CHROMIUM")
    for command in map(shutil.which, [chosen] if chosen else [*COMMANDS, *MACOS_APPLICATIONS]):
        if command and starts(command):
            return command
    if chosen:
        return None
    with sync_playwright() as playwright:
        downloaded = playwright.chromium.executable_path
    return downloaded if starts(downloaded) else None


def starts(command):
    """Whether it is more than a name: Ubuntu's chromium-browser only asks to install another."""
    try:
        done = subprocess.run([command, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def install_chromium():
    """Tries the system's packages, then Playwright's download, until a Chromium is there."""
    if shutil.which("apt-get"):
        administrator = [] if os.geteuid() == 0 else ["sudo", "-n"]
        apt = [*administrator, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
        run(*apt, "update")
        run(*apt, "install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core")
        find_chromium.cache_clear()
    if not find_chromium():
        run(sys.executable, "-m", "playwright", "install", "chromium")
        find_chromium.cache_clear()


def run(*command):
    print("Looking for a browser:", *command, flush=True)
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL)
    except OSError as error:
        print(error)


def axe_violations(page, *, only_colors=False, within=None):
    """What axe finds wrong for people with disabilities: one line for each rule and place.

    `within` is the selector of what is looked at, where something lies over the rest of the page.
    """
    rules = (
        {"type": "rule", "values": ["color-contrast"]}
        if only_colors
        else {"type": "tag", "values": ACCESSIBILITY_RULES}
    )
    # What is on its way from one color to another has neither.
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = Axe().run(page, context=within, options=options).response
    return [
        f"{violation['id']}: {violation['help']}, at {' '.join(map(str, node['target']))}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


# What a reader may do to text, by WCAG's rule 1.4.12, without losing any of it.
SPACED = """() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`* {
        line-height: 1.5 !important;
        letter-spacing: .12em !important;
        word-spacing: .16em !important
    } p {
        margin-bottom: 2em !important
    }`)
    document.adoptedStyleSheets.push(sheet)
}"""


def problems_of_look(page, narrowest=390):
    """What is wrong with a page on a desk and on a telephone, in light and in dark colors.

    One line for each thing, with the width and the colors. At `narrowest` nothing may stick out,
    with letters, words and lines set wide apart either.
    """
    found = []
    for width, scheme in [(390, "light"), (1280, "dark"), (1280, "light")]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        # The rest of what axe looks at is the same in all colors, as colors are at all widths.
        violations = axe_violations(page, only_colors=scheme == "dark")
        found += [f"{width}, {scheme}: {violation}" for violation in violations]
    page.set_viewport_size({"width": narrowest, "height": 900})
    for spacing in ["", " with letters wide apart"]:
        if spacing:
            page.evaluate(SPACED)
        if page.evaluate("document.documentElement.scrollWidth") > narrowest:
            found.append(f"wider than {narrowest}{spacing}")
    return found


if __name__ == "__main__":
    if not find_chromium() and "CHROMIUM" not in os.environ:
        install_chromium()
    if not find_chromium():
        sys.exit("The tests need Chromium or Chrome: install one, or set CHROMIUM to its path.")

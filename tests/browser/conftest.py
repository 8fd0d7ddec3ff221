"""A real server with the seeded catalogue, and Chromium to visit it with."""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, sync_playwright

from tests.deployed import gunicorn, until
from tests.register import CONTROLLER, SITE
from tests.seeded import ROOT, folder_of_run, seeded_copy

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
# Without these, Chromium looks for its maker's servers at every start; without the sandbox it runs as root in CI.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# What municipalities and readers must be told before anything is asked of them.
CONTRIBUTING = {"SITE_URL": SITE, **{name: f"Eksempel: {name}." for name in CONTROLLER}}
# What a page keeps when it is left is there when this one comes.
WITHOUT_SCRIPTS = "/robots.txt"
SIZES: dict[str, ViewportSize] = {"wide": {"width": 1280, "height": 720}, "narrow": {"width": 375, "height": 667}}
# For what is only on a phone, and for what is the same at both sizes.
ON_A_PHONE = pytest.mark.parametrize("size", ["narrow"], indirect=True)
AT_ONE_SIZE = pytest.mark.parametrize("size", ["wide"], indirect=True)


@pytest.fixture(autouse=True)
def _database():
    """These tests meet the site as a reader does, over HTTP, and leave the tests' own database alone."""


@pytest.fixture(autouse=True)
def _cache():
    """Nor do they use what this process keeps."""


@contextmanager
def serve(database: str, **environment: str) -> Iterator[str]:
    """A server that runs as `make run` does, on the database at this address. Yields its own address."""
    with gunicorn(database, **environment) as address:
        until(lambda: urllib.request.urlopen(f"{address}/sundhed/", timeout=1).close() is None)  # noqa: S310
        yield address


def manage(database: str, *command: str, **environment: str) -> None:
    """Run a command of manage.py on the database at this address."""
    given = {**os.environ, "DATABASE_URL": database, **environment}
    quiet = subprocess.DEVNULL
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=given, check=True, stdout=quiet)


@pytest.fixture(scope="session")
def copied(tmp_path_factory, worker_id) -> Callable[[], str]:
    """Makes a copy of the seeded catalogue for a server, and gives its address."""
    run = folder_of_run(tmp_path_factory, worker_id)
    return lambda: seeded_copy(run, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def readers_database(copied) -> str:
    """The address of the database behind ``site``."""
    return copied()


@pytest.fixture(scope="session")
def site(readers_database) -> Iterator[str]:
    """The address of the site as readers meet it, with all that it can offer. Nothing in it is changed."""
    with serve(readers_database, EMAIL_URL="dummymail://?_default_from_email=x@example.dk", **CONTRIBUTING) as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def firefox(playwright) -> Iterator[Browser]:
    """The machine's own Firefox, over WebDriver BiDi: Playwright's other way takes a Firefox of its own."""
    if not FIREFOX:
        pytest.skip("Firefox is not installed (apt-get install -y firefox-esr)")
    firefox = playwright.firefox.launch(channel="moz-firefox", executable_path=FIREFOX)
    yield firefox
    firefox.close()


@pytest.fixture(params=["browser", "firefox"])
def either_page(request, site) -> Iterator[Page]:
    """A page in Chromium and one in Firefox, without errors."""
    browser = request.getfixturevalue(request.param)
    with visit(browser, site) as context, without_errors(context.new_page(), site) as page:
        yield page


@pytest.fixture(params=SIZES)
def size(request) -> ViewportSize:
    return SIZES[request.param]


@contextmanager
def visit(browser: Browser, site: str, size: ViewportSize = SIZES["wide"], **options) -> Iterator[BrowserContext]:
    """A reader's browser window, closed at the end."""
    with new_window(browser, site, size, **options) as context:
        yield context


def new_window(browser: Browser, site: str, size: ViewportSize, **options) -> BrowserContext:
    context = browser.new_context(base_url=site, locale="da-DK", viewport=size, **options)
    context.set_default_timeout(10_000)
    return context


@contextmanager
def without_errors(page: Page, site: str) -> Iterator[Page]:
    """Fails on any error in the console or request that fails or leaves the site."""
    errors: list[str] = []
    listeners: dict[Any, Callable] = {
        "console": lambda message: errors.append(message.text) if message.type == "error" else None,
        "pageerror": lambda error: errors.append(str(error)),
        "request": lambda sent: None if sent.url.startswith((site, "data:")) else errors.append(sent.url),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield page
    # What the last page does when it is left counts, too.
    page.goto(WITHOUT_SCRIPTS)
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    assert not [error for error in errors if not re.search(r"status of 4[01]\d", error)]


@pytest.fixture(scope="session")
def windows(browser) -> Iterator[dict[tuple[str, bool], list[Page]]]:
    """The windows that no test has now, for each site, with and without JavaScript."""
    free: dict[tuple[str, bool], list[Page]] = defaultdict(list)
    yield free
    for page in chain(*free.values()):
        page.context.close()


def as_new(page: Page) -> None:
    """Forget all that a test did in this window but what the browser has cached."""
    context = page.context
    for other in context.pages:
        if other != page:
            other.close()
    page.emulate_media(media="null")
    page.mouse.move(0, 0)
    context.clear_cookies()
    context.clear_permissions()
    page.goto(WITHOUT_SCRIPTS)
    page.evaluate("localStorage.clear(); sessionStorage.clear()")


@pytest.fixture
def window(request, browser, windows) -> Iterator[Callable[..., Page]]:
    """Opens a page for somebody who has never been on that site.

    A new window costs as much as three pages, so a test leaves its own to the next one, unless it fails. What cannot
    be undone (a clock, scripts of the test's own in the page, no network) takes a window of its own: `visit`.
    """
    failed = request.session.testsfailed
    lent: list[tuple[list[Page], Page]] = []

    def open_window(site: str, size: ViewportSize = SIZES["wide"], javascript: bool = True) -> Page:
        free = windows[site, javascript]
        if free:
            page = free.pop()
            page.set_viewport_size(size)
        else:
            page = new_window(browser, site, size, java_script_enabled=javascript).new_page()
        lent.append((free, page))
        return page

    yield open_window
    for free, page in lent:
        if request.session.testsfailed > failed:
            page.context.close()
        else:
            as_new(page)
            free.append(page)


@pytest.fixture
def reader(window) -> Iterator[Callable[..., Page]]:
    """Opens such a page without errors."""
    with ExitStack() as checks:

        def open_page(site: str, *kind, **more) -> Page:
            return checks.enter_context(without_errors(window(site, *kind, **more), site))

        yield open_page


@pytest.fixture
def page(reader, site, size) -> Page:
    """A page at both sizes."""
    return reader(site, size)


@pytest.fixture
def plain_page(reader, site, size) -> Page:
    """A page at both sizes in a browser without JavaScript."""
    return reader(site, size, javascript=False)


@pytest.fixture
def wide_page(reader, site) -> Page:
    return reader(site)

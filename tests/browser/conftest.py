"""A real server with the seeded catalogue, and Chromium to visit it with."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.seeded import folder_of_run, seeded_copy

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
# Without these, Chromium looks for its maker's servers at every start; without the sandbox it runs as root in CI.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SIZES: dict[str, ViewportSize] = {"wide": {"width": 1280, "height": 720}, "narrow": {"width": 375, "height": 667}}


@pytest.fixture(autouse=True)
def _database():
    """These tests meet the site as a reader does, over HTTP, and leave the tests' own database alone."""


@pytest.fixture(autouse=True)
def _cache():
    """Nor do they use what this process keeps."""


@contextmanager
def serve(database: str, script: str = "") -> Iterator[str]:
    """A server that runs as `make run` does, on the database at this address. Yields its own address.

    ``script`` is run by `manage.py shell` before it starts.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": database, "PORT": str(port), "WEB_WORKERS": "1"}
    if script:
        manage = [sys.executable, "manage.py", "shell", "-v0", "-c", script]
        subprocess.run(manage, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    gunicorn = [sys.executable, "-m", "gunicorn", "casekatalog.wsgi"]
    server = subprocess.Popen(gunicorn, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/sundhed/")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


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
    """The address of the site as readers meet it. Nothing in it is changed."""
    with serve(readers_database) as address:
        yield address


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(params=SIZES)
def size(request) -> ViewportSize:
    return SIZES[request.param]


def _context(browser: Browser, site: str, **options) -> BrowserContext:
    context = browser.new_context(base_url=site, locale="da-DK", **options)
    context.set_default_timeout(10_000)
    return context


@contextmanager
def without_errors(page: Page, site: str) -> Iterator[Page]:
    """Fails on any error in the console or request that fails or leaves the site."""
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith((site, "data:")) else errors.append(request.url))
    yield page
    page.close()
    assert not [error for error in errors if not re.search(r"status of 40\d", error)]


@pytest.fixture
def page(browser, site, size) -> Iterator[Page]:
    """A page at both sizes, without errors."""
    context = _context(browser, site, viewport=size)
    with without_errors(context.new_page(), site) as page:
        yield page
    context.close()


@pytest.fixture
def plain_page(browser, site, size) -> Iterator[Page]:
    """A page at both sizes in a browser without JavaScript."""
    context = _context(browser, site, viewport=size, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def wide_page(browser, site) -> Iterator[Page]:
    context = _context(browser, site, viewport=SIZES["wide"])
    yield context.new_page()
    context.close()

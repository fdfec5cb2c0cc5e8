"""The real site behind gunicorn, and Chromium to read it with."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

from occupations.drill.server import environment, serving

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CHROMIUM_ARGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


def manage(env, *command):
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, f"manage.py {' '.join(command)} failed:\n{done.stdout[-4000:]}"


def prepare(folder, env):
    """Database, catalogues and static files, made once however many test processes there are."""
    with open(folder / "site.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = folder / "site.ready"
        if not ready.exists():
            manage(env, "migrate", "--verbosity", "0")
            manage(env, "load_all")
            manage(env, "compile_catalogues")
            manage(env, "collectstatic", "--noinput", "--verbosity", "0")
            ready.touch()


@pytest.fixture(scope="session")
def site_env(tmp_path_factory):
    """The environment in which the site and its commands run."""
    # Under xdist the folder above belongs to all workers of this run; without it, to every run of this user.
    xdist = os.environ.get("PYTEST_XDIST_WORKER")
    shared = tmp_path_factory.getbasetemp().parent if xdist else tmp_path_factory.mktemp("shared")
    env = environment(f"sqlite:///{shared / 'site.sqlite3'}")
    prepare(shared, env)
    return env


@pytest.fixture(scope="session")
def site(request, tmp_path_factory):
    if not Path(CHROMIUM).exists():
        pytest.skip(f"Chromium is not installed: {CHROMIUM} is missing")
    env = request.getfixturevalue("site_env")
    with serving(env, tmp_path_factory.mktemp("site") / "gunicorn.log", workers=2) as address:
        yield address


@pytest.fixture(scope="module")
def browser(site):
    """Chromium, closed with the module: while Playwright runs, Django refuses database access in this process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


class Watch:
    """What a page complains about and whom it asks."""

    def __init__(self, page, site):
        self.site = site
        self.complaints, self.strangers = [], []
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self.asked)

    def heard(self, message):
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def asked(self, request):
        if not request.url.startswith((f"{self.site}/", "data:")):
            self.strangers.append(request.url)

    def assert_quiet(self, but=()):
        assert [line for line in self.complaints if not any(known in line for known in but)] == []
        assert self.strangers == []


@contextlib.contextmanager
def tab(browser, site, **options):
    """A page of a fresh visitor, without cache or cookies."""
    context = browser.new_context(**{"base_url": site, "viewport": WIDE, "locale": "zh-TW", **options})
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.watch = Watch(page, site)
    try:
        yield page
    finally:
        context.close()


def follow(page, selector):
    """Click what leads to another page; that page is whole before anything looks at it."""
    with page.expect_navigation():
        page.locator(selector).first.click()

"""The real site behind gunicorn, and Chromium to read it with."""

import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

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
ANSWER_WITHIN_S = 30
# Requests of the tests themselves; a proxy in the environment is not for them.
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


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


def wait_until_healthy(address, process, log):
    deadline = time.monotonic() + ANSWER_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            direct.open(f"{address}/healthz", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The site did not come up:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def site_env(tmp_path_factory):
    """The environment in which the site and its commands run."""
    # Under xdist the folder above belongs to all workers of this run; without it, to every run of this user.
    xdist = os.environ.get("PYTEST_XDIST_WORKER")
    shared = tmp_path_factory.getbasetemp().parent if xdist else tmp_path_factory.mktemp("shared")
    env = {name: value for name, value in os.environ.items() if name not in {"DEBUG", "HTTPS", "ALLOWED_HOSTS"}}
    env["DATABASE_URL"] = f"sqlite:///{shared / 'site.sqlite3'}"
    prepare(shared, env)
    return env


@contextlib.contextmanager
def serving(env, log):
    """The address of the site as production serves it."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener, log.open("w") as output:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        command = [sys.executable, "-m", "gunicorn", "careergraph.wsgi", "--workers", "2"]
        process = subprocess.Popen(
            [*command, "--bind", f"fd://{listener.fileno()}"],
            cwd=settings.BASE_DIR,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
        )
    try:
        wait_until_healthy(address, process, log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def site(request, tmp_path_factory):
    if not Path(CHROMIUM).exists():
        pytest.skip(f"Chromium is not installed: {CHROMIUM} is missing")
    env = request.getfixturevalue("site_env")
    with serving(env, tmp_path_factory.mktemp("site") / "gunicorn.log") as address:
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

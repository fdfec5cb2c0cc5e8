"""Fixtures of all tests, and the rule that CI allows no skip."""

import os
import tempfile
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

POSTGRES_DOWN = None


def pytest_configure(config):
    global POSTGRES_DOWN
    # An empty folder: WhiteNoise would warn of none, and the browser tests fill the real one meanwhile.
    settings.STATIC_ROOT = Path(tempfile.mkdtemp(prefix="careergraph-static-"))
    # Templates name static files without a collectstatic run; tests of the files themselves collect them.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    # A slow hash is what production wants; here it would be half the time of every test that signs in.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        import psycopg

        config_ = settings.DATABASES["default"]
        try:
            psycopg.connect(
                host=config_["HOST"],
                port=config_["PORT"] or 5432,
                user=config_["USER"],
                dbname="postgres",
                connect_timeout=3,
            ).close()
        except psycopg.OperationalError as error:
            POSTGRES_DOWN = f"PostgreSQL does not answer: {str(error).splitlines()[0]}"


# Files of few tests that take long: begun last, they would keep one process busy while the others have nothing to do.
# The second process has no use for the site of the browser tests while the first one makes it.
LONG_FILES = (
    "careergraph/tests/browser/test_desk.py",
    "occupations/tests/test_drill.py",
    "occupations/tests/importers/test_real_data.py",
    "careergraph/tests/browser/",
)


def place_of(file: str) -> int:
    return next((place for place, name in enumerate(LONG_FILES) if file.startswith(name)), len(LONG_FILES))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """A file's tests stay on one process; those on the committed fixtures follow one another, on one loading."""
    for item in items:
        group = "loaded" if "loaded" in item.fixturenames else item.location[0]
        item.add_marker(pytest.mark.xdist_group(group))
        if POSTGRES_DOWN:
            item.add_marker(pytest.mark.skip(reason=POSTGRES_DOWN))
    items.sort(key=lambda item: (place_of(item.location[0]), "loaded" not in item.fixturenames))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if "loaded" not in item.fixturenames and Loaded.block:
        with item.config.stash[blocking_manager_key].unblock():
            Loaded.end()


def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CAREERGRAPH_FORBID_SKIPS") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("Skipped tests are failures here (CAREERGRAPH_FORBID_SKIPS).", red=True)
        session.exitstatus = 1


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The groups of the desk are there from the start: making them takes longer than most tests."""
    from occupations import roles

    with django_db_blocker.unblock():
        roles.sync()


@pytest.fixture(autouse=True)
def _restore_language():
    """The test client leaves the language of its last request active."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _fresh_catalogue():
    """Rows made by one test are not another's: forget what the process has read."""
    from occupations import catalogue

    catalogue.forget()


@pytest.fixture(autouse=True, scope="session")
def _plain_rendering(django_test_environment):
    """Without the test client's record of every template and a copy of its context: forms have a thousand of them."""
    from django.template.base import Template
    from django.test.utils import _TestState

    Template._render = _TestState.saved_data.template_render


class Loaded:
    """All committed fixtures, inside a transaction that is open while tests that want them follow one another."""

    block = None

    @classmethod
    def begin(cls):
        if cls.block is None:
            cls.block = transaction.atomic()
            cls.block.__enter__()
            call_command("load_all", stdout=StringIO())

    @classmethod
    def end(cls):
        if cls.block is not None:
            transaction.set_rollback(True)
            cls.block.__exit__(None, None, None)
            cls.block = None
            connection.close()


@pytest.fixture(scope="session")
def _end_of_loaded(django_db_setup, django_db_blocker):
    yield
    with django_db_blocker.unblock():
        Loaded.end()


@pytest.fixture(scope="module")
def loaded(_end_of_loaded, django_db_blocker):
    """The database holds what `load_all` loads."""
    with django_db_blocker.unblock():
        Loaded.begin()
        yield


@pytest.fixture(scope="module")
def rows_of_module(django_db_setup, django_db_blocker):
    """Rows that fixtures of a module make once stay until its last test; what a test makes of them is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)

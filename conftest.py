"""Fixtures of all tests, and the rule that CI allows no skip."""

import os
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import translation

POSTGRES_DOWN = None


def pytest_configure(config):
    global POSTGRES_DOWN
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


def pytest_collection_modifyitems(items):
    if POSTGRES_DOWN:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=POSTGRES_DOWN))


def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CAREERGRAPH_FORBID_SKIPS") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("Skipped tests are failures here (CAREERGRAPH_FORBID_SKIPS).", red=True)
        session.exitstatus = 1


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


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Templates name static files without a collectstatic run; tests of the files themselves collect them."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """All fixtures in the database for one module: loaded inside a transaction that ends with it."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            call_command("load_all", stdout=StringIO())
            yield
            transaction.set_rollback(True)
        connection.close()

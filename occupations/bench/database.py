"""A database of its own for a measurement or a drill, instead of the project's."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from careergraph import env
from occupations import catalogue


@contextmanager
def database_at(url: str) -> Iterator[None]:
    """Work on another database, migrated first."""
    own = connections.settings
    work_on(connections.configure_settings({"default": env.database(url)}))
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        work_on(own)


def work_on(settings: dict):
    connections.close_all()
    connections.settings = settings
    # Nothing was asked of it since it was forgotten the last time.
    with suppress(AttributeError):
        del connections["default"]
    catalogue.forget()


@contextmanager
def temporary_database() -> Iterator[None]:
    """SQLite in a temporary folder, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, database_at(f"sqlite:///{Path(folder) / 'bench.sqlite3'}"):
        yield

"""A database of its own for a measurement: SQLite in a temporary folder, gone afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from careergraph import env
from occupations import catalogue


@contextmanager
def temporary_database() -> Iterator[None]:
    own = connections.settings
    with tempfile.TemporaryDirectory() as folder:
        connections.close_all()
        connections.settings = connections.configure_settings(
            {"default": env.database(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")}
        )
        del connections["default"]
        catalogue.forget()
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            connections.close_all()
            connections.settings = own
            del connections["default"]
            catalogue.forget()

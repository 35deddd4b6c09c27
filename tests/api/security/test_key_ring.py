"""Keys in memory: those of the database as it is, and as it was last known where it cannot be read."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from lape_qa_api import Config
from lape_qa_api.security.keys import Key, KeyRing, Keys
from lape_qa_api.state.database import Database
from support.callers import ADMIN, ASKING, READING, status
from support.servers import Serve


@pytest.fixture
def ring(tmp_path: Path, keys: Keys) -> KeyRing:
    """The same keys, in memory."""
    return KeyRing(Database(tmp_path).beside(0))


@pytest.fixture
def holder(tmp_path: Path, keys: Keys) -> Iterator[sqlite3.Connection]:
    """Another program that holds the database."""
    connection = sqlite3.connect(tmp_path / "service.sqlite", isolation_level=None)
    connection.execute("begin exclusive")
    yield connection
    connection.close()


def test_it_knows_a_key_as_soon_as_it_is_made_and_until_it_is_revoked(ring: KeyRing, keys: Keys) -> None:
    assert (ring.any(), ring.known) == (False, True)
    shown = keys.add("somebody", ["ask"])
    found = ring.find(shown)
    assert found is not None
    assert (found.name, found.scopes, ring.any()) == ("somebody", frozenset({"ask"}), True)
    assert ring.find(shown[:-1] + ("A" if shown[-1] != "A" else "B")) is None
    keys.revoke(found.id)
    assert (ring.find(shown), ring.any()) == (None, True)


def test_keys_are_read_once_for_each_change(ring: KeyRing, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    held = Keys.held

    def counted(self: Keys) -> dict[str, tuple[bytes, Key]]:
        read.append(1)
        return held(self)

    monkeypatch.setattr(Keys, "held", counted)
    shown = keys.add("somebody", ["ask"])
    for _ in range(5):
        assert ring.find(shown)
    keys.add("another", ["ask"])
    for _ in range(5):
        assert ring.find(shown)
    assert len(read) == 2


@pytest.mark.parametrize("content", [None, b"", b"x" * 9000], ids=["gone", "empty", "garbage"])
def test_what_is_known_stays_good_when_the_database_is_lost(
    ring: KeyRing, keys: Keys, tmp_path: Path, content: bytes | None
) -> None:
    shown = keys.add("somebody", ["ask"])
    assert ring.find(shown)
    file = tmp_path / "service.sqlite"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    assert ring.find(shown)
    assert (ring.any(), ring.known) == (True, True)


def test_a_service_whose_keys_were_deleted_is_not_open(ring: KeyRing, keys: Keys, tmp_path: Path) -> None:
    shown = keys.add("somebody", ["ask"])
    assert ring.any()
    Database(tmp_path).write("delete from keys")
    assert (ring.find(shown), ring.any()) == (None, True)


def test_while_the_keys_were_never_read_nobody_is_let_in(
    serve: Serve, keys: Keys, tmp_path: Path, holder: sqlite3.Connection
) -> None:
    holder.execute("rollback")
    shown = f"Bearer {keys.add('somebody', ['ask', 'read', 'admin'])}"
    holder.execute("begin exclusive")
    for config in (Config(state=tmp_path), Config(state=tmp_path, exposed=True)):
        client = serve(config)
        for headers in ({}, {"Authorization": shown}, {"Authorization": "Bearer x"}):
            assert {status(client, route, **headers) for route in (ASKING, READING, ADMIN)} == {503}
        response = client.get("/v1/documents")
        assert (response.json()["detail"], response.headers["retry-after"]) == (
            "the keys cannot be read at the moment: come again in a few seconds",
            "5",
        )
        assert client.get("/healthz").status_code == 200
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["type"]) == (503, "urn:lape-qa:problem:state-unavailable")
    holder.execute("rollback")
    assert status(client, ASKING, Authorization=shown) == 200
    assert status(client, ASKING) == 401
    assert client.get("/readyz").status_code == 200


def test_where_no_key_is_needed_questions_are_answered_meanwhile(
    serve: Serve, tmp_path: Path, holder: sqlite3.Connection
) -> None:
    client = serve(Config(state=tmp_path, exposed=True, open=True))
    assert [status(client, route) for route in (ASKING, READING, ADMIN)] == [200, 200, 503]
    assert status(client, ASKING, Authorization="Bearer x") == 200

"""API keys."""

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import httpx2
import pytest

from lape_qa_api import Config
from lape_qa_api.security import access
from lape_qa_api.security.keys import Keys
from lape_qa_api.state.database import Database
from support.callers import ADMIN, ASKING, READING, status
from support.servers import Serve


@pytest.mark.parametrize(
    ("scopes", "statuses"),
    [
        (["ask"], [200, 403, 403]),
        (["read"], [403, 200, 403]),
        (["admin"], [403, 403, 200]),
        (["ask", "admin"], [200, 403, 200]),
    ],
)
def test_a_key_opens_what_its_scopes_name(
    serve: Serve, exposed: Config, keys: Keys, scopes: list[str], statuses: list[int]
) -> None:
    client = serve(exposed)
    bearer = f"Bearer {keys.add('somebody', scopes)}"
    assert [status(client, route, Authorization=bearer) for route in (ASKING, READING, ADMIN)] == statuses


def test_a_revoked_key_is_useless_at_once(serve: Serve, exposed: Config, keys: Keys) -> None:
    client = serve(exposed)
    key = keys.add("somebody", ["ask"])
    assert status(client, ASKING, Authorization=f"Bearer {key}") == 200
    keys.revoke(key.split("_")[1])
    assert status(client, ASKING, Authorization=f"Bearer {key}") == 401


def test_only_a_hash_of_a_key_is_kept_and_only_for_the_owner(keys: Keys, tmp_path: Path) -> None:
    secret = keys.add("somebody", ["ask"]).split("_", 2)[2]
    files = [file for file in tmp_path.iterdir() if file.is_file()]
    assert sorted(file.name for file in files) == ["secret", "service.sqlite"]
    assert not any(secret.encode() in file.read_bytes() for file in files)
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]


def test_guessing_keys_ends_in_429_and_a_good_key_still_works(serve: Serve, exposed: Config, keys: Keys) -> None:
    client = serve(exposed)
    good = keys.add("somebody", ["read"])
    guesses = [good[:-1] + ("A" if good[-1] != "A" else "B"), "lqa_00000000_" + "A" * 43, "x", good + "=", *"abcdefgh"]
    statuses = [status(client, READING, Authorization=f"Bearer {guess}") for guess in guesses]
    assert statuses == [401] * 10 + [429] * 2
    assert status(client, READING, Authorization=f"Bearer {good}") == 200


def test_a_key_is_good_up_to_its_last_day(
    serve: Serve, exposed: Config, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keys.add("somebody", ["read"], date(2027, 1, 31))
    client = serve(exposed)
    headers = {"Authorization": f"Bearer {key}"}

    def asked(now: datetime) -> httpx2.Response:
        monkeypatch.setattr(access, "_now", lambda: now)
        return client.get("/v1/documents", headers=headers)

    assert asked(datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC)).status_code == 200
    over = asked(datetime(2027, 2, 1, tzinfo=UTC))
    assert (over.status_code, over.headers["www-authenticate"]) == (401, 'Bearer realm="LAPE-QA"')
    assert over.json()["detail"] == "this key was good until 2027-01-31: ask the administrator for a new one"
    # Public addresses stay so, and who shows a key that is over is no guesser.
    assert client.get("/healthz", headers=headers).status_code == 200
    assert [status(client, READING, **headers) for _ in range(12)] == [401] * 12


def test_the_file_of_an_earlier_version_gets_what_it_lacks(tmp_path: Path) -> None:
    file = sqlite3.connect(tmp_path / "service.sqlite")
    file.execute(
        "create table keys (id text primary key, name text, hash blob, scopes text, created text, revoked text)"
    )
    file.execute("insert into keys values ('0a', 'old', x'00', 'ask', '2026-01-01', null)")
    file.commit()
    file.close()
    (tmp_path / "service.sqlite").chmod(0o600)
    keys = Keys(Database(tmp_path))
    keys.add("new", ["ask"], date(2027, 1, 31), ["talous", "johto"])
    assert {key.name: key.expires for key in keys.all()} == {"old": None, "new": "2027-01-31"}
    assert {key.name: key.groups for key in keys.all()} == {"old": frozenset(), "new": frozenset({"johto", "talous"})}

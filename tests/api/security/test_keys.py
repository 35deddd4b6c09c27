"""API keys."""

from pathlib import Path

import pytest

from lape_qa_api import Config
from lape_qa_api.security.keys import Keys
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

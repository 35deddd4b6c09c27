"""The state folder is its owner's alone, and one that has lost its keys is no new one."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lape_qa.errors import StorageError
from lape_qa_api.state.database import Database
from support.refusals import line


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder that was in use."""
    Database(tmp_path / "state").close()
    return tmp_path / "state"


def test_what_is_made_only_its_owner_can_open(state: Path) -> None:
    made = {path.name: path.stat().st_mode & 0o777 for path in (state, *state.iterdir())}
    assert made == {"state": 0o700, "service.sqlite": 0o600, "secret": 0o600}


@pytest.mark.parametrize(
    ("name", "mode", "remedy"),
    [("", 0o755, "700"), ("", 0o770, "700"), ("service.sqlite", 0o640, "600"), ("secret", 0o604, "600")],
)
def test_what_others_can_use_is_refused_with_the_remedy(state: Path, name: str, mode: int, remedy: str) -> None:
    path = state / name
    path.chmod(mode)
    with pytest.raises(StorageError) as error:
        Database(state)
    assert line(error) == f"{path} is open to others than its owner (mode {mode:o}): run `chmod {remedy} {path}`"


def test_what_belongs_to_another_is_refused(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = state.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000)
    if owner == 0:
        # What root owns anyone may use, if the modes let them.
        Database(state)
        os.chown(state, 4_000_001, -1)
        owner = 4_000_001
    with pytest.raises(StorageError) as error:
        Database(state)
    assert line(error).startswith(f"{state} belongs to ")
    assert "but user 4000000 runs this: run it as " in line(error)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("lose", [Path.unlink, _empty], ids=["gone", "empty"])
def test_a_folder_that_lost_its_database_is_refused_until_it_is_meant(
    state: Path, lose: Callable[[Path], None]
) -> None:
    lose(state / "service.sqlite")
    with pytest.raises(StorageError) as error:
        Database(state)
    assert line(error) == (
        f"{state / 'service.sqlite'} is gone or empty, but the folder was in use: restore it with `lape-qa restore`, "
        f"or delete {state / 'secret'} to begin without keys and feedback"
    )
    (state / "secret").unlink()
    assert Database(state).rows("select count(*) from keys") == [(0,)]


def test_a_secret_that_is_cut_off_is_refused(state: Path) -> None:
    (state / "secret").write_bytes(b"short")
    with pytest.raises(StorageError, match="does not hold 32 bytes: delete it, and a new one is made"):
        Database(state)


def test_the_secret_stays_the_same(state: Path) -> None:
    assert Database(state).secret == Database(state).secret == (state / "secret").read_bytes()

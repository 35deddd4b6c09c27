"""What is wrong with the database is told in words, and what is mended is used again."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from benchmarks.attacks.state import locked
from lape_qa.errors import StateUnavailable
from lape_qa_api.state import database as module
from lape_qa_api.state.database import DAMAGED, FULL, GONE, LOCKED, Database

INSERT = "insert into feedback values (?, '2026-11-29', 1, '')"
COUNT = "select count(*) from feedback"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A database with one row, which waits for no lock."""
    made = Database(tmp_path, wait=0)
    made.write(INSERT, ("first",))
    return made


def refused(action: Callable[[], object]) -> str:
    """Return why something is refused."""
    with pytest.raises(StateUnavailable) as error:
        action()
    return error.value.reason


def test_a_locked_file_is_refused_at_once_and_used_again_afterwards(database: Database, tmp_path: Path) -> None:
    with locked(tmp_path):
        for action in (
            lambda: database.rows(COUNT),
            lambda: database.write(INSERT, ("second",)),
            database.version,
            database.try_writing,
            database.check,
            lambda: database.beside(0).rows(COUNT),
        ):
            assert refused(action) == LOCKED
    database.write(INSERT, ("second",))
    database.try_writing()
    database.check()
    assert database.rows(COUNT) == [(2,)]


def test_the_line_names_the_folder_and_the_reason_does_not(database: Database, tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(StateUnavailable) as error:
        database.rows(COUNT)
    assert str(error.value) == (
        f"the database of the state folder {tmp_path} cannot be used: another program holds it locked"
    )


def _overwrite(file: Path) -> None:
    file.write_bytes(b"no database" * 1000)


def _cut_off(file: Path) -> None:
    file.write_bytes(b"")


def _cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:8192])


@pytest.mark.parametrize(
    ("harm", "reason"), [(_overwrite, DAMAGED), (_cut_off, DAMAGED), (_cut_short, DAMAGED), (Path.unlink, GONE)]
)
def test_a_file_that_is_damaged_or_gone_is_refused_and_the_next_good_one_is_used(
    database: Database, tmp_path: Path, harm: Callable[[Path], None], reason: str
) -> None:
    file = tmp_path / "service.sqlite"
    content = file.read_bytes()
    harm(file)
    assert refused(database.check) == reason
    assert refused(database.check) == reason, "a file without tables is not filled with new ones"
    file.write_bytes(content)
    database.check()
    assert database.rows(COUNT) == [(1,)]


def test_a_page_that_was_changed_is_found_by_reading_all(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "service.sqlite"
    content = bytearray(file.read_bytes())
    content[4096:8192] = bytes(4096)
    file.write_bytes(content)
    assert refused(database.check) == DAMAGED


def test_a_file_that_took_its_place_is_read_instead(database: Database, tmp_path: Path) -> None:
    other = Database(tmp_path / "other")
    other.write(INSERT, ("a",))
    other.write(INSERT, ("b",))
    other.close()
    before = database.version()
    (tmp_path / "other" / "service.sqlite").rename(tmp_path / "service.sqlite")
    assert database.rows(COUNT) == [(2,)]
    assert database.version() != before


def test_a_full_disk_is_told_before_and_when_it_refuses(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database._guarded() as connection:
        connection.execute("pragma max_page_count = 1")
    assert refused(lambda: database.write("insert into feedback values ('x', '', 1, ?)", ("y" * 100_000,))) == FULL
    database.write(INSERT, ("second",))
    assert database.rows(COUNT) == [(2,)]
    monkeypatch.setattr(module, "_ROOM", 1 << 60)
    assert refused(database.try_writing) == FULL


def test_what_is_written_together_is_written_whole_or_not_at_all(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        database.write_all([(INSERT, ("second",)), (INSERT, ("second",))])
    assert database.rows(COUNT) == [(1,)]


def test_the_version_tells_what_others_wrote_and_not_what_it_wrote_itself(database: Database) -> None:
    before = database.version()
    database.write(INSERT, ("second",))
    assert database.version() == before
    database.beside(0).write(INSERT, ("third",))
    assert database.version() != before


def test_in_memory_all_connections_see_the_same() -> None:
    database = Database(None)
    beside = database.beside(0)
    before = beside.version()
    database.write(INSERT, ("first",))
    assert beside.rows(COUNT) == [(1,)]
    assert beside.version() != before
    database.try_writing()
    assert Database(None).rows(COUNT) == [(0,)]


def test_in_memory_two_writers_wait_for_each_other() -> None:
    database = Database(None)
    beside = database.beside(0)
    with ThreadPoolExecutor(1) as thread:
        with database._guarded() as connection, connection:
            connection.execute(INSERT, ("first",))
            second = thread.submit(beside.write, INSERT, ("second",))
            # Whoever does not wait is refused at once.
            assert not wait([second], timeout=0.2).done
        assert second.result() == 1
    assert database.rows(COUNT) == [(2,)]

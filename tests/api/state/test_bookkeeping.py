"""The one writer: in order, whatever the database does, and never in anyone's way."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lape_qa_api.state import bookkeeping
from lape_qa_api.state.bookkeeping import Bookkeeper
from lape_qa_api.state.database import DAMAGED, LOCKED, Database
from lape_qa_api.state.feedback import Feedback, given


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look and try again often."""
    for name, seconds in (("_LOOK", 0.02), ("_AGAIN", 0.02), ("_CHECK", 0.02), ("_LAST_SECONDS", 0.3)):
        monkeypatch.setattr(bookkeeping, name, seconds)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A database that waits little for a lock."""
    return Database(tmp_path, wait=0.01)


@pytest.fixture
def holder(database: Database, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another program that can hold it locked."""
    connection = sqlite3.connect(tmp_path / "service.sqlite", isolation_level=None)
    yield connection
    connection.close()


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(3000):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it never held")


def names(database: Database) -> list[str]:
    """The answers with feedback, in the order in which it was written."""
    return [name for (name,) in database.rows("select answer_id from feedback order by rowid")]


def test_what_is_handed_over_is_written_in_order_and_told_when_it_is_on_disk(database: Database) -> None:
    bookkeeper = Bookkeeper(database.beside(0.01), retention_days=90)
    with bookkeeper.running():
        last = [bookkeeper.keep([given(str(number), useful=True, comment="")]) for number in range(250)][-1]
        assert last is not None
        assert last.result(30) is True
        assert names(database) == [str(number) for number in range(250)]
    assert (bookkeeper.waiting, bookkeeper.given_up, bookkeeper.trouble) == (0, 0, None)


def test_a_lock_is_waited_for_without_anyone_noticing_but_readiness(
    database: Database, holder: sqlite3.Connection
) -> None:
    bookkeeper = Bookkeeper(database.beside(0.01), retention_days=90)
    holder.execute("begin exclusive")
    with bookkeeper.running():
        until(lambda: bookkeeper.trouble == LOCKED)
        # It returns although the lock is held until further down.
        kept = bookkeeper.keep([given("a", useful=True, comment="")])
        time.sleep(0.1)
        assert kept is not None
        assert (kept.done(), bookkeeper.waiting) == (False, 1)
        holder.execute("rollback")
        assert kept.result(30) is True
        until(lambda: bookkeeper.trouble is None)
    assert names(database) == ["a"]


def test_damage_is_noticed_while_nothing_is_written_and_so_is_that_it_was_mended(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "service.sqlite"
    content = file.read_bytes()
    bookkeeper = Bookkeeper(database.beside(0.01), retention_days=90)
    with bookkeeper.running():
        file.write_bytes(content[:4096] + bytes(len(content) - 4096))
        until(lambda: bookkeeper.trouble == DAMAGED)
        kept = bookkeeper.keep([given("a", useful=True, comment="")])
        file.write_bytes(content)
        until(lambda: bookkeeper.trouble is None)
        assert kept is not None
        assert kept.result(30) is True
    assert names(database) == ["a"]


def test_what_finds_no_room_is_refused_and_counted(database: Database, holder: sqlite3.Connection) -> None:
    bookkeeper = Bookkeeper(database.beside(0.01), retention_days=90, capacity=2)
    holder.execute("begin exclusive")
    kept = [bookkeeper.keep([given(name, useful=True, comment="")]) for name in "abc"]
    assert [entry is None for entry in kept] == [False, False, True]
    assert (bookkeeper.waiting, bookkeeper.given_up) == (2, 1)
    holder.execute("rollback")
    with bookkeeper.running():
        pass
    assert names(database) == ["a", "b"]


def test_an_entry_that_cannot_be_written_is_given_up_without_the_others(database: Database) -> None:
    bookkeeper = Bookkeeper(database.beside(0.01), retention_days=90)
    kept = [bookkeeper.keep([given(name, useful=True, comment="")]) for name in ("a", "\ud800", "b")]
    with bookkeeper.running():
        assert [entry is not None and entry.result(30) for entry in kept] == [True, False, True]
    assert names(database) == ["a", "b"]
    assert bookkeeper.given_up == 1


def test_the_end_waits_a_little_for_what_is_left_and_not_for_ever(
    database: Database, holder: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    bookkeeper = Bookkeeper(database.beside(0.01), retention_days=90)
    holder.execute("begin exclusive")
    kept = bookkeeper.keep([given("a", useful=True, comment="")])
    with bookkeeper.running():
        pass
    assert kept is not None
    assert kept.result(0) is False
    assert (bookkeeper.waiting, bookkeeper.given_up) == (0, 1)
    said = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    assert [(entry["event"], entry["reason"]) for entry in said if entry["level"] == "error"] == [
        ("entries were not written before the end", LOCKED)
    ]
    holder.execute("rollback")


def test_old_rows_are_deleted_in_pieces_and_what_is_handed_over_goes_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(tmp_path)
    database.write_all(
        [("insert into feedback values (?, '2020-01-01', 1, '')", (f"old{number}",)) for number in range(3500)]
    )
    Feedback(database).give("young", useful=True, comment="")
    pieces = threading.Semaphore(0)
    held = database.beside(10)
    write = held.write

    def one_piece(statement: str, values: tuple[object, ...]) -> int:
        assert pieces.acquire(timeout=30)
        return write(statement, values)

    monkeypatch.setattr(held, "write", one_piece)
    bookkeeper = Bookkeeper(held, retention_days=30)
    with bookkeeper.running():
        pieces.release()
        until(lambda: len(names(database)) == 2501)
        # The next piece is held back, not the entry: it comes after the one that is under way.
        kept = bookkeeper.keep([given("now", useful=True, comment="")])
        pieces.release()
        assert kept is not None
        assert kept.result(30)
        assert len(names(database)) >= 1502, "the purge went on before it"
        for _ in range(10):
            pieces.release()
        until(lambda: len(names(database)) == 2)
    assert names(database) == ["young", "now"]

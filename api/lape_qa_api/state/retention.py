"""What is kept is deleted when its time is over: in pieces, so that nothing waits for it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from lape_qa_api.state.database import Database

_PIECE = 1000
"""Rows looked at in one transaction: some hundredths of a second."""
_KEPT = (("questions", "asked"), ("feedback", "given"), ("topics", "last"))
"""The tables of what is kept for a time, and which column has the day."""


def purge(database: Database, days: int) -> Iterator[int]:
    """Delete the feedback, questions and topics of more than some days ago; yield after each piece, as below."""
    day = datetime.now(UTC).date() - timedelta(days=days)
    for table, column in _KEPT:
        yield from delete_before(database, table, column, day)
    # By then the key of their hashes is thrown away.
    week = datetime.now(UTC).date() - timedelta(days=min(days, 8))
    yield from delete_before(database, "topic_callers", "asked", week)
    # A session is over by itself within a day.
    yield from delete_before(database, "ended_sessions", "ended", datetime.now(UTC).date() - timedelta(days=1))


def delete_before(database: Database, table: str, column: str, day: date) -> Iterator[int]:
    """Delete the rows of a table of earlier days, and yield after each piece how many those were."""
    # Row after row, so that rows that stay are not looked at again for each piece.
    piece = f"select rowid from {table} where rowid > ? order by rowid limit {_PIECE}"  # noqa: S608 - names of this file
    delete = f"delete from {table} where rowid > ? and rowid <= ? and {column} < ?"  # noqa: S608
    first = 0
    while rows := database.rows(piece, (first,)):
        yield database.write(delete, (first, rows[-1][0], day.isoformat()))
        first = rows[-1][0]

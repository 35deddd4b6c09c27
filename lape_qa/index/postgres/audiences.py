"""Whom documents are for: each set of groups has a number, and every row that tells of a document has that of its own.

By it the program asks for what a caller may see, and row security in the database holds the program to it.
"""

from collections.abc import Iterable

from lape_qa.index.postgres.database import Connection


def add(connection: Connection, sets: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Store the sets of groups that are not there yet; return the number of each."""
    wanted = sorted(set(sets))
    for groups in wanted:
        connection.execute(
            "INSERT INTO lape_qa.audience (groups) VALUES (%s) ON CONFLICT (groups) DO NOTHING", (list(groups),)
        )
    found = connection.execute("SELECT groups, number FROM lape_qa.audience").fetchall()
    numbers = {tuple(groups): number for groups, number in found}
    return {groups: numbers[groups] for groups in wanted}


def clean(connection: Connection) -> None:
    """Remove the sets that no document and no version is for any more: what a group is called may tell something."""
    connection.execute(
        "DELETE FROM lape_qa.audience a WHERE NOT EXISTS (SELECT FROM lape_qa.version WHERE audience = a.number)"
        " AND NOT EXISTS (SELECT FROM lape_qa.tally WHERE audience = a.number)"
    )

"""What people ask about and the sources do not answer: search terms, counted; never a question.

A term is written down only once it was asked for often enough. Until then there is a keyed hash of it and a
number, so that a rare word, which could tell who asked, is never on disk.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from lape_qa.question.model import Query
from lape_qa_api.security.signing import Signer
from lape_qa_api.state.database import Database, Statement


@dataclass(frozen=True, slots=True)
class Topic:
    """A search term, how often it was asked for without an answer, and when last (ISO date)."""

    term: str
    count: int
    last: str


class Topics:
    """The counted topics of a state folder."""

    def __init__(self, database: Database, signer: Signer, minimum: int) -> None:
        self._database = database
        self._signer = signer
        self._minimum = minimum

    def count(self, query: Query) -> None:
        """Count the terms of a question that got no answer."""
        self._database.write_all(self.counted(query))

    def counted(self, query: Query) -> list[Statement]:
        """Return what counts the terms of a question that got no answer."""
        today = datetime.now(UTC).date().isoformat()
        hashed = [(self._signer.fingerprint(term), term) for term in terms(query)]
        return [
            statement
            for name, term in hashed
            for statement in (
                (
                    "insert into topics values (?, null, 1, ?)"
                    " on conflict (hash) do update set count = count + 1, last = excluded.last",
                    (name, today),
                ),
                (
                    "update topics set term = ? where hash = ? and term is null and count >= ?",
                    (term, name, self._minimum),
                ),
            )
        ]

    def all(self) -> list[Topic]:
        """Return the terms asked for often enough, most frequent first."""
        rows = self._database.rows(
            "select term, count, last from topics where term is not null and count >= ? order by count desc, term",
            (self._minimum,),
        )
        return [Topic(*row) for row in rows]


def terms(query: Query) -> tuple[str, ...]:
    """Return the first search term of each word; names are left out, unless they name a place or a year."""
    words = zip(query.words, query.named, query.required, strict=True)
    return tuple(dict.fromkeys(found[0] for found, named, required in words if found and (required or not named)))

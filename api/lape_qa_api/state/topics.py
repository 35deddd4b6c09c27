"""What people ask about and the sources do not answer: words that the sources or the glossary have; never a question.

A word of nobody's list, such as a name, a number or an address, is not even counted. A word of theirs is written down
only once enough different callers have asked for it; until then there is a keyed hash of it and a number. Callers are
told apart by hashes with a key that is only in memory: it is another for each word, and thrown away after a week.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from lape_qa.index.ports import Source
from lape_qa.language import glossary, morphology
from lape_qa.language.model import Language
from lape_qa.question.model import Query
from lape_qa_api.security.signing import Signer
from lape_qa_api.state.database import Database, Statement

_WEEK = 7 * 24 * 3600.0
_HASH_BYTES = 12


@dataclass(frozen=True, slots=True)
class Topic:
    """A search term, how often it was asked for without an answer, and when last (ISO date)."""

    term: str
    count: int
    last: str


class Topics:
    """The counted topics of a state folder."""

    def __init__(
        self, database: Database, signer: Signer, minimum: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._signer = signer
        self._minimum = minimum
        self._clock = clock
        self._renew()

    def counted(self, query: Query, generation: Source, caller: str) -> list[Statement]:
        """Return what counts the terms of a caller's question that got no answer."""
        if self._clock() - self._since >= _WEEK:
            self._renew()
        today = datetime.now(UTC).date().isoformat()
        return [
            statement
            for term in terms(query, generation)
            for name in (self._signer.fingerprint(term),)
            for statement in (
                (
                    "insert into topics values (?, null, 1, ?)"
                    " on conflict (hash) do update set count = count + 1, last = excluded.last",
                    (name, today),
                ),
                (
                    "insert or ignore into topic_callers values (?, ?, ?, ?)",
                    (self._epoch, name, self._told_apart(caller, term), today),
                ),
                (
                    "update topics set term = ? where hash = ? and term is null"
                    " and (select count(*) from topic_callers where epoch = ? and hash = ?) >= ?",
                    (term, name, self._epoch, name, self._minimum),
                ),
            )
        ]

    def all(self) -> list[Topic]:
        """Return the terms that enough callers asked for, most frequent first."""
        rows = self._database.rows(
            "select term, count, last from topics where term is not null order by count desc, term"
        )
        return [Topic(*row) for row in rows]

    def _renew(self) -> None:
        # Whoever counted under another key counts no more: nobody is counted twice.
        self._key, self._epoch, self._since = secrets.token_bytes(32), secrets.token_bytes(8), self._clock()

    def _told_apart(self, caller: str, term: str) -> bytes:
        return hmac.digest(self._key, f"{term}\0{caller}".encode(), hashlib.sha256)[:_HASH_BYTES]


def terms(query: Query, generation: Source) -> tuple[str, ...]:
    """Return the most exact term of each word that may be written down: places, years, and words of the lists."""
    words = zip(query.words, query.named, query.required, strict=True)
    # A year alone: that of a date may be of somebody's birth.
    allowed = (
        found[0]
        if found and morphology.is_year(found[0])
        else next((term for term in found if _may_be_kept(term, generation, query.language, named > required)), None)
        for found, named, required in words
    )
    return tuple(dict.fromkeys(filter(None, allowed)))


def _may_be_kept(term: str, generation: Source, language: Language, is_name: bool) -> bool:
    if glossary.place_of((term,)):
        return True
    if any(char.isdigit() for char in term):
        return False
    if glossary.holds(term, language):
        return True
    # What is a name is one in small letters too; what no source writes small may be one that no list knows.
    if is_name or morphology.is_nothing_but_a_name(term) or morphology.is_nothing_but_a_name(term.capitalize()):
        return False
    return term in generation.forward.vocabulary and generation.speller.writes_small(term)

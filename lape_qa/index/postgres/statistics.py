"""What a generation in PostgreSQL knows of all of its passages, or of those that members of some groups may see."""

import dataclasses
import json
import logging
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.membership import EVERYTHING, Membership
from lape_qa.errors import DatabaseUnavailable
from lape_qa.index import token_vectors
from lape_qa.index.model import Manifest
from lape_qa.index.postgres.database import Database, Row
from lape_qa.language import spelling

_log = logging.getLogger(__name__)


class _Tally(NamedTuple):
    """What a generation holds for one set of groups."""

    audience: int
    groups: list[str]
    documents: int
    passages: int
    sentences: int
    occurrences: int
    term_frequency: bytes
    token_frequency: bytes
    forms: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """The sums of what a generation holds for some sets of groups, see the table `tally`."""

    number: int
    manifest: Manifest
    """As if there were nothing else."""
    seen: Membership
    """Whom it is read for: row security goes by that."""
    audiences: Mapping[int, tuple[str, ...]]
    """The sets of groups that its documents are for, by their numbers."""
    is_whole: bool
    """Are these all documents of the generation?"""
    occurrences: int
    """Of terms in all passages."""
    vocabulary: dict[str, int]
    term_frequency: NDArray[np.int64]
    """In how many passages each term stands, by its id."""
    token_frequency: NDArray[np.int32]
    forms: bytes
    """As `spelling.to_bytes` has them."""
    dead: tuple[int, ...]
    """Numbers of the documents that are still stored and had died by then."""
    has_graph: bool
    """Are vectors searched by a graph?"""

    @property
    def groups(self) -> frozenset[str]:
        """The groups that any of the documents is for."""
        return frozenset(group for groups in self.audiences.values() for group in groups)

    def among(self, membership: Membership, database: Database) -> "Statistics":
        """Return those of what members of some groups may see, which are read for them alone; self where it is all.

        Errors are those of `Database.read`, and DatabaseUnavailable when the generation was removed.
        """
        audiences = {number: groups for number, groups in self.audiences.items() if membership.opens(groups)}
        groups = membership.among(self.groups)
        if groups is None or len(audiences) == len(self.audiences):
            return self
        seen = Membership(groups)
        with database.reading():
            tallies = _tallies(database, self.number, seen, audiences)
            if not _is_there(database, self.number):
                raise removed(self.manifest, database)
            dead = _dead(database, self.number, seen)
            [[secured]] = _read(database, seen, "SELECT row_security_active('lape_qa.document')")
        if not secured:
            _log.warning(
                "row security does not hold for the role that %s is read by, so only the program keeps closed "
                "documents apart: serve with a role that does not own the tables and is no superuser (docs/scale.md)",
                database.name,
            )
        frequency = _frequency(tallies)
        manifest = dataclasses.replace(
            self.manifest,
            corpus_sha256="",
            documents=sum(tally.documents for tally in tallies),
            passages=sum(tally.passages for tally in tallies),
            sentences=sum(tally.sentences for tally in tallies),
        )
        return Statistics(
            number=self.number,
            manifest=manifest,
            seen=seen,
            audiences=audiences,
            is_whole=False,
            occurrences=sum(tally.occurrences for tally in tallies),
            vocabulary={t: id_ for t, id_ in self.vocabulary.items() if id_ < len(frequency) and frequency[id_]},
            term_frequency=frequency,
            token_frequency=_token_frequency(tallies),
            forms=_forms(tallies),
            dead=dead,
            # A graph leads past what may not be seen, and which neighbours it misses would tell of that.
            has_graph=False,
        )


def read(database: Database, number: int, manifest: Manifest) -> Statistics:
    """Read those of a whole generation; errors are those of `Database.read`."""
    tallies = _tallies(database, number, EVERYTHING, None)
    frequency = _frequency(tallies)
    # What was added since has ids beyond.
    known = _read(database, EVERYTHING, "SELECT id, term FROM lape_qa.term WHERE id < %(end)s", end=len(frequency))
    [[graph]] = _read(database, EVERYTHING, "SELECT to_regclass('lape_qa.passage_graph') IS NOT NULL")
    return Statistics(
        number=number,
        manifest=manifest,
        seen=EVERYTHING,
        audiences={tally.audience: tuple(tally.groups) for tally in tallies},
        is_whole=True,
        occurrences=sum(tally.occurrences for tally in tallies),
        vocabulary={term: id_ for id_, term in known if frequency[id_]},
        term_frequency=frequency,
        token_frequency=_token_frequency(tallies),
        forms=_forms(tallies),
        dead=_dead(database, number, EVERYTHING),
        has_graph=graph and manifest.passages > manifest.shape["exact_up_to"],
    )


def removed(manifest: Manifest, database: Database) -> DatabaseUnavailable:
    """Return what to raise where a generation was removed since it was opened."""
    return DatabaseUnavailable(
        f"generation {manifest.generation} is no longer in {database.name}: a newer one is opened within a second"
    )


def packed_forms(forms: Counter[str]) -> bytes:
    """Return word forms with their counts as the table holds them."""
    held = {form: count for form, count in forms.items() if count}
    return zlib.compress(json.dumps(held, ensure_ascii=False).encode("utf-8"))


def unpacked_forms(packed: bytes) -> Counter[str]:
    """Return the word forms of `packed_forms`."""
    return Counter(json.loads(zlib.decompress(packed)))


def _tallies(
    database: Database, number: int, seen: Membership, audiences: Mapping[int, tuple[str, ...]] | None
) -> list[_Tally]:
    """Return what a generation holds for each of some sets of groups, None: for all."""
    among = "" if audiences is None else " AND t.audience = ANY(%(audiences)s)"
    found = _read(
        database,
        seen,
        "SELECT t.audience, a.groups, t.documents, t.passages, t.sentences, t.occurrences, t.term_frequency,"
        " t.token_frequency, t.forms FROM lape_qa.tally t JOIN lape_qa.audience a ON a.number = t.audience"
        f" WHERE t.generation = %(number)s{among} ORDER BY t.audience",
        number=number,
        audiences=list(audiences or ()),
    )
    return [_Tally(*row) for row in found]


def _frequency(tallies: list[_Tally]) -> NDArray[np.int64]:
    return token_vectors.added([np.frombuffer(tally.term_frequency, np.int32) for tally in tallies]).astype(np.int64)


def _token_frequency(tallies: list[_Tally]) -> NDArray[np.int32]:
    return token_vectors.added([np.frombuffer(tally.token_frequency, np.int32) for tally in tallies])


def _forms(tallies: list[_Tally]) -> bytes:
    forms: Counter[str] = Counter()
    for tally in tallies:
        forms.update(unpacked_forms(tally.forms))
    return spelling.to_bytes(forms)


def _is_there(database: Database, number: int) -> bool:
    return bool(_read(database, EVERYTHING, "SELECT FROM lape_qa.generation WHERE number = %(number)s", number=number))


def _dead(database: Database, number: int, seen: Membership) -> tuple[int, ...]:
    query = "SELECT number FROM lape_qa.document WHERE died <= %(number)s ORDER BY number"
    return tuple(one for (one,) in _read(database, seen, query, number=number))


def _read(database: Database, seen: Membership, query: str, **values: Any) -> list[Row]:
    return database.read((query, values), seen=seen)[0]

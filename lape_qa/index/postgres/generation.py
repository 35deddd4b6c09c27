"""One generation in PostgreSQL, as searching and answering read it.

In memory are the vocabulary and the word forms, which grow slowly; all else is read for a question when it is needed:
the first stage in one round trip, what is known of its candidates in a second, the documents to quote in a third.
"""

import json
import math
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, ValuesView
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from threading import Lock, local
from typing import Any, Self, overload

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.membership import Membership
from lape_qa.documents.model import Document, Filters, Passage, Told
from lape_qa.documents.quote_index import Sources
from lape_qa.errors import UsageError
from lape_qa.index import positions, token_vectors
from lape_qa.index.dense import MARGIN, nearest
from lape_qa.index.lexical import K1, TIE, B
from lape_qa.index.model import Floats, Ints, Ranking
from lape_qa.index.ports import Nominated, Words
from lape_qa.index.positions import Terms
from lape_qa.index.postgres.database import Database, Query, Row
from lape_qa.index.postgres.schema import ORDINAL_BITS
from lape_qa.index.postgres.statistics import Statistics, removed
from lape_qa.index.token_vectors import Tokens
from lape_qa.index.versions import document_of
from lape_qa.language.model import Span
from lape_qa.language.spelling import Speller

_KEPT_CHARACTERS = 50_000_000
"""Characters of documents that are kept once they were read."""
_AT_ONCE = 500
"""Documents that are read at once where all are."""
_BREADTH = 400
"""Neighbours that the graph keeps in view, as for files."""
_MOST_LOOKED_AT = 200_000
"""Passages that a search by the graph looks at, at most, for those that a filter admits."""
_NAMED = ("region", "publisher", "language")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which passages may be found, as SQL of a document `d`, and its values."""

    condition: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _About:
    """What tells of which place and time a document is."""

    region: str
    published: str


@dataclass(frozen=True, slots=True, eq=False)
class _Payload:
    """What is known of a passage."""

    passage: Passage
    vector: Floats
    terms: NDArray[np.int32]
    words: NDArray[np.int32]
    sentences: NDArray[np.int32]
    sentence_vectors: NDArray[np.float16]
    tokens: token_vectors.Packed | None


@dataclass(frozen=True, slots=True, eq=False)
class _Stored:
    """A document, and where its passages are."""

    document: Document
    number: int
    audience: int
    passages: tuple[Passage, ...]
    terms: NDArray[np.int32]
    """Ids of the terms that stand in it, rising."""


class _Kept:
    """Documents of a generation that were read, for everybody; those that were asked for last."""

    def __init__(self) -> None:
        self._documents: OrderedDict[str, _Stored] = OrderedDict()
        self._names: dict[int, str] = {}
        self._characters = 0
        self._lock = Lock()

    def named(self, name: str) -> _Stored | None:
        """Return a document by id, None when it is not kept."""
        with self._lock:
            if name in self._documents:
                self._documents.move_to_end(name)
            return self._documents.get(name)

    def name(self, number: int) -> str | None:
        """Return the id of a document by its number, None when it is not kept."""
        with self._lock:
            return self._names.get(number)

    def add(self, read: Iterable[_Stored]) -> dict[str, _Stored]:
        """Keep some documents; return them by id."""
        found = {stored.document.id: stored for stored in read}
        with self._lock:
            for name, stored in found.items():
                self._names[stored.number] = name
                if self._documents.setdefault(name, stored) is stored:
                    self._characters += len(stored.document.text)
            while self._characters > _KEPT_CHARACTERS and self._documents:
                _, oldest = self._documents.popitem(last=False)
                del self._names[oldest.number]
                self._characters -= len(oldest.document.text)
        return found


class _Question(local):
    """What one thread has read for the question that it works on."""

    def __init__(self) -> None:
        self.payloads: dict[int, _Payload] = {}
        self.about: dict[str, _About] = {}
        self.terms: dict[str, NDArray[np.int32]] = {}

    def forget(self) -> None:
        """Forget all of it."""
        self.payloads, self.about, self.terms = {}, {}, {}


class StoredGeneration:
    """One generation in a database; nothing of it ever changes. Errors of reading are those of `Database.read`."""

    def __init__(self, database: Database, statistics: Statistics, kept: "_Kept | None" = None) -> None:
        """Take the database, what was read of the generation already, and the documents that are kept of it."""
        self.manifest = statistics.manifest
        self.groups = statistics.groups
        self.speller = Speller(statistics.forms, statistics.vocabulary)
        reader = _Reader(database, statistics, kept or _Kept())
        self._reader = reader
        self.documents = _Documents(reader)
        self.passages = _Passages(reader)
        self.forward: Terms = _Forward(reader)
        self.tokens: Tokens | None = _Tokens(reader) if statistics.manifest.shape["late"] else None
        self.lexical = _Lexical(reader)
        self.dense = _Dense(reader)

    def seen_by(self, membership: Membership) -> Self:
        """Return it as members of some groups see it: as if the documents that are closed to them were not there.

        All that is read by it is read for these groups, so that the database holds it to that.
        """
        reader = self._reader
        statistics = reader.statistics.among(membership, reader.database)
        return self if statistics is reader.statistics else type(self)(reader.database, statistics, reader.kept)

    def reading(self) -> AbstractContextManager[None]:
        """Hold what one question is answered from: one state of the database."""
        return self._reader.reading()

    @property
    def told(self) -> Sequence[Told]:
        """What lists know of its documents, in their order; they are read each time."""
        return list(self.documents.values())

    def quotable(self) -> Sources:
        """Return all documents as quotes are looked for in them; they are then kept in memory."""
        return self._reader.quotable()

    def document(self, identifier: str) -> Document:
        """Return a document by id; KeyError when there is none."""
        return self._reader.stored(identifier).document

    def of_texts(self, hashes: Collection[str]) -> list[Document]:
        """Return the documents whose text has one of some hashes."""
        return self._reader.of_texts(hashes)

    def about(self, identifier: str) -> _About:
        """Return what tells of which place and time a document is; KeyError when there is none."""
        return self._reader.about(identifier)

    def rows_of(self, identifier: str) -> Sequence[int]:
        """Return the rows of a document's passages, rising; a document without text, or none, has none."""
        try:
            stored = self._reader.stored(identifier)
        except KeyError:
            return ()
        return _rows(stored.number, len(stored.passages))

    def rows_of_region(self, region: str) -> Sequence[int]:
        """Return the rows of the passages of a region's documents, rising."""
        [found] = self._reader.read(
            f"SELECT number, passages FROM lape_qa.document d WHERE d.region = %(region)s AND {self._reader.alive}"
            " ORDER BY number",
            region=region,
        )
        return [row for number, count in found for row in _rows(number, count)]

    def within(self, filters: Filters) -> Scope | None:
        """Tell which passages may be found under some filters; UsageError when no source has a filter's value."""
        return None if filters == Filters() else self._reader.within(filters)

    def among(self, rows: Sequence[int], within: Scope | None) -> list[int]:
        """Return those of some rows that are within a scope, in their order."""
        if within is None:
            return list(rows)
        numbers = sorted({row >> ORDINAL_BITS for row in rows})
        [found] = self._reader.read(
            f"SELECT number FROM lape_qa.document d WHERE d.number = ANY(%(numbers)s) AND {within.condition}",
            numbers=numbers,
            **within.values,
        )
        admitted = {number for (number,) in found}
        return [row for row in rows if row >> ORDINAL_BITS in admitted]

    def nominate(self, words: Words, vector: Floats, k: int, within: Scope | None, tie: float = TIE) -> Nominated:
        """Search by words and by vector in one round trip, k passages each."""
        lexical = self.lexical.query(words, k, within, tie)
        dense = self.dense.queries(vector, k, within)
        found = self._reader.ask(*([lexical] if lexical else []), *dense)
        return Nominated(_ranking(found[0] if lexical else []), self.dense.ranking(vector, k, found[-1]), None)

    def prefetch(self, rows: Ints) -> None:
        """Get ready what is known of some passages, in one round trip."""
        self._reader.payloads(rows.tolist())

    def fetch(self, identifiers: Collection[str]) -> None:
        """Get ready some documents, in one round trip."""
        self._reader.fetch(identifiers)

    def held(self, words: Words, identifiers: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which words stand anywhere in each of some documents; shape (documents, words)."""
        found = np.zeros((len(identifiers), len(words)), np.bool_)
        if len(words):
            asked = [self.forward.ids(word) for word in words]
            for number, terms in enumerate(self._reader.terms(identifiers)):
                found[number] = [np.isin(ids, terms).any() for ids in asked]
        return found

    def naming(self, terms: Iterable[str]) -> list[int]:
        """Return the rows of the passages that have one of some terms, rising, once for each time one stands there."""
        ids = self.forward.ids(dict.fromkeys(terms))
        if not ids:
            return []
        [found] = self._reader.read(
            f"SELECT passage, sum(frequency)::int FROM lape_qa.posting p WHERE term = ANY(%(terms)s)"
            f" AND {self._reader.visible('p.passage', 'p')} GROUP BY passage ORDER BY passage",
            terms=ids,
        )
        return [row for row, times in found for _ in range(times)]

    def sentence_vectors(self, rows: Sequence[int]) -> Floats:
        """Return the vectors of the quotable sentences of some passages, one passage after the other."""
        none = np.zeros((0, self.manifest.dimensions), np.float16)
        parts = [none, *(payload.sentence_vectors for payload in self._reader.payloads(rows))]
        vectors: Floats = np.concatenate(parts).astype(np.float32)
        return vectors


# ---- reading -------------------------------------------------------------------------------------------

_ALIVE = "d.born <= %(generation)s AND (d.died IS NULL OR d.died > %(generation)s)"
_STORED = """
SELECT d.id, d.number, d.audience, d.outline, d.terms, v.metadata, v.text
FROM lape_qa.document d JOIN lape_qa.version v ON v.number = d.version
WHERE {condition} AND {alive} ORDER BY d.number
"""
_PAYLOADS = """
SELECT p.id, d.id, d.region, d.published, l.first, l.last, l.heading, l.text, l.spans,
  vector_send(p.vector), l.forward, l.sentences, l.tokens
FROM unnest(%(rows)s::bigint[], %(numbers)s::bigint[]) AS r(id, document)
JOIN lape_qa.passage p ON p.id = r.id
JOIN lape_qa.payload l ON l.passage = r.id
JOIN lape_qa.document d ON d.number = r.document
WHERE {visible}
"""


class _Reader:
    """Reads a generation: what is kept of it for all questions, and what one question reads."""

    def __init__(self, database: Database, statistics: Statistics, kept: _Kept) -> None:
        self.statistics = statistics
        self.database = database
        self.kept = kept
        among = "" if statistics.is_whole else " AND {table}.audience = ANY(%(audiences)s)"
        self.alive = _ALIVE + among.format(table="d")
        """The condition that a document `d` is of the generation, and may be seen."""
        self._among = among
        self._question = _Question()
        self._known: dict[str, tuple[str, ...]] | None = None
        self._sources: Sources | None = None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold one state of the database, and what was read of it."""
        self._question.forget()
        try:
            with self.database.reading():
                yield
        finally:
            self._question.forget()

    def visible(self, passage: str, table: str) -> str:
        """Return the condition that a passage, by the SQL of its number, is of the generation, and may be seen."""
        born = f"{table}.born <= %(generation)s"
        # The dead are told, not asked for: they are few, and their passages are not written to when they die.
        dead = f" AND NOT {passage} >> {ORDINAL_BITS} = ANY(%(dead)s)" if self.statistics.dead else ""
        return born + dead + self._among.format(table=table)

    def read(self, text: str, **values: object) -> list[list[Row]]:
        """Return the rows of one query of the generation."""
        return self.ask((text, dict(values)))

    def ask(self, *queries: Query) -> list[list[Row]]:
        """Return the rows of some queries of the generation, in one round trip.

        Raises DatabaseUnavailable when the generation was removed since it was opened.
        """
        known = self.statistics
        own = {"generation": known.number, "dead": list(known.dead), "audiences": list(known.audiences)}
        there = ("SELECT true FROM lape_qa.generation WHERE number = %(generation)s", own)
        found = self.database.read(there, *((text, own | values) for text, values in queries), seen=known.seen)
        if not found[0]:
            raise removed(known.manifest, self.database)
        return found[1:]

    def payloads(self, rows: Sequence[int] | Ints) -> list[_Payload]:
        """Return what is known of some passages."""
        known, wanted = self._question.payloads, [int(row) for row in rows]
        missing = [row for row in dict.fromkeys(wanted) if row not in known]
        if missing:
            text = _PAYLOADS.format(visible=self.visible("p.id", "p"))
            [found] = self.read(text, rows=missing, numbers=[row >> ORDINAL_BITS for row in missing])
            for row in found:
                known[row[0]] = self._payload(row)
                self._question.about[row[1]] = _About(row[2], row[3])
        return [known[row] for row in wanted]

    def passage(self, row: int) -> Passage:
        """Return the passage of a row; IndexError where there is none."""
        known = self._question.payloads.get(row)
        if known is not None:
            return known.passage
        for stored in self._of_numbers([row >> ORDINAL_BITS]):
            ordinal = row - (stored.number << ORDINAL_BITS)
            if ordinal < len(stored.passages):
                return stored.passages[ordinal]
        raise IndexError(row)

    def about(self, identifier: str) -> _About:
        """Return what tells of which place and time a document is; KeyError when there is none."""
        known = self._question.about.get(identifier)
        if known is None:
            document = self.stored(identifier).document
            known = _About(document.region, document.published)
        return known

    def stored(self, identifier: str) -> _Stored:
        """Return a document and what is known of it; KeyError when there is none."""
        found = self._of([identifier])
        return found[identifier]

    def terms(self, identifiers: Sequence[str]) -> list[NDArray[np.int32]]:
        """Return the ids of the terms that stand in each of some documents, rising."""
        known = self._question.terms
        known |= {name: stored.terms for name, stored in self._held(identifiers).items()}
        missing = [name for name in identifiers if name not in known]
        if missing:
            [found] = self.read(
                f"SELECT d.id, d.terms FROM lape_qa.document d WHERE id = ANY(%(names)s) AND {self.alive}",
                names=missing,
            )
            known |= {name: np.frombuffer(terms, np.int32) for name, terms in found}
        return [known[name] for name in identifiers]

    def fetch(self, identifiers: Collection[str]) -> None:
        """Keep some documents."""
        self._of(identifiers)

    def of_texts(self, hashes: Collection[str]) -> list[Document]:
        """Return the documents whose text has one of some hashes; they are not kept."""
        text = _STORED.format(condition="v.sha256 = ANY(%(hashes)s)", alive=self.alive)
        [rows] = self.read(text, hashes=list(hashes))
        return [_stored(row).document for row in rows]

    def all(self) -> Iterator[_Stored]:
        """Yield every document, in order; they are not kept."""
        last = -1
        while True:
            condition = "d.number > %(last)s"
            text = _STORED.format(condition=condition, alive=self.alive) + " LIMIT %(most)s"
            [found] = self.read(text, last=last, most=_AT_ONCE)
            if not found:
                return
            yield from map(_stored, found)
            last = found[-1][1]

    def quotable(self) -> Sources:
        """Return all documents, which are then kept."""
        sources = self._sources
        if sources is None:
            sources = Sources({stored.document.id: stored.document for stored in self.all()})
            self._sources = sources
        return sources

    def within(self, filters: Filters) -> Scope:
        """Return the condition of some filters."""
        conditions, values = [self.alive], dict[str, Any]()
        for name in _NAMED:
            if value := getattr(filters, name):
                known = self._values()[name]
                if value.casefold() not in map(str.casefold, known):
                    shown = ", ".join(sorted(filter(None, known)))
                    raise UsageError(f"no source has the {name} {value!r}; there are: {shown}")
                conditions.append(f"d.{name}_folded = %({name})s")
                values[name] = value.casefold()
        first, last = filters.from_year, filters.to_year
        if first is not None and last is not None and first > last:
            raise UsageError(f"no year is from {first} to {last}: the first must not be the later")
        if first is not None or last is not None:
            conditions.append("d.year BETWEEN %(first_year)s AND %(last_year)s")
            values |= {"first_year": first or 0, "last_year": 9999 if last is None else last}
        return Scope(" AND ".join(conditions), values)

    def _values(self) -> dict[str, tuple[str, ...]]:
        """Return the values that documents have in each field that can be filtered by."""
        if self._known is None:
            [found] = self.read(
                "SELECT DISTINCT d.region, v.metadata->>'publisher', v.metadata->>'language'"
                f" FROM lape_qa.document d JOIN lape_qa.version v ON v.number = d.version WHERE {self.alive}"
            )
            self._known = {name: tuple({row[place] for row in found}) for place, name in enumerate(_NAMED)}
        return self._known

    def _of(self, identifiers: Collection[str]) -> dict[str, _Stored]:
        found = self._held(identifiers)
        missing = [name for name in identifiers if name not in found]
        if missing:
            text = _STORED.format(condition="d.id = ANY(%(names)s)", alive=self.alive)
            [rows] = self.read(text, names=missing)
            found |= self.kept.add(map(_stored, rows))
        return found

    def _held(self, identifiers: Iterable[str]) -> dict[str, _Stored]:
        """Return those of some documents that are kept and may be seen here: what is kept is kept for all."""
        known = ((name, self.kept.named(name)) for name in identifiers)
        return {name: stored for name, stored in known if stored and stored.audience in self.statistics.audiences}

    def _of_numbers(self, numbers: list[int]) -> Iterable[_Stored]:
        known = self._held(name for number in numbers if (name := self.kept.name(number)) is not None)
        if len(known) == len(numbers):
            return known.values()
        text = _STORED.format(condition="d.number = ANY(%(numbers)s)", alive=self.alive)
        [rows] = self.read(text, numbers=numbers)
        return self.kept.add(map(_stored, rows)).values()

    def _payload(self, row: Row) -> _Payload:
        _, document, _, _, first, last, heading, text, spans, vector, forward, sentences, tokens = row
        bounds = np.frombuffer(spans, np.int32).reshape(-1, 2).tolist()
        passage = Passage(document, first, last, text, heading, tuple(Span(start, end) for start, end in bounds))
        terms, words, of_sentences = np.frombuffer(forward, np.int32).reshape(3, -1)
        dimensions = self.statistics.manifest.dimensions
        return _Payload(
            passage,
            _vectors([vector], dimensions)[0],
            terms,
            words,
            of_sentences,
            np.frombuffer(sentences, np.float16).reshape(-1, dimensions),
            None if tokens is None else token_vectors.from_bytes(tokens),
        )


def _stored(row: Row) -> _Stored:
    identifier, number, audience, outline, terms, metadata, text = row
    document = document_of(metadata | {"text": text})
    passages = tuple(
        Passage(identifier, first, last, text[first:last], heading, tuple(Span(*span) for span in spans))
        for first, last, heading, spans in json.loads(outline)
    )
    return _Stored(document, number, audience, passages, np.frombuffer(terms, np.int32))


def _rows(number: int, passages: int) -> range:
    return range(number << ORDINAL_BITS, (number << ORDINAL_BITS) + passages)


def _vectors(sent: Sequence[bytes], dimensions: int) -> Floats:
    """Return vectors that pgvector has sent: their size, and a number that is not used, stand before each."""
    row = np.dtype([("head", ">i2", (2,)), ("values", ">f4", (dimensions,))])
    vectors: Floats = np.frombuffer(b"".join(sent), row)["values"].astype(np.float32)
    return vectors


def _ranking(found: Sequence[Row]) -> Ranking:
    rows, scores = np.array([row for row, _ in found], np.int64), np.array([score for _, score in found], np.float64)
    return Ranking(rows, scores)


# ---- documents and passages ----------------------------------------------------------------------------


class _Documents(Mapping[str, Document]):
    """Documents by id."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader

    def __getitem__(self, identifier: str) -> Document:
        return self._reader.stored(identifier).document

    def __iter__(self) -> Iterator[str]:
        [found] = self._reader.read(f"SELECT id FROM lape_qa.document d WHERE {self._reader.alive} ORDER BY number")
        return iter([identifier for (identifier,) in found])

    def __len__(self) -> int:
        return self._reader.statistics.manifest.documents

    def values(self) -> "_Values":
        """Return all documents."""
        return _Values(self)

    def all(self) -> Iterator[Document]:
        """Yield all documents, read some at a time."""
        return (stored.document for stored in self._reader.all())


class _Values(ValuesView[Document]):
    """All documents, read some at a time."""

    def __init__(self, documents: _Documents) -> None:
        super().__init__(documents)
        self._documents = documents

    def __iter__(self) -> Iterator[Document]:
        return self._documents.all()


class _Passages(Sequence[Passage]):
    """Passages by row; rows do not follow one another."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader

    def __len__(self) -> int:
        return self._reader.statistics.manifest.passages

    def __iter__(self) -> Iterator[Passage]:
        return (passage for stored in self._reader.all() for passage in stored.passages)

    @overload
    def __getitem__(self, row: int) -> Passage: ...

    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...

    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            raise TypeError("rows do not follow one another")
        return self._reader.passage(row)


class _Forward(Terms):
    """Terms of the passages in reading order."""

    def __init__(self, reader: _Reader) -> None:
        known = reader.statistics
        super().__init__(known.vocabulary, known.term_frequency, known.manifest.passages)
        self._reader = reader

    def of_rows(self, rows: Sequence[int] | Ints) -> positions.Stored:
        """Return the occurrences of some passages."""
        found = self._reader.payloads(rows)
        return positions.Stored([p.terms for p in found], [p.words for p in found], [p.sentences for p in found])


class _Tokens(Tokens):
    """Token vectors of the passages."""

    def __init__(self, reader: _Reader) -> None:
        super().__init__(reader.statistics.token_frequency, reader.statistics.manifest.passages)
        self._reader = reader

    def of_rows(self, rows: Sequence[int]) -> token_vectors.Stored:
        """Return the tokens of some passages."""
        found = [payload.tokens for payload in self._reader.payloads(rows) if payload.tokens is not None]
        return token_vectors.Stored([t.sentence for t in found], [t.values for t in found], [t.scale for t in found])


# ---- the first stage -----------------------------------------------------------------------------------

# The terms of one word are readings of it: the best counts, and `tie` times the others. Each is looked up by itself,
# whatever the planner thinks of how many there are. All is added in float32 and in the order in which files add it,
# so that scores are the same to the bit, and what is equal there is equal here.
_LEXICAL = """
SELECT passage, sum(score ORDER BY word) AS total FROM (
  SELECT passage, word, %(best)s::float4 * max(score) + %(tie)s::float4 * sum(score ORDER BY place) AS score FROM (
    SELECT found.passage, asked.word, asked.place,
      (asked.idf * (found.frequency / (%(k1)s * ((1 - %(b)s) + %(b)s * found.length / %(mean)s) + found.frequency))
      )::float4 AS score
    FROM unnest(%(words)s::int[], %(terms)s::int[], %(idfs)s::float8[]) WITH ORDINALITY AS asked(word, term, idf, place)
    CROSS JOIN LATERAL (
      SELECT p.passage, p.frequency::float8, p.length::float8 FROM lape_qa.posting p
      WHERE p.term = asked.term AND {visible} OFFSET 0
    ) AS found
  ) AS reading GROUP BY passage, word
) AS by_word
{scope}
GROUP BY passage ORDER BY total DESC, passage LIMIT %(k)s
"""
_ITERATIVE = """
SELECT set_config('hnsw.ef_search', %(breadth)s, true), set_config('hnsw.max_scan_tuples', %(most)s, true),
  set_config('hnsw.iterative_scan', 'strict_order', true)
"""
_DENSE = """
SELECT p.id, vector_send(p.vector) FROM (
  SELECT p.id, -(p.vector <#> %(vector)s::float4[]::vector) AS cosine FROM lape_qa.passage p WHERE {visible} {scope}
  ORDER BY {order} LIMIT %(k)s
) AS found JOIN lape_qa.passage p ON p.id = found.id
"""
_BY_GRAPH = "p.vector <#> %(vector)s::float4[]::vector"
_EXACTLY = "cosine DESC, p.id DESC"
"""By what is computed, which no graph can be used for."""


def _scoped(word: str, passage: str, within: Scope | None) -> tuple[str, Mapping[str, Any]]:
    if within is None:
        return "", {}
    of_document = f"SELECT FROM lape_qa.document d WHERE d.number = {passage} >> {ORDINAL_BITS} AND {within.condition}"
    return f"{word} EXISTS ({of_document})", within.values


class _Lexical:
    """Finds passages by BM25, exactly as files do: see `lexical.write` for the formula."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader
        self._mean = reader.statistics.occurrences / max(reader.statistics.manifest.passages, 1)

    def search(self, asked: Words, k: int, within: Scope | None = None) -> Ranking:
        """Return the at most k best passages that share a term with the words, best first."""
        query = self.query(asked, k, within, TIE)
        return _ranking(self._reader.ask(query)[0] if query else [])

    def query(self, words: Words, k: int, within: Scope | None, tie: float) -> Query | None:
        """Return the query of a search, None where no passage has any of the terms."""
        asked = [(number, term) for number, terms in enumerate(self._readings(words)) for term in terms]
        if not asked:
            return None
        scope, values = _scoped("WHERE", "passage", within)
        text = _LEXICAL.format(visible=self._reader.visible("p.passage", "p"), scope=scope)
        return text, {
            "words": [word for word, _ in asked],
            "terms": [term for _, term in asked],
            "idfs": [float(self._idf(term)) for _, term in asked],
            "best": 1 - tie,
            "tie": tie,
            "k1": K1,
            "b": B,
            "mean": self._mean,
            "k": k,
            **values,
        }

    def of_rows(self, words: Words, rows: Ints) -> Floats:
        """Return what the words score in the passages of some rows, shape (rows,)."""
        total = np.zeros(len(rows), np.float32)
        if not len(rows):
            return total
        held = [payload.terms for payload in self._reader.payloads(rows)]
        lengths = np.array([len(terms) for terms in held], np.int64)
        owner, terms = np.repeat(np.arange(len(rows)), lengths), np.concatenate(held)
        norm = K1 * ((1 - B) + B * lengths / self._mean)
        for word in self._readings(words):
            highest, added = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32)
            for term in word:
                frequency = np.bincount(owner[terms == term], minlength=len(rows))
                scores = (self._idf(term) * (frequency / (norm + frequency))).astype(np.float32)
                highest = np.maximum(highest, scores)
                added += scores
            total += (1 - TIE) * highest + TIE * added
        return total

    def _readings(self, words: Words) -> list[list[int]]:
        """Return the ids of the terms of each word, both once."""
        known = self._reader.statistics.vocabulary
        return [[known[t] for t in dict.fromkeys(word) if t in known] for word in dict.fromkeys(map(tuple, words))]

    def _idf(self, term: int) -> np.float32:
        passages, holding = self._reader.statistics.manifest.passages, int(self._reader.statistics.term_frequency[term])
        return np.float32(math.log(1 + (passages - holding + 0.5) / (holding + 0.5)))


class _Dense:
    """Finds passages by their cosine with a question's vector: exactly, or by a graph where there is one."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader

    def search(self, asked: Floats, k: int, within: Scope | None = None) -> Ranking:
        """Return the k nearest passages, nearest first."""
        return self.ranking(asked, k, self._reader.ask(*self.queries(asked, k, within))[-1])

    def ranking(self, vector: Floats, k: int, found: Sequence[Row]) -> Ranking:
        """Return the k nearest passages of those that a search found."""
        rows = np.array([row for row, _ in found], np.int64)
        return nearest(vector, rows, _vectors([sent for _, sent in found], len(vector)), k)

    def queries(self, vector: Floats, k: int, within: Scope | None) -> list[Query]:
        """Return the queries of a search, of which the last has the passages, some more than k, with their vectors."""
        scope, values = _scoped("AND", "p.id", within)
        graph = self._reader.statistics.has_graph
        text = _DENSE.format(
            visible=self._reader.visible("p.id", "p"), scope=scope, order=_BY_GRAPH if graph else _EXACTLY
        )
        search = (text, {"vector": vector.astype(np.float64).tolist(), "k": k + MARGIN, **values})
        if not graph:
            return [search]
        # What a filter leaves out is made up for by looking further, in the order of the distance.
        settings = {"breadth": str(_BREADTH), "most": str(_MOST_LOOKED_AT)}
        return [(_ITERATIVE, settings), search]

    def cosines(self, vector: Floats, rows: Ints) -> Floats:
        """Return the vector's cosine with the passages of some rows, shape (rows,)."""
        if not len(rows):
            return np.zeros(0, np.float32)
        cosines: Floats = np.stack([payload.vector for payload in self._reader.payloads(rows)]) @ vector
        return cosines

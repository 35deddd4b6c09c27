"""Documents -> a generation in PostgreSQL, beside the one in use.

Only what differs from the newest generation is written: new documents with its number as their birth, replaced ones get
it as their death. Many small transactions write rows that nobody sees yet; the last one says what the generation is and
puts it into use. What a killed build leaves is undone by the next.
"""

import json
import tempfile
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from psycopg import errors
from psycopg.types.json import Jsonb

from lape_qa.documents.model import Document, Passage
from lape_qa.errors import IndexBusy, StorageError
from lape_qa.index import builder, token_vectors
from lape_qa.index.builder import MADE, Made
from lape_qa.index.cache import Cache
from lape_qa.index.model import Keep, Manifest, Progress
from lape_qa.index.postgres import audiences, versions
from lape_qa.index.postgres.database import Connection, Database
from lape_qa.index.postgres.schema import DOCUMENT_STEP, MOST_PASSAGES, ORDINAL_BITS, TABLES
from lape_qa.index.postgres.schema import FORMAT as LAYOUT
from lape_qa.index.postgres.statistics import packed_forms, unpacked_forms
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.versions import document_of
from lape_qa.language import spelling
from lape_qa.language.model import Span

_LOCK = 0x4C415045
"""Key of the advisory lock that a build holds: LAPE."""
_WAIT = "5s"
"""For the lock: as long as a server may take to notice that a build was killed."""
_AT_ONCE = 1_000
"""Documents that are encoded, or passages that are written, before the next are."""
_DELETED_AT_ONCE = 100
_SAMPLE = 5
"""Passages that must find themselves before a generation is put into use."""
_STEP = 1 << 12
"""Between new documents that come between others: more may come behind them, as those of a later year do."""
_LINKS, _BREADTH_BUILDING = 32, 200

Number: TypeAlias = int
Groups: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Complete:
    """A generation that was built."""

    number: int
    manifest: Manifest
    recipe: str


@dataclass(slots=True)
class _Counts:
    """What a generation knows of all passages that are for the same groups, while it is built."""

    passages: int = 0
    sentences: int = 0
    occurrences: int = 0
    terms: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    tokens: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    forms: Counter[str] = field(default_factory=Counter)

    def add(
        self, terms: NDArray[np.int32], tokens: bytes | None, forms: Iterable[str], sentences: int, by: int
    ) -> None:
        """Add a passage, or take it away, `by` 1 or -1."""
        self.passages += by
        self.sentences += by * sentences
        self.occurrences += by * len(terms)
        self.terms = _counted(self.terms, np.unique(terms), by)
        if tokens is not None:
            self.tokens = _counted(self.tokens, np.unique(token_vectors.from_bytes(tokens).ids), by)
        for form in forms:
            self.forms[form] += by


_Tally: TypeAlias = defaultdict[Groups, _Counts]
"""Counts by the groups that passages are for."""


def _counted(counts: NDArray[np.int64], ids: NDArray[np.int32], by: int) -> NDArray[np.int64]:
    highest = int(ids.max(initial=0))
    if highest >= len(counts):
        # By more than is needed, so that this is seldom.
        counts = np.pad(counts, (0, highest + 1 - len(counts) + len(counts) // 2))
    counts[ids] += by
    return counts


# ---- the whole story -----------------------------------------------------------------------------------


@contextmanager
def exclusive(database: Database, dimensions: int | None = None) -> Iterator[Connection]:
    """Hold the index of a database, tidied of what a killed build left; tables are made for vectors of a size.

    Raises IndexBusy when another build is at work, StorageError when the database refuses.
    """
    with database.writing() as connection:
        try:
            connection.execute(f"SET lock_timeout = '{_WAIT}'")
            connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            connection.execute("SET lock_timeout = 0")
        except errors.LockNotAvailable as error:
            raise IndexBusy(f"another build is at work in {database.name}: wait for it to end") from error
        if dimensions is not None:
            _create(connection, database, dimensions)
        _undo(connection)
        yield connection


def complete(connection: Connection) -> list[Complete]:
    """Return the generations that were built, newest first."""
    found = connection.execute(
        "SELECT number, manifest, recipe FROM lape_qa.generation WHERE manifest IS NOT NULL ORDER BY number DESC"
    )
    return [Complete(number, Manifest(**manifest), recipe) for number, manifest, recipe in found.fetchall()]


def use(connection: Connection, number: int) -> None:
    """Put a generation into use."""
    connection.execute(
        "INSERT INTO lape_qa.in_use (generation) VALUES (%s) ON CONFLICT (one) DO UPDATE SET generation = %s",
        (number, number),
    )


def write(
    connection: Connection,
    documents: Sequence[Document],
    corpus: str,
    recipe: IndexRecipe,
    cache: Cache,
    progress: Progress,
    base: Complete | None,
) -> tuple[Manifest, int]:
    """Write a generation and put it into use; return its manifest and how many texts were encoded.

    `base`: the newest one. Raises StorageError when the documents hold no text, or what was written does not hold.
    """
    base = _fitting(base, recipe)
    plan = _plan(connection, documents, anew=base is None)
    [number] = _one(connection, "SELECT nextval('lape_qa.generation_number')")
    connection.execute("INSERT INTO lape_qa.generation (number) VALUES (%s)", (number,))
    tally = _tally_of(connection, base) if base else _Tally(_Counts)
    if base:
        _take_away(connection, plan.gone, recipe, tally)
    for block in _blocks(plan.gone, _AT_ONCE):
        connection.execute("UPDATE lape_qa.document SET died = %s WHERE number = ANY(%s)", (number, block))
    writer = _Writer(connection, number, tally)
    encoded = 0
    for block in _blocks(plan.born, _AT_ONCE):
        with tempfile.TemporaryDirectory(prefix="lape-qa-building-") as scratch:
            wanted = [document for document, _ in block]
            count, made = builder.make(Path(scratch), wanted, recipe, cache, progress)
            encoded += count
            writer.add(block, made)
        cache.commit()
    passages = sum(counts.passages for counts in tally.values())
    if not passages:
        raise StorageError("the documents hold no text: nothing to index")
    created = datetime.now(UTC)
    manifest = Manifest(
        format=MADE,
        generation=f"{created:%Y%m%dT%H%M%S%f}Z-{corpus[:8]}",
        created=created.isoformat(timespec="seconds"),
        model=recipe.encoder.name,
        model_fingerprint=recipe.encoder.fingerprint,
        dimensions=recipe.encoder.dimensions,
        chunking=asdict(recipe.chunking),
        shape={**asdict(recipe.shape), "late": recipe.late},
        corpus_sha256=corpus,
        documents=len(documents),
        passages=passages,
        sentences=sum(counts.sentences for counts in tally.values()),
        files={},
    )
    _graph(connection, manifest)
    _validate(connection, number, manifest)
    with connection.transaction():
        connection.execute(
            "UPDATE lape_qa.generation SET name = %s, manifest = %s, recipe = %s WHERE number = %s",
            (manifest.generation, Jsonb(asdict(manifest)), recipe.identity(MADE), number),
        )
        _write_tally(connection, number, tally, Counter(document.groups for document in documents))
        use(connection, number)
    return manifest, encoded


def unwritten(
    connection: Connection, documents: Sequence[Document], recipe: IndexRecipe, base: Complete | None
) -> list[Document]:
    """Return the documents that `write` would make rows of; `base` as there."""
    plan = _plan(connection, documents, anew=_fitting(base, recipe) is None)
    return [document for document, _ in plan.born]


def _fitting(base: Complete | None, recipe: IndexRecipe) -> Complete | None:
    return base if base is not None and base.recipe == recipe.identity(MADE) else None


def clean(connection: Connection, keep: Keep) -> None:
    """Remove the oldest generations, and the document versions whose time is over."""
    [used] = _one(connection, "SELECT generation FROM lape_qa.in_use")
    numbers = [number for (number,) in connection.execute("SELECT number FROM lape_qa.generation ORDER BY number")]
    others = [number for number in numbers if number != used]
    dropped = others[: max(0, len(others) - (keep.generations - 1))]
    # First, so that nobody reads a generation that lacks what is removed next.
    connection.execute("DELETE FROM lape_qa.generation WHERE number = ANY(%s)", (dropped,))
    left = [number for number in numbers if number not in dropped]
    _remove(connection, "d.died <= %s", left[0])
    _go_back(connection, left[-1])
    connection.execute(
        "DELETE FROM lape_qa.version v WHERE let_go < now() - make_interval(days => %s)"
        " AND NOT EXISTS (SELECT FROM lape_qa.document d WHERE d.version = v.number)",
        (keep.version_days,),
    )
    audiences.clean(connection)
    for table in ("document", "passage", "payload", "posting"):
        connection.execute(f"VACUUM (ANALYZE) lape_qa.{table}")


# ---- tables --------------------------------------------------------------------------------------------


def _create(connection: Connection, database: Database, dimensions: int) -> None:
    """Make the tables, unless they are there; StorageError when those that are there do not fit."""
    [there] = _one(connection, "SELECT to_regclass('lape_qa.layout') IS NOT NULL")
    if not there:
        [extended] = _one(connection, "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')")
        try:
            with connection.transaction():
                if not extended:
                    connection.execute("CREATE EXTENSION vector")
                connection.execute(TABLES.format(format=LAYOUT, dimensions=dimensions))
        except (errors.FeatureNotSupported, errors.UndefinedFile) as error:
            raise StorageError(
                f"{database.name} has no pgvector: install it on the server (Debian: postgresql-NN-pgvector)"
            ) from error
        return
    [layout] = _one(connection, "SELECT format FROM lape_qa.layout")
    if layout != LAYOUT:
        raise StorageError(
            f"the tables in {database.name} have format {layout}, this program's have {LAYOUT}: "
            "drop the schema lape_qa and index again"
        )
    [size] = _one(
        connection,
        "SELECT atttypmod FROM pg_attribute WHERE attrelid = 'lape_qa.passage'::regclass AND attname = 'vector'",
    )
    if size != dimensions:
        raise StorageError(
            f"the tables in {database.name} are for vectors of {size} dimensions, the model's have {dimensions}: "
            "drop the schema lape_qa and index again, or use another database"
        )


def _undo(connection: Connection) -> None:
    """Undo what a killed build left."""
    [there] = _one(connection, "SELECT to_regclass('lape_qa.generation') IS NOT NULL")
    if not there:
        return
    [newest] = _one(connection, "SELECT coalesce(max(number), 0) FROM lape_qa.generation WHERE manifest IS NOT NULL")
    _go_back(connection, newest)
    connection.execute("DELETE FROM lape_qa.generation WHERE manifest IS NULL")


def _go_back(connection: Connection, newest: int) -> None:
    """Leave what the newest generation holds as what is alive: what came later goes, what died later lives."""
    connection.execute("UPDATE lape_qa.document SET died = NULL WHERE died > %s", (newest,))
    _remove(connection, "d.born > %s", newest)


def _remove(connection: Connection, condition: str, *values: object) -> None:
    """Remove documents with all that belongs to them, some at a time; the time of their versions begins."""
    while True:
        with connection.transaction():
            found = connection.execute(
                f"SELECT number, version, terms FROM lape_qa.document d WHERE {condition} ORDER BY number"
                f" LIMIT {_DELETED_AT_ONCE}",
                values,
            ).fetchall()
            held = set[int]()
            for number, _, terms in found:
                bounds = (number << ORDINAL_BITS, (number + 1) << ORDINAL_BITS)
                ids = np.frombuffer(terms, np.int32).tolist()
                held.update(ids)
                connection.execute(
                    "DELETE FROM lape_qa.posting WHERE term = ANY(%s) AND passage >= %s AND passage < %s",
                    (ids, *bounds),
                )
                for table, column in (("payload", "passage"), ("passage", "id")):
                    connection.execute(f"DELETE FROM lape_qa.{table} WHERE {column} >= %s AND {column} < %s", bounds)
            # A word that no passage holds any more is nobody's business, and may be a name.
            connection.execute(
                "DELETE FROM lape_qa.term t WHERE id = ANY(%s)"
                " AND NOT EXISTS (SELECT FROM lape_qa.posting p WHERE p.term = t.id)",
                (sorted(held),),
            )
            numbers = [number for number, _, _ in found]
            connection.execute("DELETE FROM lape_qa.document WHERE number = ANY(%s)", (numbers,))
            connection.execute(
                "UPDATE lape_qa.version SET let_go = now() WHERE number = ANY(%s)", ([row[1] for row in found],)
            )
        if len(found) < _DELETED_AT_ONCE:
            return


# ---- what differs --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a build writes: documents with their numbers, and the numbers of those that go."""

    born: list[tuple[Document, Number]]
    gone: list[Number]


def _plan(connection: Connection, documents: Sequence[Document], *, anew: bool) -> _Plan:
    """Tell what differs from what is alive; all of it when it is made anew, or no number is left between others."""
    stored = connection.execute(
        "SELECT d.number, v.row_sha256, d.died IS NULL FROM lape_qa.document d"
        " JOIN lape_qa.version v ON v.number = d.version ORDER BY d.number"
    ).fetchall()
    taken = [number for number, _, _ in stored]
    alive = {sha256: number for number, sha256, lives in stored if lives}
    kept: dict[int, Number] = {}
    last = -1
    for place, document in enumerate(documents):
        number = None if anew else alive.get(versions.row_sha256(document))
        if number is not None and number > last:
            kept[place] = last = number
    given = _numbered(len(documents), kept, taken)
    if given is None:
        kept, first = {}, (taken[-1] if taken else 0) + DOCUMENT_STEP
        given = [first + place * DOCUMENT_STEP for place in range(len(documents))]
    born = [(document, given[place]) for place, document in enumerate(documents) if place not in kept]
    stays = set(kept.values())
    return _Plan(born, [number for number in alive.values() if number not in stays])


def _numbered(count: int, kept: dict[int, Number], taken: Sequence[Number]) -> list[Number] | None:
    """Return a number for each of so many documents, rising, the kept ones theirs; None where there is no room."""
    given: list[Number] = []
    ends = sorted(kept.items())
    for place, number in [*ends, (count, None)]:
        missing = place - len(given)
        low = given[-1] if given else 0
        if missing:
            # Behind all that was ever given there is room without end.
            last = max(low, taken[-1] if taken else 0)
            high, most = (number, _STEP) if number else (last + (missing + 1) * DOCUMENT_STEP, DOCUMENT_STEP)
            between = _between(low, high, missing, taken, most)
            if between is None:
                return None
            given.extend(between)
        if number is not None:
            given.append(number)
    return given


def _between(low: Number, high: Number, count: int, taken: Sequence[Number], most: int) -> list[Number] | None:
    """Return rising numbers between two others that are not taken, `most` apart; None where there is no room."""
    step = min((high - low) // (count + 1), most)
    used = set(taken[bisect_left(taken, low) : bisect_left(taken, high)])
    found: list[Number] = []
    at = low
    for _ in range(count):
        at += max(step, 1)
        while at in used:
            at += 1
        found.append(at)
    return found if found[-1] < high else None


# ---- counts --------------------------------------------------------------------------------------------


def _tally_of(connection: Connection, base: Complete) -> _Tally:
    found = connection.execute(
        "SELECT a.groups, t.passages, t.sentences, t.occurrences, t.term_frequency, t.token_frequency, t.forms"
        " FROM lape_qa.tally t JOIN lape_qa.audience a ON a.number = t.audience WHERE t.generation = %s",
        (base.number,),
    )
    tally = _Tally(_Counts)
    for groups, passages, sentences, occurrences, terms, tokens, forms in found.fetchall():
        tally[tuple(groups)] = _Counts(
            passages,
            sentences,
            occurrences,
            np.frombuffer(terms, np.int32).astype(np.int64),
            np.frombuffer(tokens, np.int32).astype(np.int64),
            unpacked_forms(forms),
        )
    return tally


def _write_tally(connection: Connection, number: Number, tally: _Tally, documents: Counter[Groups]) -> None:
    """Write what a generation holds, given how many documents are for each set of groups."""
    numbers = audiences.add(connection, documents)
    for groups, count in documents.items():
        counts = tally[groups]
        connection.execute(
            "INSERT INTO lape_qa.tally VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                *(number, numbers[groups], count, counts.passages, counts.sentences, counts.occurrences),
                counts.terms.astype(np.int32).tobytes(),
                counts.tokens.astype(np.int32).tobytes(),
                packed_forms(counts.forms),
            ),
        )


def _take_away(connection: Connection, gone: Sequence[Number], recipe: IndexRecipe, tally: _Tally) -> None:
    """Take the passages of the documents that go out of the counts."""
    for number in gone:
        metadata, text, outline = _one(
            connection,
            "SELECT v.metadata, v.text, d.outline FROM lape_qa.document d"
            " JOIN lape_qa.version v ON v.number = d.version WHERE d.number = %s",
            number,
        )
        document = document_of(metadata | {"text": text})
        rows = connection.execute(
            "SELECT forward, tokens FROM lape_qa.payload WHERE passage >= %s AND passage < %s ORDER BY passage",
            (number << ORDINAL_BITS, (number + 1) << ORDINAL_BITS),
        ).fetchall()
        for (first, last, heading, spans), (forward, tokens) in zip(json.loads(outline), rows, strict=True):
            passage = Passage(document.id, first, last, text[first:last], heading, tuple(Span(*span) for span in spans))
            forms = spelling.forms(recipe.indexed_text(document, passage))
            tally[document.groups].add(
                np.frombuffer(forward, np.int32).reshape(3, -1)[0], tokens, forms, len(spans), -1
            )


# ---- rows ----------------------------------------------------------------------------------------------

_Waiting: TypeAlias = tuple[Document, Number, list[Made]]


class _Writer:
    """Writes documents with what is made of their passages, some at a time, each time in one transaction."""

    def __init__(self, connection: Connection, number: int, tally: _Tally) -> None:
        self._connection = connection
        self._number = number
        self._tally = tally
        known = connection.execute("SELECT id, term FROM lape_qa.term").fetchall()
        self._vocabulary = {term: number_of_it for number_of_it, term in known}
        self._next = max(self._vocabulary.values(), default=-1) + 1
        self._fresh: list[str] = []

    def add(self, documents: Sequence[tuple[Document, Number]], made: Iterable[Made]) -> None:
        """Write some documents; `made` are their passages, in order."""
        groups = groupby(made, key=lambda one: one.document)
        following = next(groups, None)
        waiting: list[_Waiting] = []
        for place, (document, number) in enumerate(documents):
            own: list[Made] = []
            if following is not None and following[0] == place:
                own = list(following[1])
                following = next(groups, None)
            if len(own) > MOST_PASSAGES:
                raise StorageError(
                    f"{document.id!r} has {len(own)} passages, at most {MOST_PASSAGES} can be kept: split it"
                )
            waiting.append((document, number, own))
            if sum(len(those) for _, _, those in waiting) >= _AT_ONCE:
                self._write(waiting)
                waiting = []
        self._write(waiting)

    def _write(self, waiting: Sequence[_Waiting]) -> None:
        if not waiting:
            return
        with self._connection.transaction():
            numbers = audiences.add(self._connection, (document.groups for document, _, _ in waiting))
            known = versions.add(self._connection, [document for document, _, _ in waiting], numbers)
            ids = [[self._ids(one) for one in those] for _, _, those in waiting]
            self._write_terms()
            self._write_documents(waiting, ids, known, numbers)
            self._write_passages(waiting, ids, numbers)
        for (document, _, those), terms in zip(waiting, ids, strict=True):
            for one, own in zip(those, terms, strict=True):
                self._tally[document.groups].add(own, one.tokens, one.forms, len(one.passage.sentences), 1)

    def _ids(self, one: Made) -> NDArray[np.int32]:
        known = self._vocabulary
        for term in one.occurrences.terms:
            if term not in known:
                known[term] = self._next
                self._next += 1
                self._fresh.append(term)
        return np.array([known[term] for term in one.occurrences.terms], np.int32)

    def _write_terms(self) -> None:
        with self._connection.cursor() as cursor, cursor.copy("COPY lape_qa.term (id, term) FROM STDIN") as copy:
            for term in self._fresh:
                copy.write_row((self._vocabulary[term], term))
        self._fresh = []

    def _write_documents(
        self,
        waiting: Sequence[_Waiting],
        ids: list[list[NDArray[np.int32]]],
        known: dict[str, int],
        numbers: Mapping[Groups, int],
    ) -> None:
        columns = (
            "number, id, version, audience, born, region, published, region_folded, publisher_folded, language_folded,"
            " year, passages, outline, terms"
        )
        with self._connection.cursor() as cursor, cursor.copy(f"COPY lape_qa.document ({columns}) FROM STDIN") as copy:
            for (document, number, those), terms in zip(waiting, ids, strict=True):
                year = document.published[:4]
                copy.write_row(
                    (
                        number,
                        document.id,
                        known[versions.row_sha256(document)],
                        numbers[document.groups],
                        self._number,
                        document.region,
                        document.published,
                        document.region.casefold(),
                        document.publisher.casefold(),
                        document.language.casefold(),
                        int(year) if year.isdecimal() else None,
                        len(those),
                        _outline(one.passage for one in those),
                        np.unique(np.concatenate([np.zeros(0, np.int32), *terms])).tobytes(),
                    )
                )

    def _write_passages(
        self, waiting: Sequence[_Waiting], ids: list[list[NDArray[np.int32]]], audience_of: Mapping[Groups, int]
    ) -> None:
        rows = [
            ((number << ORDINAL_BITS) + ordinal, audience_of[document.groups], one, own)
            for (document, number, those), terms in zip(waiting, ids, strict=True)
            for ordinal, (one, own) in enumerate(zip(those, terms, strict=True))
        ]
        if not rows:
            return
        numbers = np.array([row for row, _, _, _ in rows], np.int64)
        audience = np.array([whose for _, whose, _, _ in rows], np.int32)
        vectors = np.stack([one.vector for _, _, one, _ in rows])
        born = np.full(len(rows), self._number, np.int64)
        self._copy("passage (id, born, audience, vector)", numbers, born, audience, vectors)
        found = [np.unique(own, return_counts=True) for _, _, _, own in rows]
        held = [len(terms) for terms, _ in found]
        self._copy(
            "posting (term, passage, frequency, length, born, audience)",
            np.concatenate([terms for terms, _ in found]).astype(np.int32),
            np.repeat(numbers, held),
            np.concatenate([times for _, times in found]).astype(np.int32),
            np.repeat(np.array([len(own) for _, _, _, own in rows], np.int32), held),
            np.repeat(born.astype(np.int32), held),
            np.repeat(audience, held),
        )
        columns = "passage, audience, first, last, heading, text, spans, forward, sentences, tokens"
        copying = f"COPY lape_qa.payload ({columns}) FROM STDIN (FORMAT BINARY)"
        with self._connection.cursor() as cursor, cursor.copy(copying) as copy:
            copy.set_types(["int8", "int4", "int4", "int4", "text", "text", "bytea", "bytea", "bytea", "bytea"])
            for row, whose, one, own in rows:
                passage = one.passage
                spans = np.array([(span.start, span.end) for span in passage.sentences], np.int32)
                forward = np.stack([own, one.occurrences.words, one.occurrences.sentences]).astype(np.int32)
                copy.write_row(
                    (
                        *(row, whose, passage.start, passage.end, passage.heading, passage.text),
                        *(spans.tobytes(), forward.tobytes(), one.sentences.tobytes(), one.tokens),
                    )
                )

    def _copy(self, table: str, *columns: NDArray[Any]) -> None:
        """Write columns of numbers, or of vectors, in PostgreSQL's binary form, without a step for each row."""
        layout: list[tuple[Any, ...]] = [("fields", ">i2")]
        for place, column in enumerate(columns):
            layout.append((f"size{place}", ">i4"))
            if column.ndim == 2:
                layout += [(f"head{place}", ">i2", (2,)), (f"value{place}", ">f4", column.shape[1:])]
            else:
                layout.append((f"value{place}", column.dtype.newbyteorder(">")))
        rows = np.zeros(len(columns[0]), layout)
        rows["fields"] = len(columns)
        for place, column in enumerate(columns):
            if column.ndim == 2:
                rows[f"head{place}"] = (column.shape[1], 0)
            rows[f"size{place}"] = column[0].nbytes + (4 if column.ndim == 2 else 0)
            rows[f"value{place}"] = column
        copying = f"COPY lape_qa.{table} FROM STDIN (FORMAT BINARY)"
        with self._connection.cursor() as cursor, cursor.copy(copying) as copy:
            copy.write(b"PGCOPY\n\xff\r\n\x00" + bytes(8))
            copy.write(rows.tobytes())
            copy.write(b"\xff\xff")


def _outline(passages: Iterable[Passage]) -> bytes:
    rows = [[p.start, p.end, p.heading, [[span.start, span.end] for span in p.sentences]] for p in passages]
    return json.dumps(rows, ensure_ascii=False).encode("utf-8")


# ---- before it is used ---------------------------------------------------------------------------------


def _graph(connection: Connection, manifest: Manifest) -> None:
    """Make the graph of the vectors where there are more than are searched exactly."""
    if manifest.passages > manifest.shape["exact_up_to"]:
        connection.execute(
            "CREATE INDEX IF NOT EXISTS passage_graph ON lape_qa.passage USING hnsw (vector vector_ip_ops)"
            f" WITH (m = {_LINKS}, ef_construction = {_BREADTH_BUILDING})"
        )
    connection.execute("ANALYZE lape_qa.passage, lape_qa.posting, lape_qa.document, lape_qa.payload")


def _validate(connection: Connection, number: int, manifest: Manifest) -> None:
    """Check what was written against itself; StorageError when it does not hold."""
    counted = _one(
        connection,
        "SELECT count(*), coalesce(sum(d.passages), 0), (SELECT count(*) FROM lape_qa.passage p"
        " WHERE NOT EXISTS (SELECT FROM lape_qa.document o WHERE o.number = p.id >> %s AND o.died <= %s))"
        " FROM lape_qa.document d WHERE d.died IS NULL",
        *(ORDINAL_BITS, number),
    )
    if tuple(counted) != (manifest.documents, manifest.passages, manifest.passages):
        raise StorageError("the new index does not hold what was put in: the one in use stays in use")
    lost = connection.execute(
        "SELECT s.id FROM (SELECT id, vector FROM lape_qa.passage WHERE born = %s LIMIT %s) s,"
        " LATERAL (SELECT -(vector <#> s.vector) AS best FROM lape_qa.passage ORDER BY vector <#> s.vector LIMIT 1) n"
        " WHERE n.best > -(s.vector <#> s.vector) + 1e-4",
        (number, _SAMPLE),
    ).fetchall()
    if lost:
        raise StorageError(f"passage {lost[0][0]} does not find itself: the index in use stays in use")


def _one(connection: Connection, query: str, *values: object) -> tuple[Any, ...]:
    row = connection.execute(query, values).fetchone()
    if row is None:
        raise StorageError("what a build works with was removed meanwhile: index again")
    return row


def _blocks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]

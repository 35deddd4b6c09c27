"""The generations of an index in PostgreSQL: see `ports.Generations`."""

import logging
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from lape_qa.counting import counted
from lape_qa.documents.membership import EVERYTHING
from lape_qa.documents.model import Document
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import IndexBusy, IndexMismatch, IndexUnavailable, StorageError
from lape_qa.index import builder
from lape_qa.index.builder import MADE
from lape_qa.index.cache import Cache, discard, is_damaged
from lape_qa.index.given import Given
from lape_qa.index.lacking import Compute
from lape_qa.index.model import Built, Current, Keep, Listed, Manifest, Progress, changes, silent
from lape_qa.index.originals import Fetch, none_fetched
from lape_qa.index.postgres import building, statistics
from lape_qa.index.postgres.building import Complete
from lape_qa.index.postgres.database import Database, Row
from lape_qa.index.postgres.generation import StoredGeneration
from lape_qa.index.postgres.schema import FORMAT as LAYOUT
from lape_qa.index.postgres.schema import ORDINAL_BITS
from lape_qa.index.postgres.versions import StoredVersions
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.versions import document_of

_log = logging.getLogger(__name__)
_KEPT = Keep()
_ALIVE = "d.born <= %(n)s AND (d.died IS NULL OR d.died > %(n)s)"


class NoOriginals:
    """What a database keeps of the files that documents were read from: nothing, so that pages are shown as text."""

    def find(self, sha256: str) -> None:
        """Return None: no file is kept."""


class PostgresStore:
    """The generations in a database; its folder on this machine holds what a build need not compute again."""

    def __init__(self, url: str, folder: Path, connections: int = 4) -> None:
        """Take the database's address, and how many questions may read it at once; nothing is connected yet."""
        self._database = Database(url, connections)
        self._folder = folder

    def __str__(self) -> str:
        """Return the address as it is shown."""
        return self._database.name

    @property
    def versions(self) -> StoredVersions:
        """The document versions that were served."""
        return StoredVersions(self._database)

    @property
    def originals(self) -> NoOriginals:
        """No files: what documents were read from is not kept in a database."""
        return NoOriginals()

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    # ---- open ------------------------------------------------------------------------------------------

    def is_empty(self) -> bool:
        """Tell whether no generation was ever put into use."""
        [[tables]] = self._read("SELECT to_regclass('lape_qa.in_use') IS NOT NULL")
        return not tables or not self._read("SELECT FROM lape_qa.in_use")

    def current(self) -> Current:
        """Return what is in use."""
        found = self._read("SELECT g.name FROM lape_qa.in_use u JOIN lape_qa.generation g ON g.number = u.generation")
        if not found:
            raise IndexUnavailable(f"no index in {self}: run `lape-qa index`")
        return Current(found[0][0], None)

    def open(self, used: Current, encoder: Encoder) -> StoredGeneration:
        """Open what `current` has said."""
        with self._database.reading():
            number, manifest, layout = self._found(used.name)
            self._check(manifest, layout, encoder)
            return StoredGeneration(self._database, statistics.read(self._database, number, manifest))

    def _check(self, manifest: Manifest, layout: int, encoder: Encoder) -> None:
        """Raise IndexMismatch when a generation was made with another model or format."""
        if (manifest.format, manifest.model_fingerprint, layout) != (MADE, encoder.fingerprint, LAYOUT):
            raise IndexMismatch(
                f"the index in {self} was made with model {manifest.model} ({manifest.model_fingerprint}), format "
                f"{manifest.format}; this program uses model {encoder.name} ({encoder.fingerprint}), format {MADE}: "
                "run `lape-qa index`"
            )

    def open_before(self, name: str, encoder: Encoder) -> StoredGeneration | None:
        """Open the newest generation that is older than another and was made with a model; None when there is none."""
        older = self._read(
            "SELECT name FROM lape_qa.generation WHERE manifest->>'model_fingerprint' = %(model)s"
            " AND number < (SELECT number FROM lape_qa.generation WHERE name = %(name)s) ORDER BY number DESC LIMIT 1",
            model=encoder.fingerprint,
            name=name,
        )
        return self.open(Current(older[0][0], None), encoder) if older else None

    def signature(self, used: Current) -> str:
        """Return what is another when something else is in use: rows of a generation never change."""
        return used.name

    def damage(self, used: Current) -> str | None:
        """Return what is wrong with what is in use: texts that do not have their hash, passages that are missing."""
        with self._database.reading():
            number, manifest, _ = self._found(used.name)
            [[wrong, documents, passages]] = self._read(
                "SELECT count(*) FILTER (WHERE v.sha256 <> encode(sha256(convert_to(v.text, 'UTF8')), 'hex')),"
                " count(*),"
                " coalesce(sum((SELECT count(*) FROM lape_qa.payload l JOIN lape_qa.passage p ON p.id = l.passage"
                f" WHERE l.passage >= d.number << {ORDINAL_BITS} AND l.passage < (d.number + 1) << {ORDINAL_BITS})), 0)"
                "::bigint"
                f" FROM lape_qa.document d JOIN lape_qa.version v ON v.number = d.version WHERE {_ALIVE}",
                n=number,
            )
        if wrong:
            return f"{counted(wrong, 'text')} in {self} not as when put in: restore the database from a backup"
        if (documents, passages) != (manifest.documents, manifest.passages):
            return (
                f"{self} holds {counted(documents, 'document')} with {counted(passages, 'passage')} where "
                f"{manifest.documents} with {manifest.passages} were put in: restore the database from a backup"
            )
        return None

    def served_documents(self) -> dict[str, Document]:
        """Return the documents of the generation in use, by id."""
        with self._database.reading():
            number, _, _ = self._found(self.current().name)
            rows = self._read(
                "SELECT v.metadata, v.text FROM lape_qa.document d JOIN lape_qa.version v ON v.number = d.version"
                f" WHERE {_ALIVE} ORDER BY d.number",
                n=number,
            )
        documents = (document_of(metadata | {"text": text}) for metadata, text in rows)
        return {document.id: document for document in documents}

    def listing(self) -> list[Listed]:
        """Return the generations that are kept, newest first."""
        with self._database.reading():
            used = self.current().name
            rows = self._read(
                "SELECT name, manifest FROM lape_qa.generation WHERE manifest IS NOT NULL ORDER BY number DESC"
            )
        return [Listed(name, Manifest(**manifest), name == used) for name, manifest in rows]

    # ---- build -----------------------------------------------------------------------------------------

    def build(
        self,
        documents: Sequence[Document],
        recipe: IndexRecipe,
        progress: Progress = silent,
        keep: Keep = _KEPT,
        originals: Fetch = none_fetched,  # noqa: ARG002 - not kept, see `originals`
    ) -> Built:
        """Build a generation beside the one in use, validate it and put it into use."""
        with self._cached() as cache, building.exclusive(self._database, recipe.encoder.dimensions) as connection:
            before = self._served()
            corpus = Given.of(documents).corpus_sha256
            complete = building.complete(connection)
            known = next((one for one in complete if _made_of(one, corpus, recipe)), None)
            if known:
                manifest, encoded = known.manifest, 0
                building.use(connection, known.number)
            else:
                base = complete[0] if complete else None
                manifest, encoded = building.write(connection, documents, corpus, recipe, cache, progress, base)
            building.clean(connection, keep)
            cache.forget(keep.generations)
        return Built(manifest, changes(before, documents), encoded)

    def encode(
        self, documents: Sequence[Document], recipe: IndexRecipe, compute: Compute, progress: Progress = silent
    ) -> int:
        """Compute beforehand the vectors that the next build would; return of how many texts."""
        with (
            self._cached() as cache,
            building.exclusive(self._database, recipe.encoder.dimensions) as connection,
            tempfile.TemporaryDirectory(prefix="lape-qa-encoding-") as scratch,
        ):
            complete = building.complete(connection)
            wanted = building.unwritten(connection, documents, recipe, complete[0] if complete else None)
            return builder.encode(Path(scratch), wanted, recipe, cache, compute, progress)

    def rollback(self, encoder: Encoder) -> Manifest:
        """Put the newest generation that is older than the one in use into its place."""
        with building.exclusive(self._database) as connection:
            used = self.current().name
            complete = building.complete(connection)
            [number] = [one.number for one in complete if one.manifest.generation == used]
            fitting = (MADE, encoder.fingerprint)
            for one in complete:
                if one.number < number and (one.manifest.format, one.manifest.model_fingerprint) == fitting:
                    building.use(connection, one.number)
                    return one.manifest
        raise StorageError(f"there is no older generation in {self} that can be used: {used} stays in use")

    @contextmanager
    def _cached(self) -> Iterator[Cache]:
        """Hold the folder of what need not be computed again; a damaged cache is made anew."""
        file = self._folder / "cache.sqlite"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / "build.lock", timeout=0), closing(_opened(file)) as cache:
                yield cache
        except Timeout as error:
            raise IndexBusy(f"another build is at work in {self._folder}: wait for it to end") from error
        except sqlite3.DatabaseError as error:
            if is_damaged(error):
                discard(file)
            raise StorageError(f"{file} is damaged or cannot be written ({error}): index again") from error
        except OSError as error:
            raise StorageError(f"cannot write in {self._folder}: {error.strerror}; free some space") from error

    # ---- reading ---------------------------------------------------------------------------------------

    def _served(self) -> dict[str, Document]:
        try:
            return self.served_documents()
        except IndexUnavailable:
            return {}

    def _found(self, name: str) -> tuple[int, Manifest, int]:
        found = self._read(
            "SELECT number, manifest, (SELECT format FROM lape_qa.layout)"
            " FROM lape_qa.generation WHERE name = %(name)s",
            name=name,
        )
        if not found:
            raise IndexUnavailable(f"generation {name} is no longer in {self}: run `lape-qa index`")
        number, manifest, layout = found[0]
        return number, Manifest(**manifest), layout

    def _read(self, query: str, **values: Any) -> list[Row]:
        return self._database.read((query, values), seen=EVERYTHING)[0]


def _opened(file: Path) -> Cache:
    try:
        return Cache(file)
    except sqlite3.DatabaseError as error:
        if not is_damaged(error):
            raise
    _log.warning("%s was damaged: everything is computed anew", file)
    discard(file)
    return Cache(file)


def _made_of(complete: Complete, corpus: str, recipe: IndexRecipe) -> bool:
    return complete.manifest.corpus_sha256 == corpus and complete.recipe == recipe.identity(MADE)

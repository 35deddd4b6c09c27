"""Where an index is kept, by the name of the place: a folder, or a database of PostgreSQL."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from lape_qa.documents.model import Document
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import UsageError, from_extra
from lape_qa.index import store
from lape_qa.index.generation import Generation
from lape_qa.index.lacking import Compute
from lape_qa.index.model import Built, Current, Keep, Listed, Manifest, Progress, silent
from lape_qa.index.originals import Fetch, Originals, none_fetched
from lape_qa.index.payloads import Kept
from lape_qa.index.ports import Generations
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.store import Layout, Signature
from lape_qa.index.versions import Versions

Place: TypeAlias = Path | str
"""A folder, or the address of a database: `postgresql://user@host/database`."""
_SCHEMES = ("postgresql://", "postgres://")
_CONNECTIONS = 4
_KEPT = Keep()


def is_database(place: Place) -> bool:
    """Tell whether a place is a database, not a folder."""
    return isinstance(place, str) and place.startswith(_SCHEMES)


def open_store(place: Place, cache: Path, connections: int = _CONNECTIONS) -> Generations:
    """Return what keeps the generations at a place; nothing is read yet.

    `cache` is the folder of what builds need not compute again, `connections` how many questions may read a database at
    once. Raises UsageError when psycopg is not installed, or the address is none.
    """
    if not is_database(place):
        return FileStore(Path(place))
    with from_extra("postgres", "an index in PostgreSQL"):
        from lape_qa.index.postgres.store import PostgresStore
    digest = hashlib.sha256(str(place).encode("utf-8")).hexdigest()[:16]
    return PostgresStore(str(place), cache / "postgres" / digest, connections)


def folder_of(place: Place, what: str, instead: str) -> Path:
    """Return the folder that a place is; UsageError, with what to do instead, when it is a database."""
    if is_database(place):
        raise UsageError(f"{what} works with an index folder, and LAPE_QA_STORE names a database: {instead}")
    return Path(place)


@dataclass(frozen=True, slots=True)
class FileStore:
    """The generations in a folder, see `store`."""

    root: Path
    kept: Kept = field(default_factory=Kept, compare=False, repr=False)
    """What is held in memory of the segments of the generations that are opened."""

    def __str__(self) -> str:
        """Return the folder."""
        return str(self.root)

    @property
    def versions(self) -> Versions:
        """The document versions that were served."""
        return Layout(self.root).versions

    @property
    def originals(self) -> Originals:
        """The PDFs that these were read from."""
        return Layout(self.root).originals

    def is_empty(self) -> bool:
        """Tell whether no generation was ever put into use."""
        return not Layout(self.root).current.exists()

    def current(self) -> Current:
        """Return what is in use."""
        return store.current(self.root)

    def open(self, used: Current, encoder: Encoder) -> Generation:
        """Open what `current` has said."""
        return store.open_current(self.root, used, encoder, self.kept)

    def open_before(self, name: str, encoder: Encoder) -> Generation | None:
        """Open the newest sound generation that is older than another; None when there is none."""
        return store.open_before(self.root, name, encoder, self.kept)

    def signature(self, used: Current) -> Signature:
        """Return what is another when a file of what is in use was changed."""
        return store.signature(self.root, used)

    def damage(self, used: Current) -> str | None:
        """Return what is wrong with the files of what is in use, None when they are as they were written."""
        return store.damage(self.root, used)

    def served_documents(self) -> dict[str, Document]:
        """Return the documents of the generation in use, by id."""
        return store.served_documents(self.root)

    def listing(self) -> list[Listed]:
        """Return the generations in the folder, newest first."""
        return store.listing(self.root)

    def build(
        self,
        documents: Sequence[Document],
        recipe: IndexRecipe,
        progress: Progress = silent,
        keep: Keep = _KEPT,
        originals: Fetch = none_fetched,
    ) -> Built:
        """Build a generation beside the one in use, validate it and swap it in."""
        return store.build(self.root, documents, recipe, progress, keep, originals)

    def encode(
        self, documents: Sequence[Document], recipe: IndexRecipe, compute: Compute, progress: Progress = silent
    ) -> int:
        """Compute beforehand the vectors that the next build would; return of how many texts."""
        return store.encode(self.root, documents, recipe, compute, progress)

    def rollback(self, encoder: Encoder) -> Manifest:
        """Put the newest sound generation that is older than the one in use into its place."""
        return store.rollback(self.root, encoder)

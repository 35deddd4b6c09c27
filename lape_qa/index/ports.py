"""The ports of an index: what searches need of it, and where its generations are kept.

Two implementations: files (`generation`, `store`) and PostgreSQL (`postgres`). Rows are numbers of passages, in the
order of their documents and texts; they need not follow one another.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.membership import EVERYTHING, Membership
from lape_qa.documents.model import Document, Filters, Passage, Told
from lape_qa.documents.quote_index import Quotable
from lape_qa.encoding.protocol import Encoder
from lape_qa.index.lacking import Compute
from lape_qa.index.model import Built, Current, Floats, Ints, Keep, Listed, Manifest, Progress, Ranking, silent
from lape_qa.index.originals import Fetch, none_fetched
from lape_qa.index.positions import Terms
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.token_vectors import Tokens
from lape_qa.language.spelling import Speller

Words: TypeAlias = Sequence[Sequence[str]]
"""The words of a question, each as its search terms, see `morphology.tokens`."""
Scope: TypeAlias = Any
"""Which passages may be found: what `Source.within` gave, understood by that source alone; None: all may."""
_KEPT = Keep()

Asked_contra = TypeVar("Asked_contra", contravariant=True)


class Searcher(Protocol[Asked_contra]):
    """Finds passages by words or by a vector."""

    def search(self, asked: Asked_contra, k: int, within: Scope = None) -> Ranking:
        """Return the at most k best passages within a scope, best first."""


class Dense(Searcher[Floats], Protocol):
    """Finds passages by their cosine with a question's vector."""

    def cosines(self, vector: Floats, rows: Ints) -> Floats:
        """Return the vector's cosine with the passages of some rows, shape (rows,)."""


class Lexical(Searcher[Words], Protocol):
    """Finds passages by BM25 of a question's words."""

    def of_rows(self, words: Words, rows: Ints) -> Floats:
        """Return what the words score in the passages of some rows, shape (rows,); zero where no term is shared."""


@dataclass(frozen=True, slots=True, eq=False)
class Nominated:
    """What the first stage finds for a question."""

    lexical: Ranking
    dense: Ranking
    bm25: Floats | None
    """What the words score in every passage, in row order, where that is known: then nobody needs to ask again."""


class About(Protocol):
    """What tells of which place and time a document is; a `Document` does."""

    @property
    def region(self) -> str:
        """Its region."""

    @property
    def published(self) -> str:
        """When it was published, as ISO date or year."""


class Served(Protocol):
    """The documents of a generation, and who may see them."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """Its documents by id, in the order of their rows."""

    @property
    def groups(self) -> frozenset[str]:
        """The groups that any of its documents is for; empty when all are open to everybody."""

    def of_texts(self, hashes: Collection[str]) -> list[Document]:
        """Return the documents whose text has one of some hashes."""


class Source(Served, Protocol):
    """One generation of an index, as searching and answering read it; it never changes."""

    @property
    def manifest(self) -> Manifest:
        """What it was made of."""

    @property
    def passages(self) -> Sequence[Passage]:
        """Its passages by row."""

    @property
    def told(self) -> Sequence[Told]:
        """What lists know of its documents, in their order."""

    @property
    def lexical(self) -> Lexical:
        """Search by words."""

    @property
    def dense(self) -> Dense:
        """Search by vector."""

    @property
    def forward(self) -> Terms:
        """The search terms of the passages in reading order."""

    @property
    def tokens(self) -> Tokens | None:
        """Token vectors of the passages, None where they are not stored."""

    @property
    def speller(self) -> Speller:
        """Mends what is mistyped."""

    def seen_by(self, membership: Membership) -> Self:
        """Return it as members of some groups see it: as if the documents that are closed to them were not there."""

    def reading(self) -> AbstractContextManager[None]:
        """Hold what one question is answered from, until the end of the block."""

    def quotable(self) -> Quotable:
        """Return all documents as quotes are looked for in them."""

    def document(self, identifier: str) -> Document:
        """Return a document by id; KeyError when there is none."""

    def about(self, identifier: str) -> About:
        """Return what tells of which place and time a document is; KeyError when there is none."""

    def rows_of(self, identifier: str) -> Sequence[int]:
        """Return the rows of a document's passages, rising; a document without text has none."""

    def rows_of_region(self, region: str) -> Sequence[int]:
        """Return the rows of the passages of a region's documents, rising."""

    def within(self, filters: Filters) -> Scope:
        """Tell which passages may be found under some filters; UsageError when no source has a filter's value."""

    def among(self, rows: Sequence[int], within: Scope) -> list[int]:
        """Return those of some rows that are within a scope, in their order."""

    def nominate(self, words: Words, vector: Floats, k: int, within: Scope, tie: float) -> Nominated:
        """Search by words and by vector at once, k passages each; `tie` as `lexical.TIE`."""

    def prefetch(self, rows: Ints) -> None:
        """Get ready what is known of some passages, all at once: they are looked at next."""

    def fetch(self, identifiers: Collection[str]) -> None:
        """Get ready some documents, all at once: they are quoted next."""

    def held(self, words: Words, identifiers: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which words stand anywhere in each of some documents; shape (documents, words)."""

    def naming(self, terms: Iterable[str]) -> list[int]:
        """Return the rows of the passages that have one of some terms, rising, once for each time one stands there."""

    def sentence_vectors(self, rows: Sequence[int]) -> Floats:
        """Return the vectors of the quotable sentences of some passages, one passage after the other."""


class Versions(Protocol):
    """Every document version that could be cited, kept so that an old citation still opens what it quoted."""

    def find(self, identifier: str, sha256: str) -> Document | None:
        """Return a version of a document by the hash of its text, or by 12 digits or more of its beginning.

        None when it was never served, when its time is over, and when it is damaged.
        """

    def find_all(self, identifier: str, sha256: str, seen: Membership = EVERYTHING) -> Iterator[Document]:
        """Yield a version as it was served, with each title and the like that it had, newest first.

        Those alone that were for everybody, or for one of the groups of those whom it is `seen` by.
        """


class Originals(Protocol):
    """The files that documents were read from, of those whose pages can be shown as they look."""

    def find(self, sha256: str) -> Path | None:
        """Return where a file is, None when it is not kept."""


class Generations(Protocol):
    """Where the generations of an index are kept: built beside the one in use, and put into use at once."""

    @property
    def versions(self) -> Versions:
        """The document versions that were served."""

    @property
    def originals(self) -> Originals:
        """The files that these were read from."""

    def is_empty(self) -> bool:
        """Tell whether no generation was ever put into use."""

    def current(self) -> Current:
        """Return what is in use; IndexUnavailable when there is nothing, or what says so is damaged."""

    def open(self, used: Current, encoder: Encoder) -> Source:
        """Open what `current` has said.

        Raises IndexUnavailable when it is not there or damaged, IndexMismatch when it was made with another model or
        format.
        """

    def open_before(self, name: str, encoder: Encoder) -> Source | None:
        """Open the newest sound generation that is older than another; None when there is none."""

    def signature(self, used: Current) -> object:
        """Return what is another when something of what is in use was changed; reads little."""

    def damage(self, used: Current) -> str | None:
        """Return what is wrong with what is in use, None when it is as it was written."""

    def served_documents(self) -> dict[str, Document]:
        """Return the documents of the generation in use, by id, without the model that searching them needs."""

    def listing(self) -> list[Listed]:
        """Return the generations that are kept, newest first; IndexUnavailable when none is in use."""

    def build(
        self,
        documents: Sequence[Document],
        recipe: IndexRecipe,
        progress: Progress = silent,
        keep: Keep = _KEPT,
        originals: Fetch = none_fetched,
    ) -> Built:
        """Build a generation beside the one in use, validate it and put it into use.

        Nothing is built where one is there that was made of just this. `originals` gives the files that documents were
        read from, where these are kept. Raises StorageError when what keeps it refuses,
        IndexBusy when another build is at work; the generation in use is then untouched.
        """

    def encode(
        self, documents: Sequence[Document], recipe: IndexRecipe, compute: Compute, progress: Progress = silent
    ) -> int:
        """Compute beforehand, as it is told to, the vectors that the next build of some documents would encode.

        Return of how many texts. What is computed outlives a kill. Errors as for `build`.
        """

    def rollback(self, encoder: Encoder) -> Manifest:
        """Put the newest sound generation that is older than the one in use into its place.

        Raises IndexUnavailable when there is no index at all, StorageError when there is no such generation.
        """

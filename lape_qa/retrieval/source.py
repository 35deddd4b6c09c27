"""What retrieval and answering need of an index."""

from collections.abc import Sequence
from typing import Protocol

from lape_qa.documents.model import Document, Passage
from lape_qa.index.dense import DenseSearcher
from lape_qa.index.lexical import LexicalSearcher
from lape_qa.index.model import Floats
from lape_qa.index.positions import ForwardIndex
from lape_qa.index.token_vectors import TokenIndex


class Source(Protocol):
    """What the second stage needs of an index."""

    passages: Sequence[Passage]
    rows: dict[str, int]
    dense: DenseSearcher
    lexical: LexicalSearcher
    forward: ForwardIndex
    tokens: TokenIndex | None

    def document(self, identifier: str) -> Document:
        """Return a document by id."""

    def rows_of(self, identifier: str) -> Sequence[int]:
        """Return the rows of a document's passages."""

    def sentence_vectors(self, rows: Sequence[int]) -> Floats:
        """Return the vectors of the quotable sentences of some passages, one passage after the other."""

"""The documents that a build is given, each encoded and hashed once."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.model import Document
from lape_qa.index.payloads import DIGEST
from lape_qa.index.versions import encoded, name_of


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Documents, and by what they are told from others."""

    documents: Sequence[Document]
    corpus_sha256: str
    """The hash of all documents, their texts by their hashes."""
    rows: NDArray[np.uint8]
    """The hash of each one's whole row, by which its version is named; shape (documents, 32)."""

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Self:
        """Encode and hash documents, which are in memory already, one after the other."""
        corpus, rows = hashlib.sha256(), bytearray()
        for document in documents:
            known, content = encoded(document)
            corpus.update(known)
            rows += hashlib.sha256(content).digest()
        return cls(documents, corpus.hexdigest(), np.frombuffer(bytes(rows), np.uint8).reshape(-1, DIGEST))

    def named(self) -> Iterator[tuple[str, Document]]:
        """Yield the name of each one's version, and the document."""
        for document, row in zip(self.documents, self.rows, strict=True):
            yield name_of(document, row.tobytes()), document

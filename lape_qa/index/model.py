"""What an index holds, and what is found in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.model import Passage

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Within: TypeAlias = NDArray[np.bool_] | None
"""For each passage of an index, in row order: may it be found? None: all may."""

CONTEXT = -1
"""Sentence number of words that stand before the passage (title, region): every sentence is credited with them."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Rows of an index, best first, and their scores; parallel arrays. Higher scores are better."""

    rows: Ints
    scores: NDArray[np.float64]
    """Comparable within one ranking only."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query; higher scores are better, comparable within one ranking only."""

    passage: Passage
    score: float
    copies: tuple[Passage, ...] = ()
    """Passages that say the same, and are therefore not found by themselves; best first."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index generation was made of, written with it and checked when it is opened."""

    format: int
    generation: str
    created: str
    model: str
    model_fingerprint: str
    dimensions: int
    chunking: Mapping[str, int]
    shape: Mapping[str, int]
    corpus_sha256: str
    documents: int
    passages: int
    sentences: int
    files: Mapping[str, str]
    """File name to sha256, for every other file of the generation."""


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Where the words of a question stand in its candidates; parallel arrays, ordered by candidate and place."""

    candidate: Ints
    place: Ints
    sentence: Ints
    word: Ints
    weight: Floats

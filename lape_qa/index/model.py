"""What an index holds, and what is found in it."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.model import Document, Passage

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Within: TypeAlias = Bools | None
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
    """File name to sha256, for every other file of the generation's folder."""
    segments: Sequence[str] = field(default_factory=list)
    """The sha256 of each segment, in row order, which is its name; none in a database."""


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Where the words of a question stand in its candidates; parallel arrays, ordered by candidate and place."""

    candidate: Ints
    place: Ints
    sentence: Ints
    word: Ints
    weight: Floats


# ---- builds ----------------------------------------------------------------------------------------------

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def silent(_work: str, _done: int, _total: int) -> None:
    """Tell nobody how far a build is."""


@dataclass(frozen=True, slots=True)
class Current:
    """What is in use: the name of a generation, and the hash of its manifest."""

    name: str
    manifest_sha256: str | None
    """None where that is not written down: in a file of a version before it was, which the next build writes anew."""

    @property
    def line(self) -> str:
        """The content of the file CURRENT."""
        return f"{self.name} {self.manifest_sha256}\n"


@dataclass(frozen=True, slots=True)
class Listed:
    """A generation in the folder; `manifest` is None when it cannot be read."""

    name: str
    manifest: Manifest | None
    current: bool


@dataclass(frozen=True, slots=True)
class Keep:
    """What a build leaves in the folder of what is no longer in use.

    `generations`: how many, the one in use included. `version_days`: how long a document version stays
    readable after the last generation that holds it is gone; 0 stores no versions at all. `originals`: whether the
    PDFs that documents were read from are kept as long as these.
    """

    generations: int = 3
    version_days: int = 3650
    originals: bool = True


@dataclass(frozen=True, slots=True)
class Changes:
    """How the documents differ from those served before, by id."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    """Old and new id of a text that is the same under another name."""
    removed: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class Built:
    """The generation now in use, and what it took to get there."""

    manifest: Manifest
    changes: Changes
    encoded: int
    """Texts given to the encoder; all others were known."""


def changes(before: Mapping[str, Document], documents: Sequence[Document]) -> Changes:
    """Tell how documents differ from those served before, by id."""
    after = {document.id: document for document in documents}
    removed = dict.fromkeys(name for name in before if name not in after)
    by_text: dict[str, deque[str]] = {}
    for name in removed:
        by_text.setdefault(before[name].sha256, deque()).append(name)
    renamed = []
    added = []
    for document in (document for document in documents if document.id not in before):
        if same := by_text.get(document.sha256):
            old = same.popleft()
            del removed[old]
            renamed.append((old, document.id))
        else:
            added.append(document.id)
    both = [name for name in after if name in before]
    changed = tuple(name for name in both if before[name] != after[name])
    return Changes(tuple(added), changed, tuple(renamed), tuple(removed), len(both) - len(changed))

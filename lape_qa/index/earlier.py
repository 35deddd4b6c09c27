"""What a build takes over from the generation in use: all that was made of documents that stay as they are.

Nothing of it is computed, looked up or counted again. A file that is not as its manifest says ends that, also when it
is noticed at the last look: then everything is made of the documents and the cache.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from lape_qa.documents.model import Document
from lape_qa.index.contents import Checked, array_of
from lape_qa.index.generation import Files, checked_files, checked_segments
from lape_qa.index.model import Manifest
from lape_qa.index.passages import Passages
from lape_qa.index.payloads import Kept
from lape_qa.index.segments import Segments

KEYS = ("documents", "vectors", "tokens", "words", "sentences")
"""What there are keys of: documents as they were cut, passages three times, and quotable sentences."""
IDENTITY = "keys/recipe.txt"
"""The file of a generation that tells by what it was made."""


@dataclass(frozen=True, slots=True)
class Run:
    """Documents that come one after the other, and are taken over together or made."""

    documents: range
    """Their numbers."""
    taken: range | None = None
    """Their numbers in the earlier generation; None when they are made."""


def made_by(folder: Path, manifest: Manifest, identity: str) -> bool:
    """Tell whether what a generation was made by has an identity; IndexUnavailable when that is damaged."""
    if IDENTITY not in manifest.files:
        return False
    return (checked_files(folder, manifest) / IDENTITY).read_bytes() == identity.encode("ascii")


class Earlier:
    """An earlier generation that was made as the next one is."""

    def __init__(self, files: Files[Checked], segments: Segments, documents: Sequence[Document]) -> None:
        """Read what is small of it, `documents` being its own; IndexUnavailable when that is damaged."""
        self.files = files
        self.segments = segments
        self.documents = documents
        self.passages = Passages(self.files.passages, documents)
        self.some_are_closed = any(document.groups for document in documents)
        self.keys = {name: array_of(files.keys / f"{name}.npy") for name in KEYS}
        """Keys of the cache by what they are of, each of shape (keys, 32)."""
        self._numbers = {document.id: number for number, document in enumerate(documents)}

    @classmethod
    def of(cls, folder: Path, manifest: Manifest, documents: Sequence[Document], identity: str) -> Self | None:
        """Return a generation if what it was made by has an identity (`IndexRecipe.identity`); errors as above.

        All of its segments are checked.
        """
        if not made_by(folder, manifest, identity):
            return None
        files, shared = Files(checked_files(folder, manifest)), checked_segments(folder, manifest)
        shared.check_rest()
        return cls(files, Segments(shared, manifest.segments, files.payloads, Kept(0)), documents)

    def runs(self, documents: Sequence[Document]) -> list[Run]:
        """Part documents into those that are taken over and those that are made, in their order.

        What is taken over comes in the order that it has in the earlier generation, which is read once.
        """
        found: list[Run] = []
        after = 0
        for number, document in enumerate(documents):
            its = self._numbers.get(document.id, -1)
            taken = its >= after and self.documents[its] == document
            after = its + 1 if taken else after
            run = found[-1] if found else None
            if run and taken and run.taken and run.taken.stop == its:
                found[-1] = Run(range(run.documents.start, number + 1), range(run.taken.start, its + 1))
            elif run and not taken and run.taken is None:
                found[-1] = Run(range(run.documents.start, number + 1))
            else:
                found.append(Run(range(number, number + 1), range(its, its + 1) if taken else None))
        return found

    def left(self, runs: Sequence[Run]) -> Iterator[int]:
        """Yield the rows of the passages that are not taken over, rising."""
        row = 0
        for run in runs:
            if run.taken is not None:
                taken = self.passages.of_documents(run.taken)
                yield from range(row, taken.start)
                row = taken.stop
        yield from range(row, len(self.passages))

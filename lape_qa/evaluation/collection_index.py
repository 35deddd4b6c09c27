"""A collection's index: built once for its content and a model, and kept in a cache folder."""

import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path

from lape_qa import durable_files
from lape_qa.documents import chunking
from lape_qa.documents.model import Document, Passage
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import StorageError
from lape_qa.index import store
from lape_qa.index.generation import Generation
from lape_qa.index.model import Keep, Progress
from lape_qa.index.recipe import IndexRecipe


@dataclass(frozen=True, slots=True)
class Indexed:
    """A collection's index, where it lies, and the seconds that building it took, in this run or an earlier one."""

    generation: Generation
    folder: Path
    """Of the generation."""
    place: Path
    """Of all that is kept of this collection with this model."""
    seconds: float | None
    """None when it took more than one run: it goes on where it was cut off."""


def open_indexed(documents: list[Document], encoder: Encoder, cache: Path, progress: Progress) -> Indexed:
    """Return an index of a collection, building it only when this content was not indexed with this model before."""
    digest = hashlib.sha256("".join(f"{d.id} {d.sha256} {d.title} {d.language}\n" for d in documents).encode())
    folder = cache / "collections" / f"{digest.hexdigest()[:16]}-{encoder.fingerprint}"
    root, record = folder / "index", folder / "built.json"
    begun_before = root.exists()
    started = time.perf_counter()
    # A collection never changes, so nothing of it needs to be kept for later.
    keep = Keep(generations=1, version_days=0)
    generation = store.build(root, documents, IndexRecipe(encoder, split=_whole), progress, keep).manifest.generation
    seconds = _seconds(record, generation)
    if seconds is None and not begun_before:
        seconds = round(time.perf_counter() - started, 2)
        _note(record, generation, seconds)
    return Indexed(store.open_index(root, encoder), store.Layout(root).generations / generation, folder, seconds)


def _note(record: Path, generation: str, seconds: float) -> None:
    try:
        durable_files.replace(record, json.dumps({"generation": generation, "seconds": seconds}) + "\n")
    except OSError as error:
        raise StorageError(f"cannot write {record}: {error.strerror}; free some space") from error


def _seconds(record: Path, generation: str) -> float | None:
    """Return how long building took, as noted when a generation was built; None when it is another one's."""
    built = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    return float(built["seconds"]) if built.get("generation") == generation else None


def _whole(document: Document, *_: object) -> list[Passage]:
    return [chunking.whole(document)] if document.text.strip() else []

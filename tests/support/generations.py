"""Three small documents, and indexes built of them."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from lape_qa.documents import chunking as passages
from lape_qa.documents.chunking import Chunking
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document
from lape_qa.encoding.model import Vectors
from lape_qa.encoding.protocol import Advance, Role
from lape_qa.index import store as storage
from lape_qa.index.generation import Generation
from lape_qa.index.model import Built, Keep, Manifest, Progress, Ranking
from lape_qa.index.recipe import IndexRecipe, Shape
from lape_qa.index.store import Layout
from support.fakes import FakeEncoder

LAPPI = make_document(
    "lappi",
    "# Lappi\r\n\r\nLapissa on perhekeskus. Kittilässä on kaksi\u2028paikkaa.\r\n\r\nLoppu 👨\u200d👩\u200d👧.",
    {"title": 'Lappi: "malli"', "region": "Lappi", "published": "2019", "url": "https://example.fi/a?b=ä"},
)
KAINUU = make_document("kainuu", "Kainuussa pidettiin akatemia. Siellä oli 80 ihmistä.", {"title": "Kainuu"})
VASA = make_document("vasa", "Barnens hus ligger i Vasa.", {"title": "Vasa", "language": "sv"})
DOCUMENTS = [KAINUU, LAPPI, VASA]
CHUNKING = Chunking(target=20, maximum=60)
KEEP = Keep()
SHAPE = Shape()


def ignore(work: str, done: int, total: int) -> None:
    """Take no notice of how far a build is."""


def build(
    root: Path,
    documents: Sequence[Document] = DOCUMENTS,
    *,
    encoder: FakeEncoder | None = None,
    chunking: Chunking = CHUNKING,
    progress: Progress = ignore,
) -> Manifest:
    """Build an index of the documents with a fake encoder, and put it into use."""
    return built(root, documents, encoder=encoder, chunking=chunking, progress=progress).manifest


def built(
    root: Path,
    documents: Sequence[Document] = DOCUMENTS,
    *,
    encoder: FakeEncoder | None = None,
    chunking: Chunking = CHUNKING,
    progress: Progress = ignore,
    keep: Keep = KEEP,
    shape: Shape = SHAPE,
) -> Built:
    """Do the same, and say what has changed."""
    encoder = encoder or FakeEncoder()
    return storage.build(root, documents, IndexRecipe(encoder, chunking, shape), progress, keep)


def changed(text: str) -> list[Document]:
    """The documents, one of them with another text."""
    return [make_document("kainuu", text, {"title": "Kainuu"}), LAPPI, VASA]


def generations(root: Path) -> list[str]:
    """The names of the generations that are kept, oldest first."""
    return sorted(folder.name for folder in Layout(root).generations.iterdir())


def current(root: Path) -> str:
    """The name of the generation in use."""
    return storage.current_name(root)


def as_before_seals(root: Path, manifest: Manifest) -> None:
    """Leave an index as it was written before manifests had a seal, and CURRENT the hash of one."""
    file = Layout(root).generations / manifest.generation / "manifest.json"
    file.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    Layout(root).current.write_text(manifest.generation + "\n", encoding="utf-8")


def owners(generation: Generation, ranking: Ranking) -> list[str]:
    """The documents of what was found, best first."""
    return [generation.passages[row].document_id for row in ranking.rows.tolist()]


def texts(documents: Sequence[Document]) -> set[str]:
    """What the encoder is given of some documents when nothing is known."""
    encoder = FakeEncoder()
    cut = [(d, p) for d in documents for p in passages.split(d, CHUNKING, encoder.fits)]
    indexed = {passages.indexed_text(d, p.heading, p.text) for d, p in cut}
    return indexed | {d.text[span.start : span.end] for d, p in cut for span in p.sentences}


def encoded(encoder: FakeEncoder) -> list[str]:
    """Every text that an encoder was given, sorted."""
    return sorted(text for text, _ in encoder.encoded)


class BrokenEncoder(FakeEncoder):
    """Gives vectors that are not of unit length."""

    def encode(self, texts: Sequence[str], role: Role, advance: Advance | None = None) -> Vectors:
        """Return vectors, the last of them of another length."""
        vectors = super().encode(texts, role, advance)
        vectors[-1] = vectors.sum(axis=0) * 10
        return vectors

"""BEIR folders (Thakur et al. 2021): corpus.jsonl, queries.jsonl, qrels/*.tsv; each corpus row is one passage."""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lape_qa import passages, storage
from lape_qa.corpus import make_document
from lape_qa.encoder import Encoder
from lape_qa.errors import UsageError
from lape_qa.passages import Chunking
from lape_qa.types import Document, Passage


@dataclass(frozen=True, slots=True)
class Collection:
    """A BEIR folder in memory; `relevant` has the rows judged above zero, by query and document id."""

    documents: list[Document]
    queries: dict[str, str]
    relevant: dict[str, dict[str, int]]


def read(folder: Path) -> Collection:
    """Read a BEIR folder, plain or gzipped; queries without a judgement are left out, as is usual.

    Raises UsageError with the file and line that is missing or wrong.
    """
    documents = [_document(row) for row in _rows(folder, "corpus")]
    queries = {str(row["_id"]): str(row["text"]) for row in _rows(folder, "queries")}
    relevant = _judgements(folder)
    unknown = [query for query in relevant if query not in queries]
    if unknown:
        raise UsageError(f"{folder}: the judgements name the query {unknown[0]!r}, which is not in queries.jsonl")
    return Collection(documents, {q: text for q, text in queries.items() if q in relevant}, relevant)


def _document(row: dict[str, Any]) -> Document:
    title = str(row.get("title") or "")
    document = make_document(str(row["_id"]), str(row["text"]), {"title": title, "language": "fi"})
    # A row without a title has none: its first line would only be said twice.
    return document if title else Document(document.id, document.text, document.sha256, title="", language="fi")


def _rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    plain, packed = folder / f"{name}.jsonl", folder / f"{name}.jsonl.gz"
    if not plain.is_file() and not packed.is_file():
        raise UsageError(f"{folder} is no BEIR folder: {name}.jsonl is missing")
    path = plain if plain.is_file() else packed
    with path.open("rb") if path is plain else gzip.open(path, "rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                row = json.loads(line)
                if not (isinstance(row, dict) and "_id" in row and "text" in row):
                    raise ValueError("an object with _id and text is expected")
            except ValueError as error:
                raise UsageError(f"{path}, line {number}: {error}") from error
            yield row


def _judgements(folder: Path) -> dict[str, dict[str, int]]:
    files = sorted((folder / "qrels").glob("*.tsv"))
    if not files:
        raise UsageError(f"{folder} is no BEIR folder: qrels/*.tsv is missing")
    relevant: dict[str, dict[str, int]] = {}
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            fields = line.split("\t")
            if number == 1 and fields[-1].strip() == "score":
                continue
            if len(fields) != 3 or not fields[2].strip().lstrip("-").isdigit():
                raise UsageError(f"{file}, line {number}: expected query, document and score separated by tabs")
            if int(fields[2]) > 0:
                relevant.setdefault(fields[0], {})[fields[1]] = int(fields[2])
    return relevant


def open_indexed(
    documents: list[Document], encoder: Encoder, cache: Path, progress: storage.Progress
) -> storage.Generation:
    """Return an index of a collection, building it only when this content was not indexed with this model before."""
    root = collection_folder(documents, encoder, cache)
    split: Callable[[Document], list[Passage]] = _whole
    storage.build(root, documents, split, encoder, Chunking(), progress)
    return storage.open_index(root, encoder)


def collection_folder(documents: list[Document], encoder: Encoder, cache: Path) -> Path:
    """Return where the index of a collection is kept, named by its content and the model."""
    digest = hashlib.sha256("".join(f"{d.id} {d.sha256} {d.title}\n" for d in documents).encode())
    return cache / "collections" / f"{digest.hexdigest()[:16]}-{encoder.fingerprint}"


def _whole(document: Document) -> list[Passage]:
    return [passages.whole(document)] if document.text.strip() else []

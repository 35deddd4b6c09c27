"""BEIR folders (Thakur et al. 2021): corpus.jsonl, queries.jsonl, qrels/*.tsv; each corpus row is one passage."""

import gzip
import hashlib
import json
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lape_qa.documents import chunking
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document, Passage
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import StorageError, UsageError, plainly
from lape_qa.index import store
from lape_qa.index.generation import Generation
from lape_qa.index.model import Keep, Progress
from lape_qa.index.recipe import IndexRecipe
from lape_qa.language import detection
from lape_qa.language.model import Language

_SAMPLE = 100
"""Documents that a collection's language is told from."""
_SPLITS = ("test", "dev")
"""The judgements that are taken where a folder has several files of them, as is usual; the first there is."""


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
    rows = _rows(folder, "corpus")
    spoken = _language([row["text"] for row in list(rows.values())[:_SAMPLE]])
    documents = [_document(identifier, row, spoken) for identifier, row in rows.items()]
    queries = {identifier: row["text"] for identifier, row in _rows(folder, "queries").items()}
    relevant = _judgements(folder)
    unknown = [query for query in relevant if query not in queries]
    if unknown:
        raise UsageError(f"{folder}: the judgements name the query {unknown[0]!r}, which is not in queries.jsonl")
    return Collection(documents, {q: text for q, text in queries.items() if q in relevant}, relevant)


def _language(texts: list[str]) -> Language:
    """Return the language of most of the texts: the format does not say it."""
    return Counter(map(detection.detect, texts)).most_common(1)[0][0]


def _document(identifier: str, row: dict[str, Any], spoken: Language) -> Document:
    title = str(row.get("title") or "")
    document = make_document(identifier, row["text"], {"title": title, "language": spoken})
    # A row without a title has none: its first line would only be said twice.
    return document if title else Document(document.id, document.text, document.sha256, title="", language=spoken)


def _rows(folder: Path, name: str) -> dict[str, dict[str, Any]]:
    plain, packed = folder / f"{name}.jsonl", folder / f"{name}.jsonl.gz"
    if not plain.is_file() and not packed.is_file():
        raise UsageError(f"{folder} is no BEIR folder: {name}.jsonl is missing")
    path = plain if plain.is_file() else packed
    rows: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(_lines(path), start=1):
        try:
            row = json.loads(line)
            if not (isinstance(row, dict) and "_id" in row and isinstance(row.get("text"), str)):
                raise ValueError("an object with _id and text is expected")
            if str(row["_id"]) in rows:
                raise ValueError(f"the _id {row['_id']!r} occurs twice")
        except ValueError as error:
            raise UsageError(f"{path}, line {number}: {error}") from error
        rows[str(row["_id"])] = row
    if not rows:
        raise UsageError(f"{path} is empty")
    return rows


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") if path.suffix == ".jsonl" else gzip.open(path, "rb") as stream:
            yield from stream
    except OSError as error:
        raise UsageError(f"cannot read {path}: {plainly(error)}") from error
    except (EOFError, zlib.error) as error:
        raise UsageError(f"cannot read {path}: {error}") from error


def _judgements(folder: Path) -> dict[str, dict[str, int]]:
    file = _judgement_file(folder)
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {file}: {plainly(error)}") from error
    relevant: dict[str, dict[str, int]] = {}
    for number, line in enumerate(lines, start=1):
        fields = [field.strip() for field in line.split("\t")]
        if fields == [""] or (number == 1 and fields[-1] == "score"):
            continue
        if len(fields) != 3 or not fields[2].lstrip("-").isdigit():
            raise UsageError(f"{file}, line {number}: expected query, document and score separated by tabs")
        if int(fields[2]) > 0:
            relevant.setdefault(fields[0], {})[fields[1]] = int(fields[2])
    if not relevant:
        raise UsageError(f"{file} judges no document relevant to any query")
    return relevant


def _judgement_file(folder: Path) -> Path:
    files = {file.stem: file for file in sorted((folder / "qrels").glob("*.tsv"))}
    if not files:
        raise UsageError(f"{folder} is no BEIR folder: qrels/*.tsv is missing")
    usual = next((files[name] for name in _SPLITS if name in files), None)
    if usual is None and len(files) > 1:
        raise UsageError(f"{folder / 'qrels'} holds {', '.join(files)}: name the file to measure by test.tsv")
    return usual or next(iter(files.values()))


# ---- its index -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Indexed:
    """A collection's index, where it lies, and the seconds that building it took, in this run or an earlier one."""

    generation: Generation
    folder: Path
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
    return Indexed(store.open_index(root, encoder), store.Layout(root).generations / generation, seconds)


def _note(record: Path, generation: str, seconds: float) -> None:
    fresh = record.with_suffix(".new")
    try:
        fresh.write_text(json.dumps({"generation": generation, "seconds": seconds}) + "\n", encoding="utf-8")
        fresh.replace(record)
    except OSError as error:
        raise StorageError(f"cannot write {record}: {error.strerror}; free some space") from error


def _seconds(record: Path, generation: str) -> float | None:
    """Return how long building took, as noted when a generation was built; None when it is another one's."""
    built = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    return float(built["seconds"]) if built.get("generation") == generation else None


def _whole(document: Document, *_: object) -> list[Passage]:
    return [chunking.whole(document)] if document.text.strip() else []

"""BEIR folders (Thakur et al. 2021): corpus.jsonl, queries.jsonl, qrels/*.tsv; each corpus row is one passage.

Retrieval tasks of MTEB lie on disk in the same way: their rows may have `id` for `_id`, their judgements be JSON Lines.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lape_qa.errors import UsageError
from lape_qa.evaluation.collection import Collection, Row, collected
from lape_qa.evaluation.judgements import Relevant, read_judgements
from lape_qa.evaluation.text_lines import json_rows, present

_SPLITS = ("test", "dev")
"""The judgements that are taken where a folder has several files of them, as is usual; the first there is."""

_FORMS = (".jsonl.gz", ".jsonl", ".tsv.gz", ".tsv")


def read(folder: Path, split: str | None = None, judgements: Relevant | None = None) -> Collection:
    """Read a BEIR folder, plain or gzipped; queries without a judgement are left out, as is usual.

    Judged by the file of a split, or by other judgements, if either is given. Raises UsageError with the file and line
    that is missing or wrong.
    """
    rows = [_row(identifier, row) for identifier, row in _rows(folder, "corpus")]
    queries = {identifier: str(row["text"]) for identifier, row in _rows(folder, "queries")}
    return collected(str(folder), rows, queries, judgements or read_judgements(_judgement_file(folder, split)))


def _row(identifier: str, row: dict[str, Any]) -> Row:
    metadata = row.get("metadata")
    language = metadata.get("language") if isinstance(metadata, dict) else ""
    return Row(identifier, row["text"], str(row.get("title") or ""), str(language or ""))


def _rows(folder: Path, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    path = present(folder, f"{name}.jsonl")
    if path is None:
        if parquet := next(iter(sorted(folder.rglob("*.parquet"))), None):
            raise UsageError(
                f"{folder} holds {parquet.relative_to(folder)}, which is not read here: write its rows to "
                f"{name}.jsonl (datasets: `dataset.to_json(...)`, pandas: `frame.to_json(..., lines=True)`)"
            )
        raise UsageError(f"{folder} is no BEIR folder: {name}.jsonl is missing")
    seen: set[str] = set()
    for number, row in json_rows(path):
        identifier = str(row.get("_id", row.get("id", "")))
        if not identifier or not isinstance(row.get("text"), str):
            raise UsageError(f"{path}, line {number}: an object with _id and text is expected")
        if identifier in seen:
            raise UsageError(f"{path}, line {number}: the _id {identifier!r} occurs twice")
        seen.add(identifier)
        yield identifier, row
    if not seen:
        raise UsageError(f"{path} is empty")


def _judgement_file(folder: Path, split: str | None) -> Path:
    # Of a split that is there in several forms, the last of them is taken.
    files = {
        file.name.removesuffix(form): file for form in _FORMS for file in sorted((folder / "qrels").glob(f"*{form}"))
    }
    if not files:
        raise UsageError(f"{folder} is no BEIR folder: qrels/*.tsv is missing")
    if split is not None:
        if split not in files:
            raise UsageError(f"{folder / 'qrels'} holds {', '.join(files)}: --split is {split!r}")
        return files[split]
    usual = next((files[name] for name in _SPLITS if name in files), None)
    if usual is None and len(files) > 1:
        raise UsageError(f"{folder / 'qrels'} holds {', '.join(files)}: choose one by --split")
    return usual or next(iter(files.values()))

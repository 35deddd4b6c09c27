"""A question set as a BEIR folder, so that any system can be measured by it: each passage of an index is a row."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lape_qa.documents.chunking import context
from lape_qa.documents.model import Document, Passage
from lape_qa.errors import StorageError, UsageError, plainly
from lape_qa.evaluation.question_set.questions import Case, gold_spans, overlaps

_UNSPLIT = "test"
"""What a set without splits is judged by."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The files of a BEIR folder, by name, and what a folder of that form cannot hold."""

    files: Mapping[str, str]
    queries: int
    passages: int
    unanswerable: int
    leaning: int
    """Questions that lean on earlier ones: a query stands by itself."""


def exported(cases: Sequence[Case], documents: Mapping[str, Document], passages: Sequence[Passage]) -> Exported:
    """Return a question set over the passages of an index as a BEIR folder.

    A passage is relevant when it overlaps a gold quote. Its title is what stands before it when it is indexed, so that
    other systems see the same. Raises UsageError when a quote is not in the index, or no question is left.
    """
    answerable = [case for case in cases if case.answerable]
    asked = [case for case in answerable if not case.history]
    if not asked:
        raise UsageError("no question of the set has evidence and stands by itself: there is nothing to export")
    judged: dict[str, list[str]] = {}
    for case in asked:
        spans = gold_spans(case, documents)
        rows = judged.setdefault(case.split or _UNSPLIT, ["query-id\tcorpus-id\tscore"])
        rows += [
            f"{case.id}\t{passage.id}\t1"
            for passage in passages
            if overlaps(passage.start, passage.end, spans.get(passage.document_id, []))
        ]
    files = {
        "corpus.jsonl": _json_lines(_passage(documents[passage.document_id], passage) for passage in passages),
        "queries.jsonl": _json_lines(_query(case) for case in asked),
        **{f"qrels/{split}.tsv": "\n".join(rows) + "\n" for split, rows in judged.items()},
    }
    return Exported(
        files,
        queries=len(asked),
        passages=len(passages),
        unanswerable=len(cases) - len(answerable),
        leaning=len(answerable) - len(asked),
    )


def _passage(document: Document, passage: Passage) -> dict[str, object]:
    place = {"document": document.id, "start": passage.start, "end": passage.end, "language": document.language}
    return {"_id": passage.id, "title": context(document, passage.heading), "text": passage.text, "metadata": place}


def _query(case: Case) -> dict[str, object]:
    return {"_id": case.id, "text": case.question, "metadata": {"language": case.lang, "tags": list(case.tags)}}


def _json_lines(rows: Iterable[Mapping[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files into a new folder, all or none; UsageError when it is there, StorageError when the disk refuses."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(f"{folder} is there already: name a new folder")
    fresh: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f"{folder.name}.new-", dir=folder.parent))
        fresh.chmod(0o755)
        for name, text in files.items():
            (fresh / name).parent.mkdir(exist_ok=True)
            (fresh / name).write_text(text, encoding="utf-8")
        fresh.rename(folder)
    except OSError as error:
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)
        raise StorageError(f"cannot write {folder}: {plainly(error)}") from error

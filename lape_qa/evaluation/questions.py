"""The hand-written question set: read and validated."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lape_qa.errors import UsageError
from lape_qa.types import Document, Span

_REQUIRED = {
    "id": str,
    "question": str,
    "lang": str,
    "answerable": bool,
    "evidence": list,
    "answer": list,
    "tags": list,
}
_OPTIONAL = {"split": str, "history": list}
LANGUAGES = ("fi", "sv", "en")
SPLITS = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A gold quote: words of one document that answer the question."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right answer rests on and must hold."""

    id: str
    question: str
    lang: str
    answerable: bool
    evidence: tuple[Evidence, ...]
    answer: tuple[str, ...]
    tags: tuple[str, ...]
    split: str = ""
    history: tuple[str, ...] = ()


def read_cases(path: Path) -> list[Case]:
    """Read a question set (JSON Lines); UsageError names the first line that is wrong, and how."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the question set {path}: {error}") from error
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        case = _case(f"{path}, line {number}", line)
        if case.id in cases:
            raise UsageError(f"{path}, line {number}: the id {case.id!r} occurs twice")
        cases[case.id] = case
    if not cases:
        raise UsageError(f"{path} holds no question")
    return list(cases.values())


def _case(where: str, line: str) -> Case:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise UsageError(f"{where}: not JSON: {error}") from error
    if not isinstance(row, dict):
        raise UsageError(f"{where}: not a JSON object")
    _check_fields(where, row)
    evidence = tuple(Evidence(str(e["document"]), str(e["quote"])) for e in row["evidence"])
    case = Case(
        id=row["id"],
        question=row["question"],
        lang=row["lang"],
        answerable=row["answerable"],
        evidence=evidence,
        answer=tuple(row["answer"]),
        tags=tuple(row["tags"]),
        split=row.get("split", ""),
        history=tuple(row.get("history", ())),
    )
    if case.answerable != bool(evidence) or (case.answer and not case.answerable):
        raise UsageError(
            f"{where}: an answerable question needs evidence, an unanswerable one has neither evidence nor answer"
        )
    return case


def _check_fields(where: str, row: Mapping[str, Any]) -> None:
    for name, kind in _REQUIRED.items():
        if not isinstance(row.get(name), kind):
            raise UsageError(f"{where}: {name!r} is missing or not {kind.__name__}")
    for name, kind in _OPTIONAL.items():
        if name in row and not isinstance(row[name], kind):
            raise UsageError(f"{where}: {name!r} is not {kind.__name__}")
    for name in ("answer", "tags", "history"):
        if not all(isinstance(item, str) for item in row.get(name, ())):
            raise UsageError(f"{where}: {name!r} holds something that is not text")
    if row["lang"] not in LANGUAGES:
        raise UsageError(f"{where}: lang is {row['lang']!r}, expected one of {', '.join(LANGUAGES)}")
    if row.get("split", "dev") not in SPLITS:
        raise UsageError(f"{where}: split is {row['split']!r}, expected one of {', '.join(SPLITS)}")
    for evidence in row["evidence"]:
        named = isinstance(evidence, dict) and [evidence.get("document"), evidence.get("quote")]
        if not (named and all(isinstance(value, str) for value in named)):
            raise UsageError(f"{where}: each evidence needs 'document' and 'quote', both text")


def gold_spans(case: Case, documents: Mapping[str, Document]) -> dict[str, list[Span]]:
    """Return where a case's gold quotes stand, by document; UsageError when a quote is not there."""
    spans: dict[str, list[Span]] = {}
    for evidence in case.evidence:
        document = documents.get(evidence.document)
        if document is None:
            raise UsageError(
                f"question {case.id}: its document {evidence.document!r} is not in the index: check --corpus or --index"
            )
        start = document.text.find(evidence.quote)
        if start < 0 or not evidence.quote:
            raise UsageError(
                f"question {case.id}: its quote does not stand in {evidence.document!r}: {evidence.quote[:60]!r}"
            )
        spans.setdefault(evidence.document, []).append(Span(start, start + len(evidence.quote)))
    return spans


def overlaps(start: int, end: int, spans: list[Span]) -> bool:
    """Tell whether a range shares at least one character with any of the spans."""
    return any(start < span.end and span.start < end for span in spans)

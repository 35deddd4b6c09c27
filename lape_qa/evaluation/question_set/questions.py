"""The hand-written question set: read and validated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lape_qa.documents.model import Document
from lape_qa.errors import UsageError
from lape_qa.evaluation.text_lines import json_rows
from lape_qa.language.model import Span

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
_LANGUAGE_NAMES = {"fi": "in Finnish", "sv": "in Swedish", "en": "in English"}
MEASURED = ("dev", "test")
"""The splits of a set that is asked and measured; what stands in `dev` may be fitted on."""
TRAIN = "train"
"""The split of a set that a model learns from: always a file of its own."""
SPLITS = (*MEASURED, TRAIN)
TAGS = {
    "who": "asks for a person or an organisation",
    "where": "asks for a place",
    "when": "asks for a time",
    "date": "the answer is a date or names a year",
    "count": "asks for a number or a sum",
    "what": "asks for a thing or a name",
    "why": "asks for a reason",
    "how": "asks for a manner",
    "yesno": "can be answered by yes or no",
    "list": "asks for several things",
    "definition": "asks what something is",
    "overview": "asks for an account of a whole subject",
    "compare": "sets two regions, projects or times side by side",
    "two-documents": "needs two documents",
    "followup": "leans on an earlier question, its `history`",
    "paraphrase": "says it in everyday words, not in those of the text",
    "colloquial": "spoken language",
    "keyword": "search words, no sentence",
    "typo": "misspelt",
    "umlauts": "typed without some or all of å, ä and ö",
    "near-miss": "not answered, but close to what is",
    "wrong-fact": "near miss: the region or project is there, the fact is not",
    "wrong-region": "near miss: the fact is there, for another region",
    "wrong-year": "near miss: the fact is there, for another year",
    "unknown-name": "near miss: a name that does not occur",
    "far-off": "not answered, and about something else",
    "injection": "tries to make the assistant do something else",
}
"""What kinds of questions the shipped sets have, and what each tag means."""


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
    """Read a question set (JSON Lines); UsageError names the first line that is wrong, and how.

    A set that holds `train` questions holds nothing else: what is learnt from is not measured on, nor the other way
    round.
    """
    cases: dict[str, Case] = {}
    for number, row in json_rows(path, "the question set"):
        case = _case(f"{path}, line {number}", row)
        if case.id in cases:
            raise UsageError(f"{path}, line {number}: the id {case.id!r} occurs twice")
        first = next(iter(cases.values()), case)
        if (case.split == TRAIN) != (first.split == TRAIN):
            raise UsageError(
                f"{path}, line {number}: the split is {case.split!r}, but {first.id!r} has {first.split!r}: "
                f"give {TRAIN!r} questions a file of their own"
            )
        cases[case.id] = case
    if not cases:
        raise UsageError(f"{path} holds no question")
    return list(cases.values())


def split_cases(path: Path, split: str) -> list[Case]:
    """Return the questions of one split of a set; UsageError when there is none."""
    cases = [case for case in read_cases(path) if case.split == split]
    if not cases:
        raise UsageError(f"{path} holds no question of the split {split!r}")
    return cases


def tuning_cases(path: Path) -> list[Case]:
    """Return the only questions that the product is fitted on: of a set's `dev` split, those that need no history."""
    return [case for case in split_cases(path, "dev") if not case.history]


def training_cases(path: Path) -> list[Case]:
    """Return the only questions that a model of language learns from: those of a `train` set."""
    return split_cases(path, TRAIN)


def _case(where: str, row: Mapping[str, Any]) -> Case:
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


def check_facts(case: Case) -> None:
    """Raise UsageError when a fact of the case stands in none of its quotes, compared without case."""
    quotes = [evidence.quote.casefold() for evidence in case.evidence]
    missing = [fact for fact in case.answer if not any(fact.casefold() in quote for quote in quotes)]
    if missing:
        raise UsageError(f"question {case.id}: its fact {missing[0]!r} does not stand in its quotes")


def shared_evidence(case: Case, cases: Sequence[Case], documents: Mapping[str, Document]) -> Case | None:
    """Return a case of the other split that rests on a sentence of this one's evidence; None when there is none.

    Between `dev` and `test` no evidence is shared: what was fitted on a sentence is not measured on it.
    """
    own = gold_spans(case, documents)
    others = [other for other in cases if other.split and case.split and other.split != case.split]
    return next(
        (
            other
            for other in others
            for document, spans in gold_spans(other, documents).items()
            if any(overlaps(span.start, span.end, own.get(document, [])) for span in spans)
        ),
        None,
    )


def coverage_table(cases: Sequence[Case]) -> str:
    """Return a Markdown table of how many questions there are, by language and by each tag that occurs."""
    splits = [split for split in SPLITS if any(case.split == split for case in cases)]

    def row(name: str, meaning: str, those: Sequence[Case]) -> str:
        counts = [
            len(those),
            sum(case.answerable for case in those),
            sum(not case.answerable for case in those),
            *(sum(case.split == split for case in those) for split in splits),
        ]
        return f"| {name} | {meaning} | " + " | ".join(map(str, counts)) + " |"

    counted = ["all", "answerable", "unanswerable", *splits]
    tags = {tag: meaning for tag, meaning in TAGS.items() if any(tag in case.tags for case in cases)}
    rows = [
        f"| questions | what they are | {' | '.join(counted)} |",
        f"| --- | --- |{' ---: |' * len(counted)}",
        row("**all**", "", cases),
        *(row(f"**{lang}**", _LANGUAGE_NAMES[lang], [c for c in cases if c.lang == lang]) for lang in LANGUAGES),
        *(row(f"`{tag}`", meaning, [c for c in cases if tag in c.tags]) for tag, meaning in tags.items()),
    ]
    return "\n".join(rows) + "\n"


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


def overlaps(start: int, end: int, spans: Sequence[Span]) -> bool:
    """Tell whether a range shares at least one character with any of the spans."""
    return any(start < span.end and span.start < end for span in spans)

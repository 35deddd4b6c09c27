"""What the page of the evaluation's results shows of two stored runs; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lape_qa.evaluation.first_questions import KINDS
from lape_qa.language.detection import detect
from lape_qa.language.model import Language

_SHOWN_QUOTES = 2


@dataclass(frozen=True, slots=True)
class KindRow:
    """How the replies to one kind of first questions fared."""

    kind: str
    passed: int
    questions: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A first question whose reply does not pass."""

    reason: str
    """wrong, silent or lacking."""
    question: str
    language: str
    quotes: tuple[tuple[str, Language], ...]
    """The first of those that were shown, each with its language."""


def by_kind(details: Mapping[str, Mapping[str, Any]]) -> list[KindRow]:
    """Return how each kind of first questions fared, of the `test` half, whose replies nobody has looked at."""
    kept = [row for row in details.values() if row["split"] == "test"]
    rows = [
        KindRow(
            kind, sum(row["passed"] for row in kept if row["kind"] == kind), sum(row["kind"] == kind for row in kept)
        )
        for kind in KINDS
    ]
    return [row for row in rows if row.questions]


def examples(details: Mapping[str, Mapping[str, Any]]) -> list[Failure]:
    """Return the first failure of each reason, the gravest first, of the `dev` half, which may be looked at."""
    failed = [row for row in details.values() if row["split"] == "dev" and not row["passed"]]
    firsts = {_reason(row): row for row in reversed(failed)}
    return [_failure(reason, firsts[reason]) for reason in ("wrong", "silent", "lacking") if reason in firsts]


def _failure(reason: str, row: Mapping[str, Any]) -> Failure:
    shown = [quote["quote"] for quote in row["quotes"][:_SHOWN_QUOTES]]
    return Failure(reason, row["question"], row["lang"], tuple((quote, detect(quote)) for quote in shown))


def _reason(row: Mapping[str, Any]) -> str:
    if row["kind"] in ("meta", "none"):
        return "wrong"
    return "lacking" if row["outcome"] == "answered" else "silent"

"""The gate: nothing is shown as a quote unless it stands, to the character, in the document version served."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lape_qa.errors import UsageError
from lape_qa.types import Answer, Citation, Document, NoAnswer, Sentence

Verdict = Literal["found", "moved", "changed", "absent", "unknown_document"]


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one saved citation, and where the quote stands now if it stands anywhere.

    found: at its offsets in the same version. moved: the same words elsewhere in the document.
    changed: the document changed and the quote is gone. absent: the same version never held it there.
    """

    number: int
    verdict: Verdict
    start: int | None = None


def holds(citation: Citation) -> bool:
    """Tell whether a citation's quote is exactly its document's text at its offsets, and the text its hash."""
    document = citation.document
    text = document.text
    return (
        0 <= citation.start < citation.end <= len(text)
        and text[citation.start : citation.end] == citation.quote
        and hashlib.sha256(text.encode("utf-8")).hexdigest() == document.sha256
    )


def gate(outcome: Answer | NoAnswer) -> Answer | NoAnswer:
    """Drop every sentence whose citation does not hold or does not carry it; an empty answer is no answer."""
    if isinstance(outcome, NoAnswer):
        return outcome
    sound = {citation.number: citation for citation in outcome.citations if holds(citation)}
    sentences = tuple(
        s for s in outcome.sentences if s.text and s.citation in sound and s.text in sound[s.citation].quote
    )
    if not sentences:
        return NoAnswer((), 0.0)
    return _renumbered(sentences, sound, outcome.confidence)


def _renumbered(sentences: tuple[Sentence, ...], sound: Mapping[int, Citation], confidence: float) -> Answer:
    order = {number: place for place, number in enumerate(dict.fromkeys(s.citation for s in sentences), start=1)}
    citations = tuple(
        Citation(place, sound[number].document, sound[number].quote, sound[number].start, sound[number].end)
        for number, place in order.items()
    )
    return Answer(tuple(Sentence(s.text, order[s.citation]) for s in sentences), citations, confidence)


def verify(saved: Any, documents: Mapping[str, Document], source: str) -> list[Check]:
    """Re-check every citation of a saved answer (Answer JSON); UsageError names the source when it is none."""
    try:
        return [
            check(
                int(c["number"]),
                documents.get(str(c["document"]["id"])),
                str(c["document"]["sha256"]),
                str(c["quote"]),
                int(c["start"]),
            )
            for c in saved["citations"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{source} is not a saved answer: {type(error).__name__}: {error}") from error


def check(number: int, document: Document | None, sha256: str, quote: str, start: int) -> Check:
    """Re-check one citation of a saved answer against a document as it is now."""
    if document is None:
        return Check(number, "unknown_document")
    if quote and document.text[start : start + len(quote)] == quote and start >= 0:
        return Check(number, "found" if document.sha256 == sha256 else "moved", start)
    elsewhere = document.text.find(quote) if quote else -1
    if document.sha256 == sha256:
        return Check(number, "absent")
    return Check(number, "moved", elsewhere) if elsewhere >= 0 else Check(number, "changed")


def stand(checks: Sequence[Check]) -> bool:
    """Tell whether every quote still stands somewhere in its document."""
    return all(check.verdict in ("found", "moved") for check in checks)

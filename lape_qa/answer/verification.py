"""A saved answer checked again: does each quote still stand, to the character, in the documents as they are now?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Literal, TypeAlias

from lape_qa.answer.entailment import supports
from lape_qa.answer.model import Sentence
from lape_qa.documents.model import Document
from lape_qa.documents.quote_index import Sources, locate
from lape_qa.errors import UsageError
from lape_qa.language.model import Span
from lape_qa.language.sentences import sentence_spans
from lape_qa.language.typography import fold

Verdict = Literal["found", "misattributed", "stitched", "absent"]
Version = Literal["same", "changed", "renamed", "removed", "unknown"]
Kept: TypeAlias = Callable[[str, str], Document | None]
"""Finds a version that was served before, by a document's id and the hash of its text."""


@dataclass(frozen=True, slots=True)
class Check:
    """What has become of one citation of a saved answer.

    verdict: found: word for word in the cited document. misattributed: in another document only. stitched: made of
    pieces that stand in the documents, but not together. absent: none of these.
    version: the cited document is the same as then, has changed, has the same text under another id, is no longer among
    the documents, or never was as far as is known.
    """

    number: int
    verdict: Verdict
    version: Version
    document: str | None = None
    """Id of the document that the quote stands in; None when it stands in none."""
    start: int | None = None
    end: int | None = None
    moved: bool = False
    """It stands elsewhere in the cited document than the citation says."""
    verbatim: bool = False
    """It stands so to the character; else its white space or typography differs."""
    carries: bool = True
    """The sentences that cite it stand in it or, written by a language model, are supported by it."""
    held: bool | None = None
    """It stood at its place in the version that is cited; None when that version is not kept."""


def verify(saved: Any, documents: Mapping[str, Document], kept: Kept, source: str) -> list[Check]:
    """Re-check every citation of a saved answer (Answer JSON) against the documents as they are now, in order.

    `kept` finds the versions that are cited. UsageError names the source when it is no answer. Give the same Sources
    for many answers: what is made of all documents is then made once.
    """
    sources = documents if isinstance(documents, Sources) else Sources(documents)
    try:
        said = [
            Sentence(str(s["text"]), int(s["citation"]), "llm" if s.get("written_by") == "llm" else "source")
            for s in saved["sentences"]
        ]
        cited = {int(c["number"]) for c in saved["citations"]}
        if missing := [sentence.citation for sentence in said if sentence.citation not in cited]:
            raise UsageError(f"{source} is not a saved answer: a sentence cites [{missing[0]}], which is not in it")
        return [
            _checked(c, [s for s in said if s.citation == int(c["number"])], sources, kept) for c in saved["citations"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        why = f"it has no {error}" if isinstance(error, KeyError) else "a part of it is of another kind"
        mend = "give what `ask --json` printed, or the service answered, as a whole"
        raise UsageError(f"{source} is not a saved answer: {why}; {mend}") from error


def _checked(saved: Any, said: Sequence[Sentence], sources: Sources, kept: Kept) -> Check:
    quote, named = str(saved["quote"]), saved["document"]
    at = Span(int(saved["start"]), int(saved["end"]))
    checked = check(int(saved["number"]), str(named["id"]), str(named["sha256"]), quote, at, sources, kept)
    language = sources[checked.document].language if checked.document else ""
    return replace(checked, carries=all(_says(quote, sentence, language) for sentence in said))


def _says(quote: str, sentence: Sentence, language: str) -> bool:
    if sentence.written_by == "llm":
        return supports(quote, sentence.text, language)
    return _is_run(fold(sentence.text), [fold(quote[s.start : s.end]) for s in sentence_spans(quote, 0, len(quote))])


def _is_run(text: str, sentences: Sequence[str]) -> bool:
    """Tell whether a text is one or several sentences in a row, whole."""
    joined = "".join(f"{sentence} " for sentence in sentences)
    borders = {0, *accumulate(len(sentence) + 1 for sentence in sentences)}
    return bool(text) and any(
        start + len(text) + 1 in borders and joined.startswith(f"{text} ", start) for start in borders
    )


def check(number: int, document: str, sha256: str, quote: str, at: Span, sources: Sources, kept: Kept) -> Check:
    """Re-check one citation of a saved answer: a quote said to stand at a place of a version of a document."""
    named = sources.get(document)
    then = named if named and named.sha256 == sha256 else kept(document, sha256)
    now = named or (same_text(sources, then) if then else None)
    held = locate(then, quote, at) == at if then else None
    version = _version(document, now, then)
    if now and (span := locate(now, quote, at)):
        return _standing(Check(number, "found", version, moved=span != at, held=held), now, quote, span)
    if elsewhere := sources.found(quote):
        return _standing(Check(number, "misattributed", version, held=held), elsewhere[0], quote, elsewhere[1])
    return Check(number, "stitched" if sources.stitched(quote) else "absent", version, held=held)


def same_text(documents: Mapping[str, Document], earlier: Document) -> Document | None:
    """Return the document that has the text of an earlier one: what a renamed file has become."""
    return next((document for document in documents.values() if document.sha256 == earlier.sha256), None)


def _version(identifier: str, now: Document | None, then: Document | None) -> Version:
    if now is None:
        return "removed" if then else "unknown"
    if now.id != identifier:
        return "renamed"
    return "same" if now is then else "changed"


def _standing(check: Check, document: Document, quote: str, span: Span) -> Check:
    verbatim = document.text[span.start : span.end] == quote
    return replace(check, document=document.id, start=span.start, end=span.end, verbatim=verbatim)


def stand(checks: Sequence[Check]) -> bool:
    """Tell whether every quote still stands in its document, and stood at its place in the version that it cites."""
    return all(check.verdict == "found" and check.carries and check.held is not False for check in checks)

"""A saved answer checked again: does each quote still stand, to the character, in the documents as they are now?"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain
from typing import Literal, TypeAlias

from lape_qa import budget
from lape_qa.answer.anaphora import points_back
from lape_qa.answer.model import Sentence
from lape_qa.answer.proof import proven
from lape_qa.documents.blocks import blocks
from lape_qa.documents.model import Document
from lape_qa.documents.quote_index import Quotable, Sources, locate
from lape_qa.language.model import Span
from lape_qa.language.sentences import sentence_spans
from lape_qa.language.typography import fold

Verdict = Literal["found", "misattributed", "stitched", "absent"]
VersionNow = Literal["same", "changed", "renamed", "removed", "unknown"]
_LONGEST_WORDED = 2_000
"""Characters of a quote that a language model worded anew: it gets a sentence or two; comparing more takes long."""
Kept: TypeAlias = Callable[[str, str], Iterable[Document]]
"""Finds what was served by an id and the hash of a text, newest first: more than one where only its title changed."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of a saved answer: its number, the document and the version that it names, its quote and place.

    told: what it says of the document besides, by the names of Document's fields.
    """

    number: int
    document: str
    sha256: str
    quote: str
    at: Span
    told: Mapping[str, str | bool] = field(default_factory=dict)


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
    version: VersionNow
    document: str | None = None
    """Id of the document that the quote stands in; None when it stands in none."""
    start: int | None = None
    end: int | None = None
    moved: bool = False
    """It stands elsewhere in the cited document than the citation says."""
    verbatim: bool = False
    """It stands so to the character; else its white space or typography differs."""
    carries: bool = True
    """It is whole sentences of its document, and those that cite it stand in it or are proven by it."""
    held: bool | None = None
    """It stood at its place in the version that is cited; None when that version is not kept."""
    differs: tuple[str, ...] = ()
    """What the citation says of the document otherwise than any version of it that is known."""


def verify(
    sentences: Sequence[Sentence], citations: Sequence[Cited], documents: Mapping[str, Document], kept: Kept
) -> list[Check]:
    """Check every citation of a saved answer against the documents as they are now, in order.

    `documents`: those of now, by id; give the same Quotable for many answers: what is made of all documents is then
    made once. `kept` finds the versions that are cited.
    """
    sources = documents if isinstance(documents, Quotable) else Sources(documents)
    citing: dict[int, list[Sentence]] = {}
    for sentence in sentences:
        citing.setdefault(sentence.citation, []).append(sentence)
    return [_with_sentences(cited, citing.get(cited.number, ()), sources, kept) for cited in citations]


def _with_sentences(cited: Cited, citing: Sequence[Sentence], sources: Quotable, kept: Kept) -> Check:
    checked = replace(check(cited, sources, kept), differs=_differs(cited, sources, kept))
    document = sources.get(checked.document or "")
    carries = _carries(cited.quote, citing, document.language if document else "")
    if document and checked.start is not None and checked.end is not None:
        carries = carries and _is_of_whole_sentences(document.text, Span(checked.start, checked.end))
    return replace(checked, carries=carries)


def _carries(quote: str, citing: Sequence[Sentence], language: str) -> bool:
    """Tell whether a quote, which is split but once, carries all sentences that cite it."""
    whole = _Whole.of(quote)

    def says(sentence: Sentence) -> bool:
        budget.check()
        if sentence.written_by == "llm" and len(quote) > _LONGEST_WORDED:
            return False
        if sentence.written_by == "llm":
            return proven(quote, sentence.text, language) is not None
        text = fold(sentence.text)
        # "Se suljettiin" says nothing certain without the sentence before it, which the quote has.
        return whole.has(text) and (whole.text.startswith(text) or not points_back(sentence.text, language))

    return all(map(says, citing))


def _is_of_whole_sentences(text: str, quote: Span) -> bool:
    """Tell whether a stretch begins where a sentence of a text does, and ends where one does.

    A stretch of a sentence is no quote of ours: "palvelu toimi" may stand in "on väärin sanoa, että palvelu toimi".
    """
    budget.check()
    # No block goes on beyond a blank line.
    first, last = max(0, quote.start - _NEAR), min(len(text), quote.end + _NEAR)
    before = [match.end() for match in _BLANK_LINE.finditer(text, first, quote.start)]
    behind = _BLANK_LINE.search(text, quote.end, last)
    start, end = max(before, default=first), behind.start() if behind else last
    sentences = [
        sentence
        for block in blocks(text[start:end])
        for sentence in sentence_spans(text[start:end], block.words.start, block.end)
    ]
    # Signs before the first word and behind the last one say nothing.
    return any(_no_word(text, start + sentence.start, quote.start) for sentence in sentences) and any(
        _no_word(text, quote.end, start + sentence.end) for sentence in sentences
    )


def _no_word(text: str, start: int, end: int) -> bool:
    return start <= end and not any(map(str.isalnum, text[start:end]))


_NEAR = 20_000
"""Characters around a quote in which the borders of its paragraphs are looked for."""
_BLANK_LINE = re.compile(r"(?:\r\n|[\n\r])[^\S\r\n]*(?:\r\n|[\n\r])")


@dataclass(frozen=True, slots=True)
class _Whole:
    """The sentences of a quote, folded, a blank behind each, and where they begin and end."""

    text: str
    borders: frozenset[int]

    @classmethod
    def of(cls, quote: str) -> "_Whole":
        """Split a quote into its sentences."""
        sentences = [fold(quote[span.start : span.end]) for span in sentence_spans(quote, 0, len(quote))]
        borders = accumulate((len(sentence) + 1 for sentence in sentences), initial=0)
        return cls("".join(f"{sentence} " for sentence in sentences), frozenset(borders))

    def has(self, text: str) -> bool:
        """Tell whether a text is one or several of the sentences in a row, whole."""
        ended = f"{text} "
        at = self.text.find(ended) if text else -1
        while at >= 0 and not (at in self.borders and at + len(ended) in self.borders):
            budget.check()
            at = self.text.find(ended, at + 1)
        return at >= 0


def check(cited: Cited, sources: Quotable, kept: Kept) -> Check:
    """Check one citation of a saved answer: its quote, said to stand at a place of a version of a document."""
    budget.check()
    number, quote, at = cited.number, cited.quote, cited.at
    named = sources.get(cited.document)
    then = named if named and named.sha256 == cited.sha256 else _kept(cited, kept)
    now = named or (same_text(sources, then) if then else None)
    held = locate(then, quote, at) == at if then else None
    version = _version(cited.document, now, then)
    if now and (span := locate(now, quote, at)):
        return _standing(Check(number, "found", version, moved=span != at, held=held), now, quote, span)
    if elsewhere := sources.found(quote):
        return _standing(Check(number, "misattributed", version, held=held), elsewhere[0], quote, elsewhere[1])
    return Check(number, "stitched" if sources.stitched(quote) else "absent", version, held=held)


def _kept(cited: Cited, kept: Kept) -> Document | None:
    return next(iter(kept(cited.document, cited.sha256)), None)


def _differs(cited: Cited, sources: Mapping[str, Document], kept: Kept) -> tuple[str, ...]:
    """Return what is told of the document and not so in the version that comes nearest; nothing when none is known."""
    if not cited.told:
        return ()
    wrong: tuple[str, ...] | None = None
    named = sources.get(cited.document)
    for document in chain([named] if named else [], kept(cited.document, cited.sha256)):
        budget.check()
        other = tuple(name for name, value in cited.told.items() if getattr(document, name) != value)
        if wrong is None or len(other) < len(wrong):
            wrong = other
        if not wrong:
            break
    return wrong or ()


def same_text(documents: Mapping[str, Document], earlier: Document) -> Document | None:
    """Return the document that has the text of an earlier one: what a renamed file has become."""
    sources = documents if isinstance(documents, Quotable) else Sources(documents)
    return sources.with_text(earlier.sha256)


def _version(identifier: str, now: Document | None, then: Document | None) -> VersionNow:
    if now is None:
        return "removed" if then else "unknown"
    if now.id != identifier:
        return "renamed"
    return "same" if now is then else "changed"


def _standing(check: Check, document: Document, quote: str, span: Span) -> Check:
    verbatim = document.text[span.start : span.end] == quote
    return replace(check, document=document.id, start=span.start, end=span.end, verbatim=verbatim)


def all_verified(checks: Sequence[Check]) -> bool:
    """Tell whether every quote still stands in its document, which is named rightly, and stood where it is cited."""
    return all(
        check.verdict == "found" and check.carries and check.held is not False and not check.differs for check in checks
    )

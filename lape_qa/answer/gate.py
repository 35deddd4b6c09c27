"""The gate: nothing is shown as a quote unless it stands, to the character, in the document version served."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lape_qa.answer.model import Answer, Citation, NoAnswer, Sentence
from lape_qa.answer.proof import proven
from lape_qa.index.model import Hit


def holds(citation: Citation) -> bool:
    """Tell whether a citation's quote is exactly its document's text at its offsets, and the text its hash."""
    document = citation.document
    text = document.text
    return (
        0 <= citation.start < citation.end <= len(text)
        and text[citation.start : citation.end] == citation.quote
        and hashlib.sha256(text.encode("utf-8")).hexdigest() == document.sha256
    )


def gate(outcome: Answer | NoAnswer, nearest: tuple[Hit, ...] = ()) -> Answer | NoAnswer:
    """Drop every sentence whose citation does not hold or does not carry it; an empty answer is no answer.

    A quote carries its own text and each part of it, and what a language model has left of it if that is proven, to
    the character. `nearest` are the hits to show where nothing of an answer is left.
    """
    if isinstance(outcome, NoAnswer):
        return outcome
    sound = {citation.number: citation for citation in outcome.citations if holds(citation)}
    kept = [
        number
        for number, s in enumerate(outcome.sentences, start=1)
        if s.text and s.citation in sound and _carried(s, sound[s.citation])
    ]
    if not kept:
        return NoAnswer(nearest, outcome.confidence)
    return _renumbered(_without_others(outcome, kept), sound)


def beginning(answer: Answer, count: int) -> Answer:
    """Return an answer with its first sentences alone, and all of its citations."""
    return _without_others(answer, range(1, count + 1))


def _without_others(answer: Answer, kept: Sequence[int]) -> Answer:
    """Return an answer with some of its sentences, their sections following them; numbers begin with 1."""
    now = {number: place for place, number in enumerate(kept, start=1)}
    sections = tuple(
        replace(section, sentences=tuple(now[number] for number in section.sentences if number in now))
        for section in answer.sections
        # A section that was empty says that nothing is told; one that has become so is none.
        if not section.sentences or any(number in now for number in section.sentences)
    )
    return replace(answer, sentences=tuple(answer.sentences[number - 1] for number in kept), sections=sections)


def _carried(sentence: Sentence, citation: Citation) -> bool:
    if sentence.written_by == "llm":
        return proven(citation.quote, sentence.text, citation.document.language) == sentence.text
    return sentence.text in citation.quote


def _renumbered(answer: Answer, sound: Mapping[int, Citation]) -> Answer:
    sentences = answer.sentences
    order = {number: place for place, number in enumerate(dict.fromkeys(s.citation for s in sentences), start=1)}
    return replace(
        answer,
        sentences=tuple(replace(sentence, citation=order[sentence.citation]) for sentence in sentences),
        citations=tuple(replace(sound[number], number=place) for number, place in order.items()),
    )

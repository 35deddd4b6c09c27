"""Replies and hits as the JSON of the contract, the same on the command line and over HTTP."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from lape_qa.answer.model import Answer, Citation, LlmUse, NoAnswer, Sentence
from lape_qa.assistant import Reply
from lape_qa.documents.model import Document
from lape_qa.index.model import Hit, Manifest
from lape_qa.language.model import Language
from lape_qa.language.morphology import MORPHOLOGY
from lape_qa.language.packs import PACKS

Json = dict[str, Any]

NOT_FOUND: Mapping[Language, str] = {language: pack.not_found for language, pack in PACKS.items()}
SOURCES: Mapping[Language, str] = {language: pack.sources for language, pack in PACKS.items()}
READ_AS: Mapping[Language, str] = {language: pack.read_as for language, pack in PACKS.items()}

_DOCUMENT_FIELDS = ("id", "title", "publisher", "published", "region", "language", "url", "sha256")


def reply_json(reply: Reply, documents: Mapping[str, Document]) -> Json:
    """Return the answer JSON: outcome, sentences, citations, or the nearest passages when not found."""
    outcome = reply.outcome
    answer = outcome if isinstance(outcome, Answer) else None
    nearest = outcome.nearest if isinstance(outcome, NoAnswer) else ()
    return {
        "question": reply.query.text,
        "read_as": reply.query.meant,
        "carried": [{"kind": item.kind, "text": item.text} for item in reply.query.carried],
        "language": reply.query.language,
        "outcome": "answered" if answer else "not_found",
        "sentences": [sentence_json(sentence) for sentence in answer.sentences] if answer else [],
        "citations": [citation_json(c) for c in answer.citations] if answer else [],
        "confidence": round(outcome.confidence, 4),
        "nearest": hits_json(nearest, documents),
        **llm_json(outcome.llm),
        "index": index_json(reply.manifest),
        "timing_ms": dict(reply.timing_ms),
    }


def sentence_json(sentence: Sentence) -> Json:
    """Return a sentence; one that is no quote says who wrote it."""
    written = {} if sentence.written_by == "source" else {"written_by": sentence.written_by}
    return {"text": sentence.text, "citation": sentence.citation, **written}


def llm_json(use: LlmUse | None) -> Json:
    """Return whether a language model was used and why not; nothing where none is set."""
    return {} if use is None else {"llm": {"used": use.used, **({"reason": use.reason} if use.reason else {})}}


def index_json(manifest: Manifest) -> Json:
    """Return what served a reply: index generation, model, and the morphology at work."""
    return {"generation": manifest.generation, "model": manifest.model, "morphology": MORPHOLOGY}


def document_json(document: Document) -> Json:
    """Return a document's metadata without its text."""
    return {name: getattr(document, name) for name in _DOCUMENT_FIELDS}


def page_json(document: Document, start: int) -> Json:
    """Return the number of the page that a stretch begins on, nothing for a source without pages."""
    page = document.page(start)
    return {} if page is None else {"page": page}


def citation_json(citation: Citation) -> Json:
    """Return a citation with the address of the reader page that highlights it."""
    return {
        "number": citation.number,
        "document": document_json(citation.document),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        **page_json(citation.document, citation.start),
        "reader_url": reader_url(citation.document, citation.start, citation.end),
    }


def hits_json(hits: Sequence[Hit], documents: Mapping[str, Document]) -> list[Json]:
    """Return hits in order with rank, score, passage and document."""
    return [
        {
            "rank": rank,
            "score": round(hit.score, 6),
            "document": document_json(documents[hit.passage.document_id]),
            "text": hit.passage.text,
            "start": hit.passage.start,
            "end": hit.passage.end,
            **page_json(documents[hit.passage.document_id], hit.passage.start),
            "heading": hit.passage.heading,
            "reader_url": reader_url(documents[hit.passage.document_id], hit.passage.start, hit.passage.end),
        }
        for rank, hit in enumerate(hits, start=1)
    ]


def document_url(document: Document) -> str:
    """Return the path of the reader page for a document as it is now."""
    return f"/lue/{quote(document.id, safe='')}"


def reference(document: Document, page: str, url: str) -> str:
    """Return who published what and when, and where to read it, on one line; what is empty is left out."""
    parts = (document.title, document.publisher, document.published, document.region, page, url)
    return " · ".join(part for part in parts if part)


def page_name(document: Document, start: int, language: Language) -> str:
    """Return the page that a stretch begins on as readers write it, empty for a source without pages."""
    number = document.page(start)
    return f"{PACKS[language].page} {number}" if number else ""


def marked(sentence: Sentence, language: Language) -> str:
    """Return a sentence with the number of its citation, as text; what a language model worded says so."""
    worded = "" if sentence.written_by == "source" else f" ({PACKS[language].worded})"
    return f"{sentence.text} [{sentence.citation}]{worded}"


def source_words(answer: Answer, citation: Citation) -> str:
    """Return a citation's quote as a further line, if a sentence rests on it in a language model's words."""
    worded = {sentence.citation for sentence in answer.sentences if sentence.written_by == "llm"}
    return f"\n    ”{citation.quote}”" if citation.number in worded else ""


def reader_url(document: Document, start: int, end: int) -> str:
    """Return the path of the reader page for one stretch of one version of a document, which stays the same for good.

    Twelve digits of the hash tell a document's versions apart, and keep the address short.
    """
    where = urlencode({"start": start, "end": end, "sha256": document.sha256[:12]})
    return f"{document_url(document)}?{where}#lainaus"

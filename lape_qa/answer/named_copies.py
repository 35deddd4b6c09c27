"""An answer's citations -> the same, each with the other documents in which its quote stands word for word; pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from lape_qa.answer.model import Answer, Citation, Copy, Outcome
from lape_qa.documents.model import Document
from lape_qa.index.model import Hit


def with_copies(outcome: Outcome, hits: Sequence[Hit], document: Callable[[str], Document]) -> Outcome:
    """Return an outcome whose citations name their copies; `hits` are what was found, `document` gives one by id."""
    if not isinstance(outcome, Answer) or not any(hit.copies for hit in hits):
        return outcome
    return replace(
        outcome,
        citations=tuple(
            replace(citation, copies=tuple(_copies(citation, hits, document))) for citation in outcome.citations
        ),
    )


def _copies(citation: Citation, hits: Sequence[Hit], document: Callable[[str], Document]) -> Iterator[Copy]:
    named = {citation.document.id}
    for hit in hits:
        passage = hit.passage
        holds = passage.document_id == citation.document.id and passage.start <= citation.start < passage.end
        for copy in hit.copies if holds else ():
            start = document(copy.document_id).text.find(citation.quote, copy.start, copy.end)
            if start >= 0 and copy.document_id not in named:
                named.add(copy.document_id)
                yield Copy(document(copy.document_id), start, start + len(citation.quote))

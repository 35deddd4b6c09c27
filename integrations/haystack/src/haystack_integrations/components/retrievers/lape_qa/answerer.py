"""A component that asks a LAPE-QA service for an answer."""

from typing import Any

from haystack import Document, ExtractedAnswer, GeneratedAnswer, component, default_from_dict, default_to_dict
from haystack.utils import Secret

from lape_qa_client import AsyncClient, Citation, Client, Reply, described, identifier, worded

from .filtering import lape_filters
from .retriever import KEY, resolved


@component
class LapeQAAnswerer:
    """Answers a question with sentences quoted word for word from the sources of a LAPE-QA service, or not at all.

    The arguments are those of `LapeQARetriever`. `answers` holds one answer, or none where the sources do not answer;
    `quotes` its quotes one by one; `text` the answer in words, or that none was found.
    """

    def __init__(
        self,
        url: str | None = None,
        key: Secret | None = KEY,
        filters: dict[str, Any] | None = None,
        timeout: float = 30.0,
    ) -> None:
        lape_filters(filters)
        self.url = url
        self.key = key
        self.filters = filters
        self.timeout = timeout

    def to_dict(self) -> dict[str, Any]:
        """Return the component as a pipeline keeps it: the key by the name of its variable."""
        return default_to_dict(self, url=self.url, key=self.key, filters=self.filters, timeout=self.timeout)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "LapeQAAnswerer":
        """Return the component that a pipeline kept."""
        return default_from_dict(cls, data)

    @component.output_types(answers=list[GeneratedAnswer], quotes=list[ExtractedAnswer], text=str)
    def run(
        self, query: str, history: list[str] | None = None, filters: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return `answers`, `quotes` and `text`; `history`: earlier questions of the conversation, oldest first."""
        chosen = lape_filters(self.filters if filters is None else filters)
        with Client(self.url, resolved(self.key), timeout=self.timeout) as client:
            return _answered(client.ask(query, history=history or [], filters=chosen), client.url)

    @component.output_types(answers=list[GeneratedAnswer], quotes=list[ExtractedAnswer], text=str)
    async def run_async(
        self, query: str, history: list[str] | None = None, filters: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the same without making the event loop wait."""
        chosen = lape_filters(self.filters if filters is None else filters)
        async with AsyncClient(self.url, resolved(self.key), timeout=self.timeout) as client:
            return _answered(await client.ask(query, history=history or [], filters=chosen), client.url)


def _answered(reply: Reply, url: str) -> dict[str, Any]:
    text = worded(reply)
    if reply.outcome != "answered":
        return {"answers": [], "quotes": [], "text": text}
    documents = [_document(citation, url) for citation in reply.citations]
    meta = reply.model_dump(mode="json", include=set(_META), exclude_none=True)
    answer = GeneratedAnswer(data=text, query=reply.question, documents=documents, meta=meta)
    quotes = [
        ExtractedAnswer(
            query=reply.question,
            score=reply.confidence,
            data=document.content,
            document=document,
            document_offset=ExtractedAnswer.Span(0, len(document.content or "")),
            meta=document.meta,
        )
        for document in documents
    ]
    return {"answers": [answer], "quotes": quotes, "text": text}


_META = ("answer_id", "kind", "language", "confidence", "uncertain", "sentences", "sections", "index")


def _document(citation: Citation, url: str) -> Document:
    """Return a quote as a document of its own; `start` and `end` in its `meta` are offsets in its source."""
    return Document(id=identifier(citation), content=citation.quote, meta=described(citation, url))

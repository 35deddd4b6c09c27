"""A component that asks a LAPE-QA service for passages."""

from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict
from haystack.utils import Secret

from lape_qa_client import AsyncClient, Client, SearchResult, described, identifier

from .filtering import lape_filters

KEY = Secret.from_env_var("LAPE_QA_KEY", strict=False)
"""Where the key is looked for that is not given; many services ask for none."""


@component
class LapeQARetriever:
    """Finds the passages of a LAPE-QA service that match a question best, best first.

    `url` is else LAPE_QA_URL, else http://127.0.0.1:8000; `timeout` is how many seconds may pass without a word. Each
    document has in its `meta` what is known of it: `document_id`, `title`, `publisher`, `published`, `region`,
    `language`, `url`, `sha256`, `start`, `end`, and `reader_url`, the page that shows it in its source. Errors are
    those of `lape_qa_client`.
    """

    def __init__(
        self,
        url: str | None = None,
        key: Secret | None = KEY,
        top_k: int = 5,
        filters: dict[str, Any] | None = None,
        timeout: float = 30.0,
    ) -> None:
        lape_filters(filters)
        self.url = url
        self.key = key
        self.top_k = top_k
        self.filters = filters
        self.timeout = timeout

    def to_dict(self) -> dict[str, Any]:
        """Return the component as a pipeline keeps it: the key by the name of its variable."""
        return default_to_dict(
            self, url=self.url, key=self.key, top_k=self.top_k, filters=self.filters, timeout=self.timeout
        )

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "LapeQARetriever":
        """Return the component that a pipeline kept."""
        return default_from_dict(cls, data)

    @component.output_types(documents=list[Document])
    def run(self, query: str, filters: dict[str, Any] | None = None, top_k: int | None = None) -> dict[str, Any]:
        """Return `documents`, the passages that match; `filters` and `top_k` take the place of the component's own."""
        chosen = lape_filters(self.filters if filters is None else filters)
        with Client(self.url, resolved(self.key), timeout=self.timeout) as client:
            found = client.search(query, self.top_k if top_k is None else top_k, filters=chosen)
        return {"documents": _documents(found, client.url)}

    @component.output_types(documents=list[Document])
    async def run_async(
        self, query: str, filters: dict[str, Any] | None = None, top_k: int | None = None
    ) -> dict[str, Any]:
        """Return the same without making the event loop wait."""
        chosen = lape_filters(self.filters if filters is None else filters)
        async with AsyncClient(self.url, resolved(self.key), timeout=self.timeout) as client:
            found = await client.search(query, self.top_k if top_k is None else top_k, filters=chosen)
        return {"documents": _documents(found, client.url)}


def resolved(key: Secret | None) -> str | None:
    """Return the key that a secret stands for, if any."""
    return key.resolve_value() if key else None


def _documents(result: SearchResult, url: str) -> list[Document]:
    return [
        Document(id=identifier(hit), content=hit.text, meta=described(hit, url), score=hit.score) for hit in result.hits
    ]

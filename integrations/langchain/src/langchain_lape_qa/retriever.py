"""A retriever that asks a LAPE-QA service for passages."""

from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field, SecretStr

from lape_qa_client import AsyncClient, Client, Filters, SearchResult, described, identifier, made


class LapeQARetriever(BaseRetriever):
    """Finds the passages of a LAPE-QA service that match a question best, best first.

    Every field but the connection's may be given with `invoke` too, for that time alone. Each document has the id of
    its passage, and what is known of it in its metadata: `document_id`, `title`, `publisher`, `published`, `region`,
    `language`, `url`, `sha256`, `start`, `end`, `reader_url` (the page that shows it in its source), `score`, `rank`,
    and where it has one `page`, `slide` or `sheet`. Errors are those of `lape_qa_client`.
    """

    url: str | None = None
    """Where the service is; else LAPE_QA_URL, else http://127.0.0.1:8000."""
    key: SecretStr | None = None
    """An API key with the scope `read`; else LAPE_QA_KEY, if any."""
    timeout: float = Field(default=30.0, gt=0)
    """Seconds that may pass without a word from the service."""
    k: int = 5
    """How many passages, 1 to 100."""
    region: str = ""
    """Only documents of this region."""
    publisher: str = ""
    """Only documents of this publisher."""
    language: str = ""
    """Only documents in this language, such as `fi`."""
    from_year: int | None = None
    """Only documents published in this year or later."""
    to_year: int | None = None
    """Only documents published in this year or earlier."""

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
        **wanted: Any,
    ) -> list[Document]:
        k, filters = self._wanted(wanted)
        with Client(self.url, self._key(), timeout=self.timeout) as client:
            return _documents(client.search(query, k, filters=filters), client.url)

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,  # noqa: ARG002
        **wanted: Any,
    ) -> list[Document]:
        k, filters = self._wanted(wanted)
        # A connection belongs to an event loop, and a retriever may be used in several.
        async with AsyncClient(self.url, self._key(), timeout=self.timeout) as client:
            return _documents(await client.search(query, k, filters=filters), client.url)

    def _key(self) -> str | None:
        return self.key.get_secret_value() if self.key else None

    def _wanted(self, wanted: dict[str, Any]) -> tuple[int, Filters]:
        """Return how many passages are wanted and of which documents; UsageError for what is no filter."""
        own = {name: getattr(self, name) for name in Filters.model_fields}
        rest = {name: value for name, value in wanted.items() if name != "k"}
        return wanted.get("k", self.k), made(Filters, **own | rest)


def _documents(result: SearchResult, url: str) -> list[Document]:
    return [Document(hit.text, id=identifier(hit), metadata=described(hit, url)) for hit in result.hits]

"""A retriever that asks a LAPE-QA service for passages."""

from llama_index.core.callbacks import CallbackManager
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from lape_qa_client import SearchResult
from llama_index.retrievers.lape_qa.service import Service, node


class LapeQARetriever(BaseRetriever):
    """Finds the passages of a LAPE-QA service that match a question best, best first.

    `url` and `key` are else LAPE_QA_URL and LAPE_QA_KEY; `timeout` is how many seconds may pass without a word. Only
    documents of `region`, `publisher`, `language` and of the years from `from_year` to `to_year` are looked in. Each
    node has in its metadata `document_id`, `title`, `publisher`, `published`, `region`, `language`, `url`, `sha256`,
    `start`, `end`, and `reader_url`, the page that shows it in its source. Errors are those of `lape_qa_client`.
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        similarity_top_k: int = 5,
        region: str = "",
        publisher: str = "",
        language: str = "",
        from_year: int | None = None,
        to_year: int | None = None,
        timeout: float = 30.0,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        filters = {"region": region, "publisher": publisher, "language": language}
        self._service = Service.of(url, key, timeout, **filters, from_year=from_year, to_year=to_year)
        self.similarity_top_k = similarity_top_k
        super().__init__(callback_manager=callback_manager)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        with self._service.client() as client:
            found = client.search(query_bundle.query_str, self.similarity_top_k, filters=self._service.filters)
            return _nodes(found, client.url)

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        async with self._service.async_client() as client:
            found = await client.search(query_bundle.query_str, self.similarity_top_k, filters=self._service.filters)
            return _nodes(found, client.url)


def _nodes(result: SearchResult, url: str) -> list[NodeWithScore]:
    return [node(hit, url, hit.score) for hit in result.hits]

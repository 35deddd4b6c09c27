"""A query engine that asks a LAPE-QA service for an answer."""

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import QueryBundle

from lape_qa_client import Reply, worded
from llama_index.retrievers.lape_qa.service import Service, node


class LapeQAQueryEngine(BaseQueryEngine):
    """Answers a question with sentences quoted word for word from the sources of a LAPE-QA service, or not at all.

    The arguments are those of `LapeQARetriever`. `source_nodes` are the quotes, none where the sources do not answer;
    the text says so then. `metadata` holds the `outcome`, the `confidence` and the `answer_id`.
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
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
        super().__init__(callback_manager)

    def _query(self, query_bundle: QueryBundle) -> Response:
        with self._service.client() as client:
            return _response(client.ask(query_bundle.query_str, filters=self._service.filters), client.url)

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        async with self._service.async_client() as client:
            return _response(await client.ask(query_bundle.query_str, filters=self._service.filters), client.url)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def _response(reply: Reply, url: str) -> Response:
    return Response(
        response=worded(reply),
        source_nodes=[node(citation, url, reply.confidence) for citation in reply.citations],
        metadata=reply.model_dump(include={"outcome", "kind", "confidence", "uncertain", "answer_id", "language"}),
    )

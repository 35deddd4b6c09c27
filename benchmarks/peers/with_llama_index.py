"""LlamaIndex: QueryFusionRetriever in the mode `reciprocal_rerank` over VectorStoreIndex and BM25Retriever.

Documented under "Create a Hybrid Fusion Retriever" at
https://developers.llamaindex.ai/python/framework/integrations/retrievers/reciprocal_rerank_fusion. `num_queries=1`,
also from there, turns off the making of further queries by a language model. BM25Retriever stems as English unless it
is given another stemmer (https://developers.llamaindex.ai/python/framework-api-reference/retrievers/bm25): it gets the
Finnish one. Own embeddings: https://developers.llamaindex.ai/python/examples/embeddings/custom_embeddings.
"""

import Stemmer
from llama_index.core import VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.retrievers.bm25 import BM25Retriever
from pydantic import PrivateAttr

from benchmarks.peers.shared import DEPTH, Encoder, Search

DISTRIBUTION = "llama-index-core"


class SharedEmbedding(BaseEmbedding):
    """The shared encoder behind the library's interface."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self._encoder = encoder

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._encoder.passages(texts).tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._encoder.query(query).tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def build(passages: dict[str, str], encoder: Encoder) -> Search:
    """Index the passages and return the search."""
    nodes = [TextNode(id_=name, text=text) for name, text in passages.items()]
    index = VectorStoreIndex(nodes, embed_model=SharedEmbedding(encoder))
    keywords = BM25Retriever.from_defaults(
        docstore=index.docstore, similarity_top_k=DEPTH, stemmer=Stemmer.Stemmer("finnish")
    )
    retriever = QueryFusionRetriever(
        [index.as_retriever(similarity_top_k=DEPTH), keywords],
        llm=MockLLM(),  # asked for nothing, but without one the library wants OpenAI's
        similarity_top_k=DEPTH,
        num_queries=1,
        mode="reciprocal_rerank",
        use_async=True,
    )
    return lambda question: [found.node.node_id for found in retriever.retrieve(question)]

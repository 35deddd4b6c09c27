"""Where the service is, and which documents are looked in: what the retriever and the query engine share."""

from dataclasses import dataclass
from typing import Any

from llama_index.core.schema import NodeRelationship, NodeWithScore, RelatedNodeInfo, TextNode

from lape_qa_client import AsyncClient, Citation, Client, Filters, Hit, described, identifier, made

_FOR_MODELS = {"title", "publisher", "published", "region", "heading"}
"""What a language model is told of a passage; the rest is for programs."""


@dataclass(frozen=True)
class Service:
    """A LAPE-QA service and filters."""

    url: str | None
    key: str | None
    timeout: float
    filters: Filters

    @classmethod
    def of(cls, url: str | None, key: str | None, timeout: float, **filters: Any) -> "Service":
        """Return a service; UsageError for a filter that cannot be one."""
        return cls(url, key, timeout, made(Filters, **filters))

    def client(self) -> Client:
        """Return a client that waits."""
        return Client(self.url, self.key, timeout=self.timeout)

    def async_client(self) -> AsyncClient:
        """Return a client of the event loop that runs; another loop needs another."""
        return AsyncClient(self.url, self.key, timeout=self.timeout)


def node(found: Hit | Citation, url: str, score: float) -> NodeWithScore:
    """Return a passage or quote as a node with what is known of it; its offsets are those in its document."""
    metadata = described(found, url)
    kept_from_models = sorted(set(metadata) - _FOR_MODELS)
    text = TextNode(
        id_=identifier(found),
        text=found.text if isinstance(found, Hit) else found.quote,
        metadata=metadata,
        start_char_idx=found.start,
        end_char_idx=found.end,
        excluded_llm_metadata_keys=kept_from_models,
        excluded_embed_metadata_keys=kept_from_models,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=found.document.id)},
    )
    return NodeWithScore(node=text, score=score)

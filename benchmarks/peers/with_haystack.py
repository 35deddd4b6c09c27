"""Haystack: a pipeline of InMemoryBM25Retriever and InMemoryEmbeddingRetriever, joined by reciprocal rank fusion.

Documented as "HybridRetriever" at https://haystack.deepset.ai/tutorials/44_creating_custom_supercomponents. Another of
their pages, https://haystack.deepset.ai/tutorials/33_hybrid_retrieval, leaves the order to a cross-encoder, a second
model that no system here has. Own embedders: https://docs.haystack.deepset.ai/docs/custom-components.
"""

from dataclasses import replace

from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from benchmarks.peers.shared import DEPTH, Encoder, Search

DISTRIBUTION = "haystack-ai"


@component
class StoredDocumentEmbedder:
    """Gives documents the vectors of the shared encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Return the documents with their vectors."""
        vectors = self.encoder.passages([document.content or "" for document in documents])
        pairs = zip(documents, vectors, strict=True)
        return {"documents": [replace(document, embedding=vector.tolist()) for document, vector in pairs]}


@component
class SharedTextEmbedder:
    """Encodes a question with the shared encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, list[float]]:
        """Return the vector of a question."""
        return {"embedding": self.encoder.query(text).tolist()}


def build(passages: dict[str, str], encoder: Encoder) -> Search:
    """Index the passages and return the search."""
    documents = [Document(id=name, content=text) for name, text in passages.items()]
    store = InMemoryDocumentStore()
    store.write_documents(StoredDocumentEmbedder(encoder).run(documents)["documents"])
    pipeline = Pipeline()
    pipeline.add_component("text_embedder", SharedTextEmbedder(encoder))
    pipeline.add_component("embedding_retriever", InMemoryEmbeddingRetriever(store, top_k=DEPTH))
    pipeline.add_component("bm25_retriever", InMemoryBM25Retriever(store, top_k=DEPTH))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEPTH))
    pipeline.connect("text_embedder", "embedding_retriever")
    pipeline.connect("bm25_retriever", "joiner")
    pipeline.connect("embedding_retriever", "joiner")

    def search(question: str) -> list[str]:
        found = pipeline.run({"text_embedder": {"text": question}, "bm25_retriever": {"query": question}})
        return [document.id for document in found["joiner"]["documents"]]

    return search

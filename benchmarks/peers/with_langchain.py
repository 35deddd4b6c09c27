"""LangChain: EnsembleRetriever with equal weights over BM25Retriever and the FAISS vector store.

Documented at https://python.langchain.com/docs/how_to/ensemble_retriever and, for the current package,
https://reference.langchain.com/python/langchain-classic/retrievers/ensemble/EnsembleRetriever. Own embeddings: the
class Embeddings, https://reference.langchain.com/python/langchain-core/embeddings/embeddings/Embeddings.
"""

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from benchmarks.peers.shared import DEPTH, Encoder, Search

DISTRIBUTION = "langchain-classic"


class SharedEmbeddings(Embeddings):
    """The shared encoder behind the library's interface."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of passages."""
        return self.encoder.passages(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return self.encoder.query(text).tolist()


def build(passages: dict[str, str], encoder: Encoder) -> Search:
    """Index the passages and return the search."""
    documents = [Document(page_content=text, metadata={"name": name}) for name, text in passages.items()]
    keywords = BM25Retriever.from_documents(documents, k=DEPTH)
    vectors = FAISS.from_documents(documents, SharedEmbeddings(encoder)).as_retriever(search_kwargs={"k": DEPTH})
    ensemble = EnsembleRetriever(retrievers=[keywords, vectors], weights=[0.5, 0.5])
    return lambda question: [document.metadata["name"] for document in ensemble.invoke(question)]

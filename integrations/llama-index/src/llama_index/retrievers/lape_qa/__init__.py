"""LAPE-QA's passages and answers for LlamaIndex."""

from llama_index.retrievers.lape_qa.query_engine import LapeQAQueryEngine
from llama_index.retrievers.lape_qa.retriever import LapeQARetriever

__all__ = ["LapeQAQueryEngine", "LapeQARetriever"]

"""LAPE-QA's passages for LangChain."""

from langchain_lape_qa.retriever import LapeQARetriever

__all__ = ["LapeQARetriever"]

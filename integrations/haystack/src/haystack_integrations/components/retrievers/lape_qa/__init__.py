"""LAPE-QA's passages and answers for Haystack."""

from .answerer import LapeQAAnswerer
from .retriever import LapeQARetriever

__all__ = ["LapeQAAnswerer", "LapeQARetriever"]

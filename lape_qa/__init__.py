"""LAPE-QA: a Finnish question in, sentences quoted word for word from the sources out."""

__version__ = "0.2.0"

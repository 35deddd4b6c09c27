"""LAPE-QA: a Finnish question in, sentences quoted word for word from the sources out.

The public names are those of `__all__`; each is imported when it is first used, as some take seconds.
"""

from importlib import import_module

# What type checkers take for true; `typing` itself would take most of the time until `lape_qa.cli` can be interrupted.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from lape_qa.answer.model import Answer, NoAnswer
    from lape_qa.assistant import Assistant
    from lape_qa.documents.model import Filters
    from lape_qa.errors import LapeQAError
    from lape_qa.indexing import build_index

__version__ = "0.2.0"

__all__ = ["Answer", "Assistant", "Filters", "LapeQAError", "NoAnswer", "__version__", "build_index"]

_HOMES = {
    "Answer": "lape_qa.answer.model",
    "Assistant": "lape_qa.assistant",
    "Filters": "lape_qa.documents.model",
    "LapeQAError": "lape_qa.errors",
    "NoAnswer": "lape_qa.answer.model",
    "build_index": "lape_qa.indexing",
}


def __getattr__(name: str) -> object:
    """Import a public name from where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

"""LAPE-QA over HTTP: `create_app(serving)` gives the FastAPI application."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lape_qa_api.app import create_app
    from lape_qa_api.config import Config
    from lape_qa_api.readiness import Serving

__all__ = ["Config", "Serving", "create_app"]

_MODULES = {"Config": "config", "Serving": "readiness", "create_app": "app"}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for: the command line imports this package, not the web framework."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)

"""What the API says of itself; `python -m lape_qa_api.openapi` prints it as OpenAPI, for what is made from it."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from lape_qa import __version__

_DESCRIPTION = """\
Answers questions about the results of LAPE (Finland's programme to address child and family services) with
sentences quoted **word for word** from its sources, or says that the sources do not answer. Where a language model is
set, it may word sentences; they say so (`written_by`), and their citations hold the words of the source. A source with
`digest` is a summary of what its title, publisher and address name: the words quoted are the summary's.

Offsets count Unicode code points of a document's text: `text[start:end] == quote`.
Every error is an RFC 9457 problem (`application/problem+json`). A request body has at most 64 KiB,
a file that is sent in 200 MiB.
Every response has an `X-Request-ID`, which the log has too. 429 and 503 say in `Retry-After` when to come again.
The Model Context Protocol is spoken at `/mcp` (streamable HTTP).
"""
_TAGS = [
    {"name": "questions", "description": "Answers and search."},
    {"name": "documents", "description": "The sources that answers are quoted from."},
    {"name": "editing", "description": "For editors: sources come and go."},
    {"name": "OpenAI", "description": "The same answers for clients of OpenAI's chat API."},
    {"name": "feedback", "description": "Was it useful, and what is missing?"},
    {"name": "widget", "description": "For the chat widget."},
    {"name": "health", "description": "For whoever keeps the service running."},
]
ABOUT: Mapping[str, Any] = {
    "title": "LAPE-QA",
    "version": __version__,
    "summary": "Questions in Finnish, Swedish or English, answered with verbatim quotes.",
    "description": _DESCRIPTION,
    "openapi_tags": _TAGS,
    "license_info": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
}
"""What FastAPI takes of it."""


def described() -> dict[str, Any]:
    """Return the OpenAPI description of the whole API; nothing is loaded for it."""
    from lape_qa_api.app import create_app
    from lape_qa_api.readiness import Serving

    return create_app(Serving(_load_nothing)).openapi()


def _load_nothing() -> NoReturn:
    raise NotImplementedError("describing the API loads no index")


if __name__ == "__main__":
    print(json.dumps(described(), ensure_ascii=False))

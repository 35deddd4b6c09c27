"""The application, put together from its parts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from lape_qa.serving import IndexWatcher
from lape_qa_api import problems
from lape_qa_api.dependencies import Workers
from lape_qa_api.middleware import BodyLimit, SecurityHeaders
from lape_qa_api.routers import ask, documents, health, pages, search

STATIC = Path(__file__).parent / "static"

_DESCRIPTION = """\
Answers questions about the results of LAPE (Finland's programme to address child and family services) with
sentences quoted **word for word** from its sources, or says that the sources do not answer.

Offsets count Unicode code points of a document's text: `text[start:end] == quote`.
Every error is an RFC 9457 problem (`application/problem+json`). A request body has at most 64 KiB.
"""

_TAGS = [
    {"name": "questions", "description": "Answers and search."},
    {"name": "documents", "description": "The sources that answers are quoted from."},
    {"name": "health", "description": "For whoever keeps the service running."},
]


def create_app(watcher: IndexWatcher) -> FastAPI:
    """Return the service over an index: the JSON API, the demo page and the reader pages.

    While it runs, it follows the index: a request begun before a new generation ends with the old one.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with watcher.following():
            yield

    app = FastAPI(
        title="LAPE-QA",
        version="1.0.0",
        summary="Questions in Finnish, Swedish or English, answered with verbatim quotes.",
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        # Both pages load scripts from a content delivery network: nothing here leaves the house.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=[Middleware(SecurityHeaders), Middleware(BodyLimit)],
    )
    app.state.watcher = watcher
    app.state.workers = Workers()
    problems.install(app)
    for module in (ask, search, documents, health, pages):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app

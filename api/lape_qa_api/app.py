"""The application, put together from its parts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from lape_qa_api import openapi
from lape_qa_api.components import Components
from lape_qa_api.config import Config
from lape_qa_api.editing.uploads import is_upload
from lape_qa_api.http import problems
from lape_qa_api.http.middleware import BodyLimit, CrossOrigin, SecurityHeaders, SubPath, Turns
from lape_qa_api.http.processes import heed_endings, is_told_to_end
from lape_qa_api.mcp import Mcp
from lape_qa_api.readiness import Serving
from lape_qa_api.routers import (
    ask,
    chat,
    documents,
    editing,
    editing_pages,
    feedback,
    health,
    metrics,
    pages,
    reader,
    search,
    stream,
    unanswered,
    verify,
    widget,
)
from lape_qa_api.security.access import Access, TrustedProxy
from lape_qa_api.security.rights import MCP
from lape_qa_api.telemetry.observe import Observe
from lape_qa_api.telemetry.request_id import RequestId
from lape_qa_api.telemetry.tracer import Tracer

STATIC = Path(__file__).parent / "pages" / "static"
_GLANCE = 0.1
"""Seconds between two looks at whether all is loaded, or need not be."""
_ROUTERS = (
    ask,
    stream,
    search,
    documents,
    editing,
    verify,
    chat,
    feedback,
    unanswered,
    widget,
    health,
    metrics,
    pages,
    reader,
    editing_pages,
)


def create_app(serving: Serving, config: Config | None = None, tracer: Tracer | None = None) -> FastAPI:
    """Return the service: the JSON API, the demo page, the reader pages and the tools at /mcp.

    What answers is loaded when the application starts, and follows the index: a request begun before a new generation
    ends with the old one. StorageError when the state folder cannot be used.
    """
    config = config or Config()
    components = Components.of(serving, config, tracer)
    mcp = Mcp(components.questions)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        with components.bookkeeper.running(), serving.running():
            if config.loaded_first:
                while not (serving.wait(0) or is_told_to_end()):
                    await anyio.sleep(_GLANCE)
                heed_endings()
            async with mcp.sessions.run():
                yield
        components.close()
        if tracer:
            tracer.close()

    app = FastAPI(
        **openapi.ABOUT,
        # Both pages load scripts from a content delivery network: nothing here leaves the house. The description has
        # a route of our own, which does not write it out for each request.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        # A request passes them in this order, and its response in the opposite one.
        middleware=[
            Middleware(TrustedProxy, config.trusted_proxies),
            # From here on the path is the service's own.
            Middleware(SubPath, config.root_path),
            Middleware(RequestId),
            Middleware(Observe, components.metrics, tracer),
            # What comes through a trusted proxy has the address of who is behind it by now, and waiting is observed.
            Middleware(Turns),
            Middleware(SecurityHeaders, config.origins),
            Middleware(CrossOrigin, config.origins, config.origin_headers),
            Middleware(Access, config, components.keys, components.signer),
            Middleware(BodyLimit, config.timeout, is_upload),
        ],
    )
    app.state.components = components
    app.state.mcp = mcp
    problems.install(app, config.origins)
    app.exception_handler(editing_pages.EditingIsOff)(editing_pages.off)
    for module in _ROUTERS:
        app.include_router(module.router)
    # Nothing is sent unasked, so there is no stream to open with GET.
    for path in (MCP, f"{MCP}/"):
        app.router.routes.append(Route(path, mcp.endpoint, methods=["POST"]))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app

"""The application, put together from its parts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from lape_qa_api import openapi
from lape_qa_api.config import Config
from lape_qa_api.http import problems
from lape_qa_api.http.middleware import BodyLimit, CrossOrigin, SecurityHeaders
from lape_qa_api.http.workers import Workers
from lape_qa_api.mcp import Mcp
from lape_qa_api.questions import Desk
from lape_qa_api.readiness import Serving
from lape_qa_api.routers import (
    ask,
    chat,
    documents,
    feedback,
    health,
    metrics,
    pages,
    search,
    stream,
    unanswered,
    verify,
    widget,
)
from lape_qa_api.security.access import Access, TrustedProxy
from lape_qa_api.security.keys import Keys
from lape_qa_api.security.signing import Signer
from lape_qa_api.state.database import Database
from lape_qa_api.state.feedback import Feedback
from lape_qa_api.state.topics import Topics
from lape_qa_api.telemetry.metrics import Metrics
from lape_qa_api.telemetry.observe import Observe
from lape_qa_api.telemetry.tracer import Tracer

STATIC = Path(__file__).parent / "pages" / "static"

_PURGE_SECONDS = 3600


def create_app(serving: Serving, config: Config | None = None, tracer: Tracer | None = None) -> FastAPI:
    """Return the service: the JSON API, the demo page, the reader pages and the tools at /mcp.

    What answers is loaded when the application starts, and follows the index: a request begun before a new generation
    ends with the old one. StorageError when the state folder cannot be used.
    """
    config = config or Config()
    database = Database(config.state)
    signer, keys, kept = Signer(database.secret), Keys(database), Feedback(database)
    topics = Topics(database, signer, config.topic_minimum)
    workers = Workers(config.threads, config.queue, config.timeout)
    numbers = Metrics(serving, workers)
    desk = Desk(
        serving,
        workers,
        numbers,
        signer,
        tracer,
        topics if config.unanswered_topics else None,
        kept if config.keep_questions else None,
    )
    mcp = Mcp(desk)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        with serving.running():
            async with mcp.sessions.run():
                await _purge(config.retention_days, kept, topics)
                purging = asyncio.create_task(_purge_hourly(config.retention_days, kept, topics))
                yield
                purging.cancel()
        workers.close()
        if tracer:
            tracer.close()

    app = FastAPI(
        **openapi.ABOUT,
        # Both pages load scripts from a content delivery network: nothing here leaves the house.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=[
            Middleware(TrustedProxy, config.trusted_proxies),
            Middleware(Observe, numbers, tracer),
            Middleware(SecurityHeaders, config.origins),
            Middleware(CrossOrigin, config.origins),
            Middleware(Access, config, keys, signer),
            Middleware(BodyLimit, config.timeout),
        ],
    )
    app.state.config = config
    app.state.database = database
    app.state.serving = serving
    app.state.workers = workers
    app.state.desk = desk
    app.state.metrics = numbers
    app.state.signer = signer
    app.state.feedback = kept
    app.state.topics = topics
    problems.install(app)
    for module in (
        ask, stream, search, documents, verify, chat, feedback, unanswered, widget, health, metrics, pages
    ):  # fmt: skip
        app.include_router(module.router)
    app.router.routes.append(Route("/mcp", mcp.endpoint))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


async def _purge(days: int, kept: Feedback, topics: Topics) -> None:
    """Delete what is older than the retention."""
    day = datetime.now(UTC).date() - timedelta(days=days)
    await to_thread.run_sync(kept.delete_before, day)
    await to_thread.run_sync(topics.delete_before, day)


async def _purge_hourly(days: int, kept: Feedback, topics: Topics) -> None:
    while True:
        await asyncio.sleep(_PURGE_SECONDS)
        await _purge(days, kept, topics)

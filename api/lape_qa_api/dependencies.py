"""What routes need: the assistant, old versions, threads for CPU work, and a JSON body."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, HTTPException, Request

from lape_qa.assistant import Assistant
from lape_qa.serving import IndexWatcher
from lape_qa.versions import Versions

T = TypeVar("T")

_THREADS = 2
"""More would not be faster: a question is CPU work, and the model uses several cores by itself."""


class Workers:
    """The threads that CPU work runs in, so that the event loop stays free; further work waits its turn."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(_THREADS)

    async def run(self, work: Callable[[], T]) -> T:
        """Return the result of work done in a thread."""
        return await to_thread.run_sync(work, limiter=self._limiter)


async def _assistant(request: Request) -> Assistant:
    """Taken once for a request, which so gets everything from one generation."""
    watcher: IndexWatcher = request.app.state.watcher
    return watcher.assistant


async def _versions(request: Request) -> Versions:
    watcher: IndexWatcher = request.app.state.watcher
    return watcher.versions


async def _workers(request: Request) -> Workers:
    workers: Workers = request.app.state.workers
    return workers


async def require_json(request: Request) -> None:
    """Refuse a body that is not declared as JSON, with status 415."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415, "the body must be JSON: send the header Content-Type: application/json")


VersionsDep = Annotated[Versions, Depends(_versions)]
AssistantDep = Annotated[Assistant, Depends(_assistant)]
WorkersDep = Annotated[Workers, Depends(_workers)]

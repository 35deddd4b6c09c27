"""What routes need: the desk, the assistant, old versions, a JSON body, and a client that is still there."""

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

from fastapi import Depends, HTTPException, Request, Security
from fastapi.security import HTTPBearer

from lape_qa.assistant import Assistant
from lape_qa.index.versions import Versions
from lape_qa_api.config import Config
from lape_qa_api.questions import Desk
from lape_qa_api.readiness import Serving
from lape_qa_api.security.signing import Signer
from lape_qa_api.state.feedback import Feedback
from lape_qa_api.state.topics import Topics
from lape_qa_api.telemetry.metrics import Metrics

T = TypeVar("T")

CLIENT_GONE = 499


async def require_json(request: Request) -> None:
    """Refuse a body that is not declared as JSON, with status 415."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415, "the body must be JSON: send the header Content-Type: application/json")


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Return the result of work, which is cancelled as soon as the client has gone."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise HTTPException(CLIENT_GONE, "the client has gone")
    finally:
        task.cancel()
        gone.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _config(request: Request) -> Config:
    config: Config = request.app.state.config
    return config


async def _serving(request: Request) -> Serving:
    serving: Serving = request.app.state.serving
    return serving


async def _assistant(request: Request) -> Assistant:
    # Once for each request, which so gets everything from one generation.
    serving: Serving = request.app.state.serving
    return serving.assistant


async def _versions(request: Request) -> Versions:
    serving: Serving = request.app.state.serving
    return serving.versions


async def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


async def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


async def _signer(request: Request) -> Signer:
    signer: Signer = request.app.state.signer
    return signer


async def _feedback(request: Request) -> Feedback:
    feedback: Feedback = request.app.state.feedback
    return feedback


async def _topics(request: Request) -> Topics:
    topics: Topics = request.app.state.topics
    return topics


ConfigDep = Annotated[Config, Depends(_config)]
ServingDep = Annotated[Serving, Depends(_serving)]
VersionsDep = Annotated[Versions, Depends(_versions)]
AssistantDep = Annotated[Assistant, Depends(_assistant)]
DeskDep = Annotated[Desk, Depends(_desk)]
MetricsDep = Annotated[Metrics, Depends(_metrics)]
SignerDep = Annotated[Signer, Depends(_signer)]
FeedbackDep = Annotated[Feedback, Depends(_feedback)]
TopicsDep = Annotated[Topics, Depends(_topics)]

KEY = Security(HTTPBearer(auto_error=False, description="An API key, or a token from `/v1/widget/token`."))
"""Only describes it: `security.access` has checked before."""

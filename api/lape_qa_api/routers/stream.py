"""POST /v1/ask/stream: the same as /v1/ask, as events."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Depends, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from lape_qa.contract import Json
from lape_qa.errors import LapeQAError
from lape_qa_api.dependencies import KEY, ComponentsDep, MembershipDep, require_json
from lape_qa_api.http import problems
from lape_qa_api.http.workers import longest_wait
from lape_qa_api.questions import QuestionAsked, Questions
from lape_qa_api.routers.ask import QuestionBody, asked

router = APIRouter(tags=["questions"], dependencies=[KEY])

HEARTBEAT_SECONDS = 10
_LAST_SECONDS = 1
"""For what is said when the time of an answer is over, while the service stops."""
_EVENTS = ("sources", "sentence", "verdict", "error")
_EXAMPLE = """\
event: sources
data: {"citations": [{"number": 1, "document": {"id": "kanta-hame-loppuseminaari-2018"}}]}

event: sentence
data: {"text": "Kanta-Hämeen LAPE-hanke piti loppuseminaarinsa Hämeenlinnassa.", "citation": 1}

event: verdict
data: {"outcome": "answered", "sentences": [], "citations": []}

"""


def streamed(events: AsyncIterator[ServerSentEvent], timeout: float) -> EventSourceResponse:
    """Return events as a response, with comments while none come.

    When the service stops, it may still end: `timeout` is how many seconds an answer may take.
    """
    grace = longest_wait(timeout) + _LAST_SECONDS
    return EventSourceResponse(events, ping=HEARTBEAT_SECONDS, shutdown_grace_period=grace)


def event_schema(*names: str) -> dict[str, Any]:
    """Return the OpenAPI schema of each event of a stream; its data is JSON in a string."""
    event = {"event": {"type": "string", "enum": list(names)}} if names else {}
    return {"type": "object", "properties": {**event, "data": {"type": "string"}}, "required": [*event, "data"]}


@router.post(
    "/v1/ask/stream",
    summary="Answer a question as events",
    response_class=EventSourceResponse,
    response_description="Server-sent events.",
    responses={
        200: {"content": {"text/event-stream": {"schema": event_schema(*_EVENTS), "example": _EXAMPLE}}},
        **problems.documented("/v1/ask/stream", 400, 401, 403, 408, 413, 415, 422, 429, 503),
    },
    dependencies=[Depends(require_json)],
)
async def stream(
    body: QuestionBody, request: Request, components: ComponentsDep, membership: MembershipDep
) -> EventSourceResponse:
    """Answer as `/v1/ask` does, in events.

    `sources` (`{"citations"}`), a `sentence` for each sentence (`{"text", "citation"}`, with `written_by` where a
    language model worded it), and `verdict` (the whole answer). An `error` (a problem, as elsewhere) takes their place.

    Where a language model words the answer, each sentence comes as soon as it has passed the check of its quote, and
    `sources` once more, with all so far, before a sentence that cites another one. What was sent stays: the verdict
    begins with it, unless an `error` takes its place. Comments come while the question waits. A client that goes away
    ends the work.
    """
    return streamed(_events(request, components.questions, asked(body, membership)), components.config.timeout)


async def _events(request: Request, questions: Questions, question: QuestionAsked) -> AsyncIterator[ServerSentEvent]:
    sources, told = None, 0
    answer: Json = {}
    try:
        async with aclosing(questions.tell(question)) as answers:
            async for given in answers:
                answer = given.json()
                if answer["citations"] != sources:
                    sources = answer["citations"]
                    yield _event("sources", {"citations": sources})
                for sentence in answer["sentences"][told:]:
                    yield _event("sentence", sentence)
                told = len(answer["sentences"])
    except LapeQAError as error:
        yield ServerSentEvent(bytes(problems.expected(request, error).body).decode(), event="error")
        return
    yield _event("verdict", answer)


def _event(name: str, value: object) -> ServerSentEvent:
    return ServerSentEvent(json.dumps(value, ensure_ascii=False), event=name)

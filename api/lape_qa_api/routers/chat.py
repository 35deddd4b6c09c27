"""/v1/chat/completions and /v1/models: the service as OpenAI's clients see it."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path, Request
from sse_starlette import ServerSentEvent
from starlette.responses import Response

from lape_qa.assistant import Assistant
from lape_qa.errors import LapeQAError
from lape_qa.question.analysis import MAX_QUESTION_CHARS
from lape_qa_api.dependencies import KEY, AssistantDep, ComponentsDep, MembershipDep, require_json, unless_gone
from lape_qa_api.http import problems
from lape_qa_api.openai.chat_schemas import (
    MODEL,
    Annotation,
    ChatReply,
    ChatRequest,
    Choice,
    Completion,
    Model,
    ModelList,
    UrlCitation,
)
from lape_qa_api.openai.chat_text import ChatText, Marked, chat_text
from lape_qa_api.questions import AnswerGiven, QuestionAsked, Questions
from lape_qa_api.root import base_url
from lape_qa_api.routers.stream import event_schema, streamed

router = APIRouter(tags=["OpenAI"], dependencies=[KEY])

_NO_MODEL = f"there is no model {{!r}}; there is {MODEL!r}"
_EXAMPLE = """\
data: {"id": "chatcmpl-…", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "…"}}]}

data: [DONE]

"""


@router.get(
    "/v1/models",
    summary="List the models",
    response_description="The one model there is.",
    responses=problems.documented("/v1/models", 401, 403, 429, 503),
)
async def models(assistant: AssistantDep) -> ModelList:
    """Return the service as the one model that OpenAI's clients can choose."""
    return ModelList(data=[_model(assistant)])


@router.get(
    "/v1/models/{identifier:path}",
    summary="Get a model",
    response_description="The one model there is.",
    responses=problems.documented("/v1/models/gpt-5", 401, 403, 404, 422, 429, 503, missing=_NO_MODEL.format("gpt-5")),
)
async def model(
    identifier: Annotated[str, Path(max_length=200, description="The model's id.", examples=["lape-qa"])],
    assistant: AssistantDep,
) -> Model:
    """Return the one model, which has been there since its index was made."""
    _require_model(identifier)
    return _model(assistant)


@router.post(
    "/v1/chat/completions",
    summary="Answer as a chat model",
    response_model=Completion,
    response_description="The answer, or its chunks as server-sent events when `stream` is true.",
    responses={
        200: {"content": {"text/event-stream": {"schema": event_schema(), "example": _EXAMPLE}}},
        **problems.documented(
            "/v1/chat/completions",
            400,
            401,
            403,
            404,
            408,
            413,
            415,
            422,
            429,
            503,
            missing=_NO_MODEL.format("gpt-5"),
        ),
    },
    dependencies=[Depends(require_json)],
)
async def chat(
    body: ChatRequest, request: Request, components: ComponentsDep, membership: MembershipDep
) -> Completion | Response:
    """Answer the last user message; earlier user messages are its history. Not read: all other messages, and
    earlier ones longer than a question may be.

    Sentences stand word for word in the sources; where a source is a digest of another text, its title says so and its
    footnote has the address of the original. Where the service has a language model, one may be in its words: it
    says so, and its footnote has the source's. Each sentence is followed by the number of its footnote and marked by
    an annotation. Sampling parameters have no effect.
    """
    _require_model(body.model)
    earlier = [message.text() for message in body.messages if message.role == "user"]
    if not earlier:
        raise HTTPException(422, "no message has the role 'user': the last of those is the question")
    history = tuple(text for text in earlier[:-1] if text.strip() and len(text) <= MAX_QUESTION_CHARS)
    asked = QuestionAsked(earlier[-1], history, membership=membership)
    address = base_url(request)
    if body.stream:
        return streamed(_chunks(request, components.questions, asked, address), components.config.timeout)
    given = await unless_gone(request, components.questions.ask(asked))
    said = chat_text(given.reply, address)
    message = ChatReply(content=said.text, annotations=[_annotation(sentence) for sentence in said.sentences])
    return Completion(id=_id(given), created=_now(), choices=[Choice(message=message)])


def _require_model(name: str) -> None:
    if name != MODEL:
        raise HTTPException(404, _NO_MODEL.format(name))


def _model(assistant: Assistant) -> Model:
    created = datetime.fromisoformat(assistant.generation.manifest.created)
    return Model(id=MODEL, created=int(created.timestamp()))


async def _chunks(
    request: Request, questions: Questions, asked: QuestionAsked, address: str
) -> AsyncIterator[ServerSentEvent]:
    try:
        given = await questions.ask(asked)
    except LapeQAError as error:
        # The client raises what stands under `error` in it.
        yield ServerSentEvent(bytes(problems.expected(request, error).body).decode())
        return
    head = {"id": _id(given), "object": "chat.completion.chunk", "created": _now(), "model": MODEL}
    for delta, reason in _deltas(chat_text(given.reply, address)):
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        yield ServerSentEvent(json.dumps({**head, "choices": [choice]}, ensure_ascii=False))
    yield ServerSentEvent("[DONE]")


def _deltas(said: ChatText) -> list[tuple[dict[str, Any], str | None]]:
    annotations = [_annotation(sentence).model_dump() for sentence in said.sentences]
    return [
        ({"role": "assistant", "content": ""}, None),
        *(({"content": piece}, None) for piece in said.pieces),
        ({"annotations": annotations}, "stop"),
    ]


def _annotation(sentence: Marked) -> Annotation:
    where = UrlCitation(start_index=sentence.start, end_index=sentence.end, title=sentence.title, url=sentence.url)
    return Annotation(url_citation=where)


def _id(given: AnswerGiven) -> str:
    return f"chatcmpl-{given.answer_id}"


def _now() -> int:
    return int(datetime.now().timestamp())

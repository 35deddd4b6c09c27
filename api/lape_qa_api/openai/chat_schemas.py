"""The part of OpenAI's chat API that the service speaks; what it has no use for is not read."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from lape_qa.contract import WHOLE, Name

MODEL = "lape-qa"
Said = Annotated[str, Field(max_length=20_000), WHOLE]
"""What a message says; earlier answers are longer than questions."""

_CONTENT = (
    "Kanta-Hämeen LAPE-hanke piti loppuseminaarinsa Hämeenlinnassa. [1]\n\n"
    "Lähteet  \n[1] LAPE:n loppuseminaarin jälkilöylyt · Oma Häme · 2018 · Kanta-Häme · http://127.0.0.1:8000/lue/loppuseminaari"
)
_ANNOTATION: dict[str, Any] = {
    "type": "url_citation",
    "url_citation": {
        "start_index": 0,
        "end_index": 62,
        "title": "LAPE:n loppuseminaarin jälkilöylyt",
        "url": "http://127.0.0.1:8000/lue/loppuseminaari",
    },
}
_REPLY = {"role": "assistant", "content": _CONTENT, "refusal": None, "annotations": [_ANNOTATION]}
_CHOICE = {"index": 0, "message": _REPLY, "logprobs": None, "finish_reason": "stop"}
_MODEL = {"id": MODEL, "object": "model", "created": 1795320000, "owned_by": "lape-qa"}


def _example(value: dict[str, Any]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [value]})


class ContentPart(BaseModel):
    """A part of a message; only text is read."""

    model_config = _example({"type": "text", "text": "Mikä on LAPE-akatemia?"})

    type: Annotated[str, Field(max_length=50), WHOLE]
    text: Said | None = None


class Message(BaseModel):
    """A message of the conversation."""

    model_config = _example({"role": "user", "content": "Mikä on LAPE-akatemia?"})

    role: Annotated[str, Field(max_length=50), WHOLE]
    content: Said | Annotated[list[ContentPart], Field(max_length=100)] | None = None

    def text(self) -> str:
        """Return its text."""
        if isinstance(self.content, list):
            return "\n".join(part.text or "" for part in self.content if part.type == "text")
        return self.content or ""


class ChatRequest(BaseModel):
    """A conversation whose last user message is the question; earlier ones are its history."""

    model_config = _example(
        {"model": MODEL, "messages": [{"role": "user", "content": "Mikä on LAPE-akatemia?"}], "stream": False}
    )

    model: Name
    messages: Annotated[list[Message], Field(min_length=1, max_length=200)]
    stream: StrictBool | None = None
    n: Annotated[Literal[1] | None, Field(description="There is one answer.")] = None


class UrlCitation(BaseModel):
    """Which source carries a sentence of the text."""

    model_config = _example(_ANNOTATION["url_citation"])

    start_index: Annotated[int, Field(ge=0, description="First code point of the sentence in the text.")]
    end_index: Annotated[int, Field(ge=0, description="Code point after its last.")]
    title: str
    url: Annotated[str, Field(description="The page that shows the quote where it stands.")]


class Annotation(BaseModel):
    """A citation as OpenAI's clients know it."""

    model_config = _example(_ANNOTATION)

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class ChatReply(BaseModel):
    """The assistant's message."""

    model_config = _example(_REPLY)

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: Annotated[None, Field(description="Where the sources do not answer, the text says so.")] = None
    annotations: list[Annotation]


class Choice(BaseModel):
    """The one answer there is."""

    model_config = _example(_CHOICE)

    index: Literal[0] = 0
    message: ChatReply
    logprobs: Annotated[None, Field(description="No model has weighed the words.")] = None
    finish_reason: Literal["stop"] = "stop"


class Completion(BaseModel):
    """A whole answer; `id` is `chatcmpl-` and the `answer_id` that feedback takes."""

    model_config = _example(
        {
            "id": "chatcmpl-AAAAAGtXZeQPIxn0v2C9eTnJv0mQ2v0h4yNn3gWq5Zt8rL1k",
            "object": "chat.completion",
            "created": 1795320000,
            "model": MODEL,
            "choices": [_CHOICE],
        }
    )

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[Choice]


class Model(BaseModel):
    """The service as a model."""

    model_config = _example(_MODEL)

    id: str
    object: Literal["model"] = "model"
    created: Annotated[int, Field(description="When the index in use was made, in seconds since 1970.")]
    owned_by: str = "lape-qa"


class ModelList(BaseModel):
    """All models there are: one."""

    model_config = _example({"object": "list", "data": [_MODEL]})

    object: Literal["list"] = "list"
    data: list[Model]

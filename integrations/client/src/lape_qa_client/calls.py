"""What each call of the API sends and what it reads: the same for the client that waits and the one that does not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from lape_qa_client.errors import UnexpectedReplyError, UsageError
from lape_qa_client.models import (
    Document,
    DocumentDetail,
    DocumentList,
    Filters,
    Model,
    Question,
    Readiness,
    Reply,
    SearchResult,
    Verification,
)

T = TypeVar("T")
EVERYTHING = Filters()
"""Filters that let every document through."""


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One request, and how its reply is read."""

    method: str
    path: str
    read: Callable[[bytes], T]
    """Makes of a body what the call returns; UnexpectedReplyError when it holds something else."""
    params: Mapping[str, str | int] | None = None
    body: Mapping[str, Any] | None = None


def reading(model: type[T]) -> Callable[[bytes], T]:
    """Return what reads the JSON of a model."""
    adapter = TypeAdapter(model)

    def read(content: bytes) -> T:
        try:
            return adapter.validate_json(content)
        except ValidationError as error:
            fault = error.errors()[0]
            where = ".".join(map(str, fault["loc"])) or "the body"
            said = f"the reply is not what this version of lape-qa-client knows: {where}: {fault['msg']}"
            raise UnexpectedReplyError(f"{said}; is the address that of LAPE-QA, and the client as new?") from error

    return read


def _nothing(_: bytes) -> None:
    return None


_read_documents = reading(DocumentList)


def _documents(content: bytes) -> tuple[Document, ...]:
    return _read_documents(content).documents


M = TypeVar("M", bound=Model)


def made(model: type[M], **values: object) -> M:
    """Return a model of some values; UsageError for one of another type."""
    try:
        return model(**values)
    except ValidationError as error:
        fault = error.errors()[0]
        raise UsageError(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}, not {fault['input']!r}") from error


def _question(question: str, history: Sequence[str], not_carried: Sequence[str], filters: Filters) -> dict[str, Any]:
    asked = made(Question, question=question, history=history, not_carried=not_carried, filters=filters)
    return asked.model_dump(mode="json", exclude_defaults=True)


def ask(
    question: str, history: Sequence[str] = (), not_carried: Sequence[str] = (), filters: Filters = EVERYTHING
) -> Call[Reply]:
    """POST /v1/ask."""
    return Call("POST", "/v1/ask", reading(Reply), body=_question(question, history, not_carried, filters))


def stream(
    question: str, history: Sequence[str] = (), not_carried: Sequence[str] = (), filters: Filters = EVERYTHING
) -> Call[None]:
    """POST /v1/ask/stream; its events are read by `events`."""
    return Call("POST", "/v1/ask/stream", _nothing, body=_question(question, history, not_carried, filters))


def search(query: str, k: int = 5, filters: Filters = EVERYTHING) -> Call[SearchResult]:
    """GET /v1/search."""
    params = {"q": query, "k": k, **filters.model_dump(exclude_defaults=True)}
    return Call("GET", "/v1/search", reading(SearchResult), params=params)


def documents() -> Call[tuple[Document, ...]]:
    """GET /v1/documents."""
    return Call("GET", "/v1/documents", _documents)


def document(identifier: str) -> Call[DocumentDetail]:
    """GET /v1/documents/{identifier}."""
    return Call("GET", f"/v1/documents/{quote(identifier, safe='')}", reading(DocumentDetail))


def verify(answer: Reply | Mapping[str, Any]) -> Call[Verification]:
    """POST /v1/verify."""
    body = answer.model_dump(mode="json", exclude_unset=True) if isinstance(answer, Reply) else answer
    return Call("POST", "/v1/verify", reading(Verification), body=body)


def feedback(answer_id: str, useful: bool, comment: str = "") -> Call[None]:
    """POST /v1/feedback."""
    return Call("POST", "/v1/feedback", _nothing, body={"answer_id": answer_id, "useful": useful, "comment": comment})


def ready() -> Call[Readiness]:
    """GET /readyz."""
    return Call("GET", "/readyz", reading(Readiness))

"""The clients: one that waits for each reply, and one for asyncio. Both make the calls of `lape_qa_client.calls`."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import httpx2

from lape_qa_client import calls
from lape_qa_client.calls import EVERYTHING, Call, T
from lape_qa_client.connection import Connection
from lape_qa_client.events import Event, Reader
from lape_qa_client.models import (
    Document,
    DocumentDetail,
    Filters,
    Readiness,
    Reply,
    SearchResult,
    Verification,
)

H = TypeVar("H", httpx2.Client, httpx2.AsyncClient)


class _Configured(Generic[H]):
    """What both are made with."""

    _made: type[H]
    """What speaks HTTP."""

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        timeout: float = 30.0,
        retries: int = 2,
        longest_wait: float = 10.0,
    ) -> None:
        self._connection = Connection.of(url, key, timeout, retries, longest_wait)
        self._http: H = self._made(**self._connection.options())

    @property
    def url(self) -> str:
        """What stands before the paths of the API."""
        return self._connection.url

    def address(self, path: str) -> str:
        """Return the whole address of a path such as a `reader_url`."""
        return self.url + path

    def __repr__(self) -> str:
        """Show where it asks, and no key."""
        return f"{type(self).__name__}({self.url!r})"


class Client(_Configured[httpx2.Client]):
    """Asks a LAPE-QA service, and waits for each reply; may be used by several threads.

    `url` and `key` are taken from LAPE_QA_URL and LAPE_QA_KEY where they are not given. `timeout`: seconds without a
    word from the service. A refusal that says when to come again (429, 503 with Retry-After) is followed `retries`
    times at most, each after at most `longest_wait` seconds. Every error is a `lape_qa_client.LapeQAError`.
    """

    _made = httpx2.Client

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        not_carried: Sequence[str] = (),
        filters: Filters = EVERYTHING,
    ) -> Reply:
        """Return the answer to a question, made of quotes, or an honest not-found."""
        return self._send(calls.ask(question, history, not_carried, filters))

    @contextmanager
    def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        not_carried: Sequence[str] = (),
        filters: Filters = EVERYTHING,
    ) -> Iterator[Iterator[Event]]:
        """Give the parts of an answer as they come: `Sources`, each `Sentence`, and the whole `Reply` last."""
        response = self._open(calls.stream(question, history, not_carried, filters), stream=True)
        try:
            yield self._events(response)
        finally:
            response.close()

    def search(self, query: str, k: int = 5, *, filters: Filters = EVERYTHING) -> SearchResult:
        """Return at most `k` passages that match best, best first; none of them claims to be an answer."""
        return self._send(calls.search(query, k, filters))

    def documents(self) -> tuple[Document, ...]:
        """Return what is known of every source."""
        return self._send(calls.documents())

    def document(self, identifier: str) -> DocumentDetail:
        """Return one source with the text that all offsets refer to."""
        return self._send(calls.document(identifier))

    def verify(self, answer: Reply | Mapping[str, Any]) -> Verification:
        """Tell whether the quotes of an answer, or of the JSON of one that was saved, still stand."""
        return self._send(calls.verify(answer))

    def feedback(self, answer_id: str, *, useful: bool, comment: str = "") -> None:
        """Say whether an answer was useful; the comment is kept as it is."""
        self._send(calls.feedback(answer_id, useful, comment))

    def ready(self) -> Readiness:
        """Return what questions are answered with; UnavailableError while none are."""
        return self._send(calls.ready())

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        """Begin a block that ends with `close`."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()

    def _send(self, call: Call[T]) -> T:
        return call.read(self._open(call).content)

    def _open(self, call: Call[Any], *, stream: bool = False) -> httpx2.Response:
        attempt = 0
        request = self._connection.request(call)
        while True:
            with self._connection.spoken_to():
                response = self._http.send(self._http.build_request(**request), stream=stream)
                if response.is_success:
                    return response
                response.read()
            time.sleep(self._connection.wait(response, attempt))
            attempt += 1

    def _events(self, response: httpx2.Response) -> Iterator[Event]:
        reader = Reader(str(response.url))
        with self._connection.spoken_to():
            for event in httpx2.EventSource(response):
                if read := reader.read(event):
                    yield read
        reader.end()


class AsyncClient(_Configured[httpx2.AsyncClient]):
    """Asks a LAPE-QA service without making its loop wait; otherwise as `Client`. It belongs to that event loop."""

    _made = httpx2.AsyncClient

    async def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        not_carried: Sequence[str] = (),
        filters: Filters = EVERYTHING,
    ) -> Reply:
        """Return the answer to a question, made of quotes, or an honest not-found."""
        return await self._send(calls.ask(question, history, not_carried, filters))

    @asynccontextmanager
    async def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        not_carried: Sequence[str] = (),
        filters: Filters = EVERYTHING,
    ) -> AsyncIterator[AsyncIterator[Event]]:
        """Give the parts of an answer as they come: `Sources`, each `Sentence`, and the whole `Reply` last."""
        response = await self._open(calls.stream(question, history, not_carried, filters), stream=True)
        try:
            yield self._events(response)
        finally:
            await response.aclose()

    async def search(self, query: str, k: int = 5, *, filters: Filters = EVERYTHING) -> SearchResult:
        """Return at most `k` passages that match best, best first; none of them claims to be an answer."""
        return await self._send(calls.search(query, k, filters))

    async def documents(self) -> tuple[Document, ...]:
        """Return what is known of every source."""
        return await self._send(calls.documents())

    async def document(self, identifier: str) -> DocumentDetail:
        """Return one source with the text that all offsets refer to."""
        return await self._send(calls.document(identifier))

    async def verify(self, answer: Reply | Mapping[str, Any]) -> Verification:
        """Tell whether the quotes of an answer, or of the JSON of one that was saved, still stand."""
        return await self._send(calls.verify(answer))

    async def feedback(self, answer_id: str, *, useful: bool, comment: str = "") -> None:
        """Say whether an answer was useful; the comment is kept as it is."""
        await self._send(calls.feedback(answer_id, useful, comment))

    async def ready(self) -> Readiness:
        """Return what questions are answered with; UnavailableError while none are."""
        return await self._send(calls.ready())

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        """Begin a block that ends with `close`."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self.close()

    async def _send(self, call: Call[T]) -> T:
        return call.read((await self._open(call)).content)

    async def _open(self, call: Call[Any], *, stream: bool = False) -> httpx2.Response:
        attempt = 0
        request = self._connection.request(call)
        while True:
            with self._connection.spoken_to():
                response = await self._http.send(self._http.build_request(**request), stream=stream)
                if response.is_success:
                    return response
                await response.aread()
            await asyncio.sleep(self._connection.wait(response, attempt))
            attempt += 1

    async def _events(self, response: httpx2.Response) -> AsyncIterator[Event]:
        reader = Reader(str(response.url))
        with self._connection.spoken_to():
            async for event in httpx2.EventSource(response):
                if read := reader.read(event):
                    yield read
        reader.end()

"""Where every question arrives, whichever door it came through: asked in a thread, counted, named."""

import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from anyio import to_thread

from lape_qa.answer.model import NoAnswer
from lape_qa.assistant import Assistant, Reply, wanted
from lape_qa.contract import Answer, Json, SearchResult
from lape_qa.documents.membership import STRANGER, Membership
from lape_qa.documents.model import Document, Filters
from lape_qa.errors import Busy, IndexUnavailable
from lape_qa_api.http.workers import CALLER, Workers
from lape_qa_api.readiness import Serving
from lape_qa_api.security.signing import Signer
from lape_qa_api.state import feedback
from lape_qa_api.state.bookkeeping import Bookkeeper
from lape_qa_api.state.topics import Topics
from lape_qa_api.telemetry.metrics import Metrics
from lape_qa_api.telemetry.tracer import Retrieval, Tracer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """A question with what it is to be understood by."""

    question: str
    history: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    membership: Membership = STRANGER
    """Of who asks; who does not say gets answers from open documents."""


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """A reply, the name that feedback knows it by, and the documents it was made from."""

    answer_id: str
    reply: Reply
    documents: Mapping[str, Document]

    def json(self) -> Json:
        """Return the answer JSON, with the answer's name."""
        return Answer.of(self.reply, self.documents).model_dump() | {"answer_id": self.answer_id}


class Questions:
    """Takes questions and searches, and gives back what the assistant of the moment says."""

    def __init__(
        self,
        serving: Serving,
        workers: Workers,
        metrics: Metrics,
        signer: Signer,
        tracer: Tracer | None,
        bookkeeper: Bookkeeper,
        topics: Topics | None,
        *,
        keep_questions: bool,
    ) -> None:
        self._serving = serving
        self._workers = workers
        self._metrics = metrics
        self._signer = signer
        self._tracer = tracer
        self._bookkeeper = bookkeeper
        self._topics = topics
        self._keep_questions = keep_questions

    async def assistant(self, membership: Membership) -> Assistant:
        """Return the assistant of the moment, as members of some groups see it; take it once for each request."""
        return (await self._serving.seen_by(membership)).assistant

    async def ask(self, asked: QuestionAsked) -> AnswerGiven:
        """Answer a question; QuestionError when it is none, Busy when there are too many."""
        async with aclosing(self.tell(asked)) as answers:
            *_, whole = [answer async for answer in answers]
        return whole

    async def tell(self, asked: QuestionAsked) -> AsyncGenerator[AnswerGiven]:
        """Yield the answer as far as it is known, each beginning with the one before it; the last is the whole.

        Raises as `ask`.
        """
        assistant, quoted = await self._of_now(
            asked.membership,
            lambda assistant: assistant.ask(
                asked.question, history=asked.history, exclude=asked.exclude, filters=asked.filters
            ),
        )
        answer_id = self._signer.answer_id()
        if self._topics and isinstance(quoted.outcome, NoAnswer):
            # Words are compared with those of the sources: that takes milliseconds. With those of open ones: who reads
            # the topics need not be in the groups of who asked.
            count = partial(self._topics.counted, quoted.query, self._serving.assistant.generation, CALLER.get())
            self._bookkeeper.keep(await to_thread.run_sync(count))
        if self._keep_questions:
            self._bookkeeper.keep([feedback.asked(answer_id, quoted.query.text)])
        reply = quoted
        try:
            # Waiting for a language model takes no thread from other questions, and ends with the caller.
            async with aclosing(assistant.wording(quoted)) as replies:
                async for reply in replies:
                    yield AnswerGiven(answer_id, reply, assistant.generation.documents)
        finally:
            # Also where the caller went away with what was shown so far.
            self._metrics.replied(reply)
            if self._tracer:
                self._tracer.question(reply.timing_ms, _retrieval(assistant, wanted(reply.query)))

    async def search(self, query: str, k: int, filters: Filters, membership: Membership = STRANGER) -> SearchResult:
        """Return the k best passages of those that members of some groups may see."""
        # With what it waits for a thread, as its caller does.
        started = time.perf_counter()
        assistant, (analysed, hits) = await self._of_now(
            membership, lambda assistant: assistant.search(query, k, filters=filters)
        )
        if self._tracer:
            self._tracer.search((time.perf_counter() - started) * 1000, _retrieval(assistant, k))
        return SearchResult.of(analysed, hits, assistant.generation.documents)

    async def _of_now(self, membership: Membership, work: Callable[[Assistant], T]) -> tuple[Assistant, T]:
        """Return what the assistant of the moment makes of some work, and which one that was.

        Where its generation was removed before all of it was read, that of the next, once.
        """
        assistant = await self.assistant(membership)
        try:
            return assistant, await self.work(partial(work, assistant))
        except IndexUnavailable:
            if not await self._serving.has_moved_on(assistant.generation.manifest.generation):
                raise
        assistant = await self.assistant(membership)
        return assistant, await self.work(partial(work, assistant))

    async def work(self, work: Callable[[], T]) -> T:
        """Run CPU work in a thread; Busy when there is too much of it."""
        try:
            return await self._workers.run(work)
        except Busy:
            self._metrics.refused.inc()
            raise


def _retrieval(assistant: Assistant, most: int) -> Retrieval:
    manifest = assistant.generation.manifest
    return Retrieval(manifest.generation, manifest.model, most)

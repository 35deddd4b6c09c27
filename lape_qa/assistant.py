"""The whole story: a question in, quoted sentences or an honest not-found out."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from lape_qa.answer import gate
from lape_qa.answer.extractive import ExtractiveAnswerer
from lape_qa.answer.llm_client import LlmServer
from lape_qa.answer.model import Answer, NoAnswer
from lape_qa.answer.rewording import reword
from lape_qa.documents.model import Filters
from lape_qa.encoding.protocol import Encoder
from lape_qa.index.generation import Generation
from lape_qa.index.model import Hit, Manifest
from lape_qa.question import analysis
from lape_qa.question.model import Query
from lape_qa.retrieval.candidates import Candidates
from lape_qa.retrieval.retriever import Retriever

T = TypeVar("T")

EVERYTHING = Filters()

HITS = 10
"""Passages that an answer is looked for in."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An outcome together with what it was made from."""

    query: Query
    hits: tuple[Hit, ...]
    """The passages that the answer was looked for in, best first."""
    outcome: Answer | NoAnswer
    manifest: Manifest
    timing_ms: Mapping[str, float]


class Assistant:
    """Answers questions from one index generation."""

    def __init__(self, generation: Generation, encoder: Encoder, llm: LlmServer | None = None) -> None:
        self.generation = generation
        self._encoder = encoder
        self._retriever = Retriever(generation)
        self._answerer = ExtractiveAnswerer(generation)
        self._llm = llm

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        not_carried: Sequence[str] = (),
        filters: Filters = EVERYTHING,
    ) -> Reply:
        """Answer a question with quotes that have passed the gate.

        `history` are the earlier questions, oldest first, that it may lean on, and `not_carried` what it must
        not take over from them. Raises QuestionError when it is no question, UsageError when no source has a
        filter's value.
        """
        clock = _Clock()
        within = self.generation.within(filters)
        speller = self.generation.speller
        asked = clock.run("analyse", lambda: analysis.analyse(question, self._encoder, speller, history, not_carried))
        candidates = clock.run("retrieve", lambda: self._retriever.search(asked, HITS, within))
        drafted = clock.run("answer", lambda: self._answer(candidates))
        outcome = clock.run("verify", lambda: gate.gate(drafted))
        return Reply(asked, candidates.hits(), outcome, self.generation.manifest, clock.timing_ms())

    def _answer(self, candidates: Candidates) -> Answer | NoAnswer:
        return self._answerer.choose(candidates, self._answerer.weigh(candidates))

    async def worded(self, reply: Reply) -> Reply:
        """Return a reply in the language model's words where they pass the gate; as it is where no model is set."""
        if self._llm is None:
            return reply
        started = time.perf_counter()
        outcome = await reword(self._llm, self.generation, reply.query, reply.outcome)
        spent = round((time.perf_counter() - started) * 1000, 2)
        timing = {**reply.timing_ms, "llm": spent, "total": round(reply.timing_ms["total"] + spent, 2)}
        return replace(reply, outcome=outcome, timing_ms=timing)

    def search(self, question: str, k: int, *, filters: Filters = EVERYTHING) -> tuple[Query, list[Hit]]:
        """Return the analysed question and its k best passages; errors as for `ask`."""
        within = self.generation.within(filters)
        asked = analysis.analyse(question, self._encoder, self.generation.speller)
        return asked, list(self._retriever.search(asked, k, within).hits())


class _Clock:
    """Times the steps of one question."""

    def __init__(self) -> None:
        self._times: dict[str, float] = {}

    def run(self, step: str, work: Callable[[], T]) -> T:
        started = time.perf_counter()
        result = work()
        self._times[step] = (time.perf_counter() - started) * 1000
        return result

    def timing_ms(self) -> Mapping[str, float]:
        """Return milliseconds by step, and their total."""
        rounded = {step: round(value, 2) for step, value in self._times.items()}
        return rounded | {"total": round(sum(self._times.values()), 2)}

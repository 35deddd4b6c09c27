"""The whole story: a question in, quoted sentences or an honest not-found out."""

import logging
import time
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from lape_qa import budget
from lape_qa.answer import gate, reading
from lape_qa.answer.composition import Composer
from lape_qa.answer.extractive import ExtractiveAnswerer
from lape_qa.answer.llm_client import LlmServer
from lape_qa.answer.model import Answer, Guidance, NoAnswer, Outcome
from lape_qa.answer.named_copies import with_copies
from lape_qa.answer.nearest import nearest
from lape_qa.answer.pool import BROAD, NATIONAL
from lape_qa.answer.programme import asks_of_programme, is_told_of_a_part
from lape_qa.answer.rewording import reword
from lape_qa.answer.weighing import Weighed
from lape_qa.documents.membership import Membership
from lape_qa.documents.model import Filters
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.index.model import Hit, Manifest
from lape_qa.index.ports import Scope, Source
from lape_qa.index.stores import open_store
from lape_qa.language import morphology
from lape_qa.language.detection import analysed_as
from lape_qa.question import analysis
from lape_qa.question.model import Query
from lape_qa.question.small_talk import SmallTalk, small_talk
from lape_qa.question.unclear import unclear
from lape_qa.reading.reader import SentenceReader, reading_of
from lape_qa.retrieval.candidates import Candidates
from lape_qa.retrieval.retriever import RetrievalConfig, Retriever
from lape_qa.settings import load_settings

EVERYTHING = Filters()
_RETRIEVAL = RetrievalConfig()

_log = logging.getLogger(__name__)

HITS = 10
"""Passages that an answer is looked for in."""
_PARTS = 32
"""Sets of groups whose part of the index is kept ready; making one takes less than a second (docs/security.md)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An outcome together with what it was made from."""

    query: Query
    hits: tuple[Hit, ...]
    """The passages that the answer was looked for in, best first."""
    outcome: Outcome
    manifest: Manifest
    timing_ms: Mapping[str, float]
    reader: str | None = None
    """The reader that read the best sentences; None where there is none."""


class Assistant:
    """Answers questions from one index generation, with a reader or from retrieval alone.

    It knows every document of the generation, also those for some groups alone: whoever answers others asks
    `seen_by` for the one that knows what they may see.

    assistant = Assistant.open("index")
    reply = assistant.ask("Missä on perhekeskus?")
    """

    def __init__(
        self,
        generation: Source,
        encoder: Encoder,
        llm: LlmServer | None = None,
        *,
        reader: SentenceReader | None = None,
        retrieval: RetrievalConfig = _RETRIEVAL,
    ) -> None:
        self.generation = generation
        self.reader = reader
        self._encoder = encoder
        self._parts: dict[frozenset[str], Assistant] = {}
        self._making = Lock()
        self._retrieval = retrieval
        self._retriever = Retriever(generation, retrieval)
        self._answerer = ExtractiveAnswerer(generation)
        self._composer = Composer(generation, self._answerer)
        self._llm = llm

    @classmethod
    def open(
        cls,
        index: Path | str,
        *,
        encoder: Encoder | None = None,
        llm: LlmServer | None = None,
        reader: SentenceReader | None = None,
    ) -> "Assistant":
        """Open the index in use, with the model and the reader of the settings (`LAPE_QA_…`).

        `index` is a folder, or the address of a database (`postgresql://…`).
        Where an encoder is given, it and the reader that is given, if any, take their place. A reader that cannot be
        used is logged, and answers come from retrieval alone.

        Raises IndexUnavailable when there is none or it is damaged, IndexMismatch when it was made with another model,
        ModelError when the model cannot be loaded.
        """
        settings = load_settings()
        store = open_store(index, settings.cache, settings.threads + 2)
        # That there is no index is said before the model is loaded, which takes seconds.
        store.current()
        if encoder is None:
            encoder = open_encoder(settings.model_choice(), settings.cache)
            found = reading_of(settings.model, settings.cache, wanted=settings.reader)
            reader = found.reader
            if found.absence and found.wanted:
                _log.warning("answering without the reader: %s", found.absence)
        return cls(store.open(store.current(), encoder), encoder, llm, reader=reader)

    def seen_by(self, membership: Membership) -> "Assistant":
        """Return the one that answers members of some groups, as if what is closed to them were not in the index.

        Where every document is open, and for whoever may see all, it is this one.
        """
        groups = membership.among(self.generation.groups)
        if groups is None or groups == self.generation.groups:
            return self
        part = self._parts.get(groups)
        if part is not None:
            return part
        with self._making:
            if groups not in self._parts:
                seen = self.generation.seen_by(membership)
                if seen is self.generation:
                    return self
                # That of strangers stays: it is the first that a service makes.
                for oldest in list(self._parts)[1 : max(1, len(self._parts) - _PARTS + 2)]:
                    del self._parts[oldest]
                self._parts[groups] = Assistant(
                    seen, self._encoder, self._llm, reader=self.reader, retrieval=self._retrieval
                )
            return self._parts[groups]

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        exclude: Sequence[str] = (),
        filters: Filters = EVERYTHING,
    ) -> Reply:
        """Answer a question with quotes that have passed the gate.

        `history` are the earlier questions, oldest first, that it may lean on, and `exclude` what it must not take over
        from them. Raises QuestionError when it is no question, UsageError when no source has a filter's value.
        """
        with self.generation.reading():
            return self._asked(question, history, exclude, filters)

    def _asked(self, question: str, history: Sequence[str], exclude: Sequence[str], filters: Filters) -> Reply:
        clock = _Clock()
        within = self.generation.within(filters)
        with clock.step("analyse"):
            query = analysis.analyse(question, self._encoder, self.generation.speller, history, exclude)
        before = history[-1] if history else ""
        known = self.generation.forward.vocabulary
        if talk := small_talk(query.text, before) or unclear(query, known, before):
            return self._said(query, talk, clock)
        reply = self._of_the_whole(self._answered(query, within, clock), filters, clock)
        if not history or query.carried or isinstance(reply.outcome, Answer) or not self._might_lean(query):
            return reply
        # What finds nothing alone may have meant what was asked before, if what is found then speaks of it too.
        with clock.step("analyse"):
            joined = analysis.analyse(question, self._encoder, self.generation.speller, history, exclude, readily=True)
        leaning = self._of_the_whole(self._answered(joined, within, clock), filters, clock) if joined.carried else reply
        return leaning if isinstance(leaning.outcome, Answer) and _speaks_of(leaning.outcome, query) else reply

    def _of_the_whole(self, reply: Reply, filters: Filters, clock: "_Clock") -> Reply:
        """Return a reply; where it measures a region's part, and the programme was asked about, what tells of that.

        Where no source is about the whole country, a part is what there is to tell.
        """
        outcome = reply.outcome
        if not (isinstance(outcome, Answer) and asks_of_programme(reply.query)):
            return reply
        of_a_part = is_told_of_a_part(outcome.citations) and not filters.region
        if not of_a_part or not self.generation.rows_of_region(NATIONAL):
            return reply
        return self._answered(reply.query, self.generation.within(replace(filters, region=NATIONAL)), clock)

    def _answered(self, query: Query, within: Scope, clock: "_Clock") -> Reply:
        with clock.step("retrieve"):
            candidates = self._retriever.search(query, wanted(query), within)
        with clock.step("weigh"):
            weighed = self._answerer.weigh(candidates)
        with clock.step("read"):
            candidates, weighed = self._read(candidates, weighed)
        with clock.step("answer"):
            drafted = self._composer.compose(candidates, weighed, within)
        hits = candidates.hits()[:HITS]
        # What is told of them is asked for when the reply is shown, which nothing should wait for then.
        self.generation.fetch({passage.document_id for hit in hits for passage in (hit.passage, *hit.copies)})
        with clock.step("verify"):
            outcome = with_copies(gate.gate(drafted, nearest(candidates)), candidates.hits(), self.generation.document)
        reader = self.reader.name if self.reader else None
        return Reply(query, hits, outcome, self.generation.manifest, clock.timing_ms(), reader)

    def _said(self, query: Query, talk: SmallTalk, clock: "_Clock") -> Reply:
        """Answer what is no question to the sources: with what the assistant says of itself, or where help is."""
        outcome = Guidance(talk.text, talk.questions) if talk.is_guidance else NoAnswer((), 0.0, text=talk.text)
        return Reply(query, (), outcome, self.generation.manifest, clock.timing_ms())

    def _might_lean(self, query: Query) -> bool:
        """Tell whether a question has no topic of its own: no name, and no word that the sources lack."""
        known = self.generation.forward.vocabulary
        return not any(query.named) and all(any(term in known for term in word) for word in query.words)

    def _read(self, candidates: Candidates, weighed: list[Weighed]) -> tuple[Candidates, list[Weighed]]:
        """Read the best sentences where there is a reader, and order the passages by what was read."""
        if self.reader is None:
            return candidates, weighed
        weighed = reading.read(self.reader, self.generation, weighed)
        return reading.reordered(candidates, weighed), weighed

    async def worded(self, reply: Reply) -> Reply:
        """Return a reply in the language model's words where they pass the gate; as it is where no model is set."""
        *_, whole = [worded async for worded in self.wording(reply)]
        return whole

    async def wording(self, reply: Reply) -> AsyncGenerator[Reply]:
        """Yield a reply as the language model words it, each time a sentence more has passed the gate.

        Each begins with the sentences and the citations of the one before it; the last is the whole. Where no model is
        set, that is the reply as it is.
        """
        if self._llm is None:
            yield reply
            return
        started = time.perf_counter()
        async with aclosing(reword(self._llm, self.generation, reply.query, reply.outcome)) as outcomes:
            async for outcome in outcomes:
                spent = round((time.perf_counter() - started) * 1000, 2)
                timing = {**reply.timing_ms, "llm": spent, "total": round(reply.timing_ms["total"] + spent, 2)}
                shown = with_copies(outcome, reply.hits, self.generation.document)
                yield replace(reply, outcome=shown, timing_ms=timing)

    def search(self, question: str, k: int, *, filters: Filters = EVERYTHING) -> tuple[Query, list[Hit]]:
        """Return the analysed question and its k best passages; errors as for `ask`."""
        with self.generation.reading():
            within = self.generation.within(filters)
            query = analysis.analyse(question, self._encoder, self.generation.speller)
            if self.reader is None:
                candidates = self._retriever.search(query, k, within)
            else:
                # What is read may rise from beyond the first k.
                candidates = self._retriever.search(query, max(k, HITS), within)
                candidates, _ = self._read(candidates, self._answerer.weigh(candidates))
            hits = list(candidates.hits()[:k])
            self.generation.fetch({hit.passage.document_id for hit in hits})
            return query, hits


def wanted(query: Query) -> int:
    """Return how many passages are retrieved to answer a question.

    What says what a side of a comparison is is looked for as widely as if it were asked about alone.
    """
    defined = any(part.shape.asks_what_it_is for part in query.parts)
    return HITS if query.shape.is_narrow and not defined else BROAD


def _speaks_of(answer: Answer, query: Query) -> bool:
    """Tell whether the quotes hold every word of a question."""
    quotes = ((citation.quote, analysed_as(citation.document.language)) for citation in answer.citations)
    held = {term for quote, language in quotes for term in morphology.terms(quote, language)}
    return all(held.intersection(word) for word in query.words)


class _Clock:
    """Times the steps of one question."""

    def __init__(self) -> None:
        self._times: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what is done within; a step done twice counts both times."""
        budget.check()
        started = time.perf_counter()
        yield
        self._times[name] = self._times.get(name, 0.0) + (time.perf_counter() - started) * 1000

    def timing_ms(self) -> Mapping[str, float]:
        """Return milliseconds by step, and their total."""
        rounded = {step: round(value, 2) for step, value in self._times.items()}
        return rounded | {"total": round(sum(self._times.values()), 2)}

"""Whether answers are given at this moment: starting while it is loaded, ready, degraded without a part, or failed."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from anyio import to_thread

from lape_qa.assistant import Assistant
from lape_qa.documents.membership import STRANGER, Membership
from lape_qa.errors import Busy, IndexUnavailable, LapeQAError, Starting
from lape_qa.index.ports import Originals
from lape_qa.index.versions import SeenVersions
from lape_qa.language.morphology import MORPHOLOGY
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api.http.workers import Workers
from lape_qa_api.state.bookkeeping import Bookkeeper
from lape_qa_api.telemetry.logs import log

State = Literal["starting", "ready", "degraded", "failed"]

_TRIAL = "Missä perhekeskus toimii?"
_TRIAL_SECONDS = 3.0
"""How long a question asked as a trial may take; while other work is finished, it may wait longer."""
_TRIAL_COUNTS = 2.0
"""Seconds for which the outcome of a trial counts: however often readiness is asked for, no more are made."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one caller is answered from, all of one generation: nothing in it tells of what is closed to them."""

    assistant: Assistant
    versions: SeenVersions
    """Every document version that was served and that they may see."""


class Serving:
    """Loads what answers in a thread of its own, so that the service listens meanwhile, and then follows the index.

    What cannot be loaded is tried again every `retry` seconds: a server may be started before its first index.
    """

    def __init__(self, load: Callable[[], IndexWatcher], retry: float = 10.0) -> None:
        self._load = load
        self._retry = retry
        self._watcher: IndexWatcher | None = None
        self._failed = False
        self._done = threading.Event()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Load, and follow the index until the end of the block; once only."""
        stop = threading.Event()
        # A daemon: stopping the service does not wait for a model or an index half made, which are safe to leave.
        thread = threading.Thread(target=self._run, args=(stop,), name="lape-qa-load", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            if self._done.is_set():
                thread.join()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until loading has ended, well or not, for some seconds if given; False when it has not."""
        return self._done.wait(seconds)

    async def seen_by(self, membership: Membership) -> Seen:
        """Return what answers members of some groups now; take it once for each request.

        Raises Starting while it is loaded, and IndexUnavailable when that failed.
        """
        loaded = self._loaded()
        whole = loaded.assistant
        # The first time that somebody of these groups asks it takes a moment.
        some_are_closed = bool(whole.generation.groups)
        part = await to_thread.run_sync(whole.seen_by, membership) if some_are_closed else whole
        return Seen(part, SeenVersions(loaded.versions, membership, whole.generation))

    async def has_moved_on(self, generation: str) -> bool:
        """Tell whether another generation than that of a name answers now, which is opened if need be."""
        return await to_thread.run_sync(self._loaded().has_moved_on, generation)

    @property
    def assistant(self) -> Assistant:
        """The assistant of open documents alone, for whatever is of no caller in particular; raises as `seen_by`."""
        return self.whole.seen_by(STRANGER)

    @property
    def whole(self) -> Assistant:
        """The one that knows closed documents too: for editors, who change them; raises as `seen_by` does."""
        return self._loaded().assistant

    @property
    def originals(self) -> Originals:
        """The files that documents were read from, of those whose pages can be shown; raises as `seen_by` does.

        Ask only for that of a document that the caller may see.
        """
        return self._loaded().originals

    @property
    def state(self) -> State:
        """How it stands."""
        if self._watcher is None:
            return "failed" if self._failed else "starting"
        return "degraded" if self.missing() else "ready"

    def missing(self) -> tuple[str, ...]:
        """Return what is missing while answers are given all the same, in words."""
        missing = []
        if MORPHOLOGY != "voikko":
            missing.append("Voikko is missing: Finnish words are cut to their stems, and fewer answers are found")
        if self._loaded().behind:
            missing.append("the newest index cannot be opened, so the one before answers: the log says why")
        if self._loaded().damaged:
            missing.append("files of the index are damaged, and what was read before answers: `lape-qa index` mends it")
        if self._loaded().reading.absence and self._loaded().reading.wanted:
            missing.append("the reader cannot be used, so answers come from retrieval alone: the log says why")
        return tuple(missing)

    def _loaded(self) -> IndexWatcher:
        if self._watcher is not None:
            return self._watcher
        if self._failed:
            # What a client is told of it is in `http.problems`: paths and settings are for the log.
            raise IndexUnavailable("the index or the model cannot be used")
        raise Starting("the model and the index are being loaded: ask again in a few seconds")

    def _run(self, stop: threading.Event) -> None:
        told = ""
        while self._watcher is None:
            told = self._try(told)
            if self._watcher is None and stop.wait(self._retry):
                return
        self._watcher.follow(stop)

    def _try(self, told: str) -> str:
        """Load; return why it cannot be, which is logged unless that was `told` before."""
        failed = True
        try:
            self._watcher = self._load()
            failed = False
            log.info("ready", generation=self._watcher.assistant.generation.manifest.generation)
        except LapeQAError as error:
            if str(error) != told:
                log.error("loading failed", reason=str(error))
            return str(error)
        finally:
            self._failed = failed
            self._done.set()
        return ""


class Standing:
    """How the service as a whole stands: what answers, the threads that it answers in, and what is written down."""

    def __init__(self, serving: Serving, workers: Workers, bookkeeper: Bookkeeper) -> None:
        self.serving = serving
        self.workers = workers
        self.bookkeeper = bookkeeper
        self._trial: Future[Any] | None = None
        self._tried = 0.0

    @property
    def state(self) -> State:
        """How it stands, as far as is known without asking anything of it."""
        state = self.serving.state
        return "degraded" if state == "ready" and self.missing() else state

    def missing(self) -> tuple[str, ...]:
        """Return what is missing while answers are given all the same, in words without a path."""
        missing = [*self.serving.missing()]
        if trouble := self.bookkeeper.trouble:
            missing.append(f"the state database cannot be used, so feedback and counts wait in memory: {trouble}")
        if overdue := self.workers.overdue:
            missing.append(f"threads that are held by questions whose time is over: {overdue}")
        return tuple(missing)

    async def require_answers(self) -> None:
        """Ask a question as a trial, one at a time and not too often; Busy when no thread answers."""
        assistant = self.serving.assistant
        trial = self._trial
        if trial is None or (trial.done() and time.monotonic() - self._tried >= _TRIAL_COUNTS):
            self._tried = time.monotonic()
            trial = self._trial = self.workers.beside(partial(assistant.search, _TRIAL, 1))
        while not trial.done() and time.monotonic() - self._tried < _TRIAL_SECONDS:
            await asyncio.sleep(0.01)
        if not trial.done() and not self.workers.moved_within(_TRIAL_SECONDS):
            raise Busy("no thread answers: each is held by an earlier question")
        if trial.done() and (error := trial.exception()):
            log.error("a question asked as a trial failed", error=type(error).__qualname__)
            raise IndexUnavailable("a question asked as a trial failed")

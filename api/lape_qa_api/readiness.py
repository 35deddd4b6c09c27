"""What answers at this moment: starting while it is loaded, ready, degraded without a part, or failed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from lape_qa.assistant import Assistant
from lape_qa.errors import IndexUnavailable, LapeQAError, Starting
from lape_qa.index.versions import Versions
from lape_qa.language.morphology import MORPHOLOGY
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api.telemetry.logs import log

State = Literal["starting", "ready", "degraded", "failed"]
_FAILED = "the index or the model cannot be used: the service's log says why, and it is tried again"
"""What a client is told: paths and settings are for the log."""


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

    def wait(self, seconds: float) -> bool:
        """Wait until loading has ended, well or not; False when it has not."""
        return self._done.wait(seconds)

    @property
    def assistant(self) -> Assistant:
        """The assistant that answers now; take it once for each request.

        Raises Starting while it is loaded, and IndexUnavailable when that failed.
        """
        return self._loaded().assistant

    @property
    def versions(self) -> Versions:
        """Every document version that was served; raises as `assistant` does."""
        return self._loaded().versions

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
        if self._loaded().reading.absence and self._loaded().reading.wanted:
            missing.append("the reader cannot be used, so answers come from retrieval alone: the log says why")
        return tuple(missing)

    def _loaded(self) -> IndexWatcher:
        if self._watcher is not None:
            return self._watcher
        if self._failed:
            raise IndexUnavailable(_FAILED)
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

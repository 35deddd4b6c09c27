"""The assistant of the generation in use, whichever that is now."""

import gc
import logging
from pathlib import Path
from threading import Event

from lape_qa.answer.llm_client import LlmServer
from lape_qa.assistant import Assistant
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import IndexMismatch, IndexUnavailable
from lape_qa.index import store
from lape_qa.index.model import Current
from lape_qa.index.originals import Originals
from lape_qa.index.ports import Source
from lape_qa.index.store import Layout, Signature
from lape_qa.index.versions import Versions
from lape_qa.reading.reader import Reading

_log = logging.getLogger(__name__)
_NO_READER = Reading(None, "none was given", wanted=False)
_SECONDS = 1.0
"""Between two looks at which generation is in use, and whether its files were changed: each reads one line."""
_FIRST_QUESTIONS = ("Mitä muutosohjelmasa tehtiin?", "Vad gjordes i programmet?", "What was done in the programme?")
"""One in each language, and one with a word to be mended: all that is loaded when it is first needed is then there."""


class IndexWatcher:
    """Holds an assistant and changes it for a new one when another generation is put into use.

    Whoever takes `assistant` once for a request gets all of the answer from one generation, which stays whole for as
    long as it is held, whatever happens to its files. A later generation that cannot be opened, and files of this one
    that are damaged, are logged, and the present one serves on. If the one in use is damaged to begin with, the newest
    sound one before it serves. Raises IndexUnavailable when there is none at all.
    """

    def __init__(
        self, root: Path, encoder: Encoder, llm: LlmServer | None = None, reading: Reading = _NO_READER
    ) -> None:
        self.reading = reading
        self._root = root
        self._encoder = encoder
        self._llm = llm
        self._behind = self._damaged = False
        self._seen = self._look_at()
        self._used, self._assistant = self._begin()

    @property
    def assistant(self) -> Assistant:
        """The assistant of the newest generation that could be opened."""
        return self._assistant

    @property
    def versions(self) -> Versions:
        """Every document version that was served."""
        return Layout(self._root).versions

    @property
    def originals(self) -> Originals:
        """The files that documents were read from, of those whose pages can be shown."""
        return Layout(self._root).originals

    @property
    def behind(self) -> bool:
        """Whether the generation now in use could not be opened, so that the one before serves on."""
        return self._behind

    @property
    def damaged(self) -> bool:
        """Whether files of the generation that serves are no longer what was read from them."""
        return self._damaged

    def look(self) -> bool:
        """Open the generation in use if it is another one; tell whether it was."""
        seen = self._look_at()
        if seen == self._seen:
            return False
        self._seen = seen
        try:
            used = store.current(self._root)
            if used == self._used:
                self._behind = False
                self._look_over(used)
                return False
            self._assistant = self._opened(used)
        except IndexUnavailable as error:
            self._behind = True
            _log.warning("the index now in use cannot be opened, so the one before serves on: %s", error)
            return False
        self._used = used
        self._behind = self._damaged = False
        _log.info("generation %s is in use", used.name)
        return True

    def _look_at(self) -> tuple[Current | None, Signature]:
        """Return what tells whether anything was changed since the last look; reads one line."""
        try:
            used = store.current(self._root)
        except IndexUnavailable:
            return None, ()
        return used, store.signature(self._root, used)

    def _look_over(self, used: Current) -> None:
        """Find out whether the files that this generation was read from are still the same."""
        damage = store.damage(self._root, used)
        if damage:
            _log.warning("what was read before the damage serves on: %s", damage)
        elif self._damaged:
            _log.info("the files of generation %s are whole again", used.name)
        self._damaged = damage is not None

    def _begin(self) -> tuple[Current, Assistant]:
        used = store.current(self._root)
        try:
            return used, self._opened(used)
        except IndexMismatch:
            raise
        except IndexUnavailable as error:
            before = store.open_before(self._root, used.name, self._encoder)
            if before is None:
                raise
            self._behind = True
            _log.warning("the index in use cannot be opened, so the one before serves: %s", error)
            return Current(before.manifest.generation, None), self._ready(before)

    def _opened(self, used: Current) -> Assistant:
        return self._ready(store.open_current(self._root, used, self._encoder))

    def _ready(self, generation: Source) -> Assistant:
        """Return an assistant that is warmed up, so that nobody's question waits for that."""
        assistant = Assistant(generation, self._encoder, self._llm, reader=self.reading.reader)
        for question in _FIRST_QUESTIONS:
            assistant.ask(question)
        # The collector would go through all of it again and again, and hold up every thread for a tenth of a second
        # each time. Nothing in a generation refers to it in a circle, so it still goes when nobody holds it any more.
        gc.freeze()
        return assistant

    def follow(self, stop: Event) -> None:
        """Look every second until told to stop."""
        while not stop.wait(_SECONDS):
            self.look()

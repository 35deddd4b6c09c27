"""The assistant of the generation in use, whichever that is now."""

import gc
import logging
from pathlib import Path
from threading import Event, Lock

from lape_qa.answer.llm_client import LlmServer
from lape_qa.assistant import Assistant
from lape_qa.documents.membership import STRANGER
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import Busy, IndexMismatch, IndexUnavailable
from lape_qa.index.model import Current
from lape_qa.index.ports import Generations, Originals, Source, Versions
from lape_qa.index.stores import FileStore
from lape_qa.reading.reader import Reading

_log = logging.getLogger(__name__)
_NO_READER = Reading(None, "none was given", wanted=False)
_SECONDS = 1.0
"""Between two looks at which generation is in use, and whether its files were changed: each reads its manifest."""
_UNSEEN = (None, None)
_FIRST_QUESTIONS = ("Mitä muutosohjelmasa tehtiin?", "Vad gjordes i programmet?", "What was done in the programme?")
"""One in each language, and one with a word to be mended: all that is loaded when it is first needed is then there."""


class IndexWatcher:
    """Holds an assistant and changes it for a new one when another generation is put into use.

    Whoever takes `assistant` once for a request gets all of the answer from one generation, or an IndexUnavailable
    where that was removed meanwhile and something of it had to be read: then `has_moved_on` tells whether to ask again.
    A later generation that cannot be opened, and files of this one that are damaged, are logged, and the present one
    serves on. If the one in use is damaged to begin with, the newest sound one before it serves. Raises
    IndexUnavailable when there is none at all.
    """

    def __init__(
        self,
        index: Path | Generations,
        encoder: Encoder,
        llm: LlmServer | None = None,
        reading: Reading = _NO_READER,
    ) -> None:
        self.reading = reading
        self._store = FileStore(index) if isinstance(index, Path) else index
        self._encoder = encoder
        self._llm = llm
        self._behind = self._damaged = False
        self._looking = Lock()
        self._seen: tuple[Current | None, object] = self._look_at()
        self._used, self._assistant = self._begin()

    @property
    def assistant(self) -> Assistant:
        """The assistant of the newest generation that could be opened, which knows closed documents too."""
        return self._assistant

    @property
    def versions(self) -> Versions:
        """Every document version that was served."""
        return self._store.versions

    @property
    def originals(self) -> Originals:
        """The files that documents were read from, of those whose pages can be shown."""
        return self._store.originals

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
        with self._looking:
            before = self._seen
            try:
                return self._looked()
            except Busy:
                # Questions have taken all connections to the database: the next look sees it.
                self._seen = before
                return False

    def has_moved_on(self, generation: str) -> bool:
        """Tell whoever could not read a generation whether another serves now, which is opened if it is in use.

        If none does, the next look finds out what is wrong with the files.
        """
        try:
            stays = self._used.name == generation == self._store.current().name
        except IndexUnavailable:
            return False
        if not stays:
            self.look()
        elif not self._damaged:
            self._seen = _UNSEEN
        return self._used.name != generation

    def _looked(self) -> bool:
        seen = self._look_at()
        if seen == self._seen:
            return False
        self._seen = seen
        try:
            used = self._store.current()
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

    def _look_at(self) -> tuple[Current | None, object]:
        """Return what tells whether anything was changed since the last look; reads little."""
        try:
            used = self._store.current()
            return used, self._store.signature(used)
        except IndexUnavailable:
            return None, ()

    def _look_over(self, used: Current) -> None:
        """Find out whether the files that this generation was read from are still the same."""
        damage = self._store.damage(used)
        if damage:
            _log.warning("what was read before the damage serves on: %s", damage)
        elif self._damaged:
            _log.info("the files of generation %s are whole again", used.name)
        self._damaged = damage is not None

    def _begin(self) -> tuple[Current, Assistant]:
        used = self._store.current()
        try:
            return used, self._opened(used)
        except IndexMismatch:
            raise
        except IndexUnavailable as error:
            before = self._store.open_before(used.name, self._encoder)
            if before is None:
                raise
            self._behind = True
            _log.warning("the index in use cannot be opened, so the one before serves: %s", error)
            return Current(before.manifest.generation, None), self._ready(before)

    def _opened(self, used: Current) -> Assistant:
        return self._ready(self._store.open(used, self._encoder))

    def _ready(self, generation: Source) -> Assistant:
        """Return an assistant that is warmed up, so that nobody's question waits for that."""
        assistant = Assistant(generation, self._encoder, self._llm, reader=self.reading.reader)
        # Most are strangers; members' parts are made when the first of them asks.
        for question in _FIRST_QUESTIONS:
            assistant.seen_by(STRANGER).ask(question)
        # The collector would go through all of it again and again, and hold up every thread for a tenth of a second
        # each time. Nothing in a generation refers to it in a circle, so it still goes when nobody holds it any more.
        gc.freeze()
        return assistant

    def follow(self, stop: Event) -> None:
        """Look every second until told to stop."""
        while not stop.wait(_SECONDS):
            self.look()

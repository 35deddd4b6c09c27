"""The assistant of the generation in use, whichever that is now."""

import logging
from pathlib import Path
from threading import Event

from lape_qa.answer.llm_client import LlmServer
from lape_qa.assistant import Assistant
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import IndexUnavailable
from lape_qa.index.store import Layout, current_name, open_index
from lape_qa.index.versions import Versions
from lape_qa.reading.reader import Reading

_log = logging.getLogger(__name__)
_NO_READER = Reading(None, "none was given", wanted=False)
_SECONDS = 1.0
"""Between two looks at which generation is in use: each reads one line."""
_FIRST_QUESTIONS = ("Mitä muutosohjelmasa tehtiin?", "Vad gjordes i programmet?", "What was done in the programme?")
"""One in each language, and one with a word to be mended: all that is loaded when it is first needed is then there."""


class IndexWatcher:
    """Holds an assistant and changes it for a new one when another generation is put into use.

    Whoever takes `assistant` once for a request gets all of the answer from one generation, which stays
    readable for as long as it is held, even after its files were removed. Raises IndexUnavailable when there
    is no index to begin with; a later one that cannot be opened is logged and the present one serves on.
    """

    def __init__(
        self, root: Path, encoder: Encoder, llm: LlmServer | None = None, reading: Reading = _NO_READER
    ) -> None:
        self.reading = reading
        self._root = root
        self._encoder = encoder
        self._llm = llm
        self._assistant = self._opened()
        self._refused: str | None = None

    @property
    def assistant(self) -> Assistant:
        """The assistant of the newest generation that could be opened."""
        return self._assistant

    @property
    def versions(self) -> Versions:
        """Every document version that was served."""
        return Layout(self._root).versions

    @property
    def behind(self) -> bool:
        """Whether the generation now in use could not be opened, so that the one before serves on."""
        return self._refused is not None

    def look(self) -> bool:
        """Open the generation in use if it is another one; tell whether it was."""
        name = ""
        try:
            name = current_name(self._root)
            if name == self._refused:
                return False
            another = name != self._assistant.generation.manifest.generation
            if another:
                self._assistant = self._opened()
        except IndexUnavailable as error:
            if name != self._refused:
                _log.warning("the index now in use cannot be opened, so the one before serves on: %s", error)
            self._refused = name
            return False
        self._refused = None
        if another:
            _log.info("generation %s is in use", name)
        return another

    def _opened(self) -> Assistant:
        """Open the index in use and warm it up, so that nobody's question waits for that."""
        generation = open_index(self._root, self._encoder)
        assistant = Assistant(generation, self._encoder, self._llm, reader=self.reading.reader)
        for question in _FIRST_QUESTIONS:
            assistant.ask(question)
        return assistant

    def follow(self, stop: Event) -> None:
        """Look every second until told to stop."""
        while not stop.wait(_SECONDS):
            self.look()

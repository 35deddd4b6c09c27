"""The assistant of the generation in use, whichever that is now."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from lape_qa.assistant import Assistant
from lape_qa.encoder import Encoder
from lape_qa.errors import IndexUnavailable
from lape_qa.storage import Layout, current_name, open_index
from lape_qa.versions import Versions

_log = logging.getLogger(__name__)
_SECONDS = 1.0
"""Between two looks at which generation is in use: each reads one line."""


class IndexWatcher:
    """Holds an assistant and changes it for a new one when another generation is put into use.

    Whoever takes `assistant` once for a request gets all of the answer from one generation, which stays
    readable for as long as it is held, even after its files were removed. Raises IndexUnavailable when there
    is no index to begin with; a later one that cannot be opened is logged and the present one serves on.
    """

    def __init__(self, root: Path, encoder: Encoder) -> None:
        self._root = root
        self._encoder = encoder
        self._assistant = Assistant(open_index(root, encoder), encoder)
        self._refused: str | None = None

    @property
    def assistant(self) -> Assistant:
        """The assistant of the newest generation that could be opened."""
        return self._assistant

    @property
    def versions(self) -> Versions:
        """Every document version that was served."""
        return Layout(self._root).versions

    def look(self) -> bool:
        """Open the generation in use if it is another one; tell whether it was."""
        name = ""
        try:
            name = current_name(self._root)
            if name in (self._assistant.generation.manifest.generation, self._refused):
                return False
            self._assistant = Assistant(open_index(self._root, self._encoder), self._encoder)
        except IndexUnavailable as error:
            if name != self._refused:
                _log.warning("the index now in use cannot be opened, so the one before serves on: %s", error)
            self._refused = name
            return False
        _log.info("generation %s is in use", name)
        return True

    @contextmanager
    def following(self) -> Iterator[None]:
        """Look every second, in a thread, until the end of the block."""
        stop = Event()

        def follow() -> None:
            while not stop.wait(_SECONDS):
                self.look()

        thread = Thread(target=follow, name="index-watcher", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

"""Pages of sources as they look: drawn in a process that gives up its rights, one at a time, and kept for a while."""

import asyncio
import os
from collections import OrderedDict
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread

from lape_qa.documents.sandbox.confinement import Limits
from lape_qa.documents.sandbox.messages import Place, Request, View
from lape_qa.documents.sandbox.pool import Sandbox
from lape_qa.errors import Busy, DocumentError, StorageError
from lape_qa_api.telemetry.logs import log

_LIMITS = Limits(seconds=10)
_PATIENCE = 15.0
"""Seconds that a page waits for those before it, and to be drawn."""
_KEPT = 64 * 2**20
"""Bytes of pictures and places of letters, about sixty pages full of text."""
_LETTER_BYTES = 150
"""That the place of a letter takes."""
_REFUSED_BYTES = 500


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's picture as WebP, and where its letters stand in it."""

    picture: bytes
    view: View

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.picture) + _LETTER_BYTES * len(self.view.letters)


class PageViews:
    """Draws pages of the files that documents were read from; used from the event loop alone."""

    def __init__(self, limits: Limits = _LIMITS, kept: int = _KEPT) -> None:
        self._sandbox = Sandbox(limits)
        self._closing = ExitStack()
        # Ends what was started: nothing is before the first page is asked for.
        self._closing.push(self._sandbox)
        self._most = kept
        self._known: OrderedDict[tuple[str, int], Drawn | None] = OrderedDict()
        self._size = 0
        self._turn = asyncio.Lock()

    async def drawn(self, file: Path, page: int) -> Drawn | None:
        """Return a page, counted from 0, of a file that is named by its hash; None when it cannot be drawn.

        Raises Busy when it waits too long for its turn.
        """
        key = (file.stem, page)
        if key not in self._known:
            try:
                async with asyncio.timeout(_PATIENCE), self._turn:
                    if key not in self._known:
                        self._keep(key, await to_thread.run_sync(self._draw, file, page))
            except TimeoutError as error:
                raise Busy("too many pages are waiting to be drawn: ask again in a moment") from error
        self._known.move_to_end(key)
        return self._known[key]

    def close(self) -> None:
        """End the process that draws."""
        self._closing.close()

    def _draw(self, file: Path, page: int) -> Drawn | None:
        place = Place(os.fsencode(os.path.realpath(file)).decode("latin-1"))
        try:
            reply = self._sandbox.read(Request(place, file.suffix, page=page, is_viewed=True))
        except (DocumentError, StorageError) as error:
            log.warning("a page of a source cannot be drawn", file=file.name, page=page + 1, reason=str(error))
            return None
        return Drawn(reply.content, reply.view) if reply.view else None

    def _keep(self, key: tuple[str, int], drawn: Drawn | None) -> None:
        self._known[key] = drawn
        self._size += _weight(drawn)
        while self._size > self._most and len(self._known) > 1:
            _, oldest = self._known.popitem(last=False)
            self._size -= _weight(oldest)


def _weight(drawn: Drawn | None) -> int:
    return drawn.size if drawn else _REFUSED_BYTES

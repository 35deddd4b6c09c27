"""Folders that editors save into, indexed again whenever a file in them changes."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from watchfiles import Change, DefaultFilter
from watchfiles import watch as changes_in

from lape_qa.documents.discovery import COLLECTED
from lape_qa.errors import UsageError, plainly

_QUIET_MS = 1_000
"""Editors save in several steps, and several files at once: wait until nothing has changed for so long."""
_LONGEST_MS = 30_000
"""But no longer than this, in a folder that never rests."""


class _Sources(DefaultFilter):
    """Lets pass what is no backup, hidden file, lock or part of the index."""

    def __init__(self, index: Path) -> None:
        super().__init__(ignore_dirs=[*self.ignore_dirs, COLLECTED], ignore_paths=[f"{index.resolve()}{os.sep}"])

    def __call__(self, change: Change, path: str) -> bool:
        """Tell whether a change may be one of a source."""
        return super().__call__(change, path) and not Path(path).name.startswith((".", "~$"))


def watch(folders: Sequence[Path], index: Path, rebuild: Callable[[], None], stop: Event | None = None) -> None:
    """Call `rebuild` at once, and again after files under the folders have changed, until Ctrl-C or the event.

    What changes during a rebuild is followed by another. Raises UsageError for what is no folder, or cannot be
    watched.
    """
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"{folder} is no folder: --watch takes folders")
    started = False
    try:
        # It yields nothing after a quiet second too, so that the first rebuild runs when changes are noted already.
        for changes in changes_in(
            *(folder.resolve() for folder in folders),
            watch_filter=_Sources(index),
            step=_QUIET_MS,
            debounce=_LONGEST_MS,
            rust_timeout=_QUIET_MS,
            yield_on_timeout=True,
            stop_event=stop,
            ignore_permission_denied=True,
        ):
            if changes or not started:
                rebuild()
            started = True
    except KeyboardInterrupt:
        return
    except OSError as error:
        raise UsageError(f"cannot watch {', '.join(map(str, folders))}: {plainly(error)}") from error

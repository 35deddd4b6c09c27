"""The processes of a service that has several."""

import signal
import sys
from multiprocessing import resource_tracker

from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

_ENDINGS = {signal.SIGINT, signal.SIGTERM}


class Processes(Multiprocess):
    """Uvicorn's supervisor, which replaces a process that was killed at once, whenever that was, and ends as told.

    Ctrl-C reaches all processes of a terminal at once, and those that still import what they serve by could not end in
    order: what tells a process to end waits until `heed_endings`. One that loads sees by `is_told_to_end` that it need
    not go on.
    """

    _told_by: signal.Signals | None = None

    def run(self) -> None:
        """Serve until told to end, or until a process cannot begin; `end_as_told` is what is to follow."""
        # It lets signals through again once it has begun its own process, so that comes first.
        resource_tracker.ensure_running()
        # What a process starts inherits what it holds back.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
        super().run()

    def end_as_told(self) -> None:
        """End this process as one alone ends, which uvicorn lets have the signal once it has answered everyone.

        Raises KeyboardInterrupt where it was interrupted, and SystemExit where no process could begin.
        """
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if self._told_by is None:
            sys.exit(STARTUP_FAILURE)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {self._told_by})
        signal.raise_signal(self._told_by)

    def handle_signals(self) -> None:
        """Do what signals ask for, also those that are held back."""
        held_back = signal.sigpending()
        if signal.SIGINT in held_back:
            self.handle_int()
        elif signal.SIGTERM in held_back:
            self.handle_term()
        super().handle_signals()

    def handle_int(self) -> None:
        """End, and remember why."""
        self._told_by = signal.SIGINT
        super().handle_int()

    def handle_term(self) -> None:
        """End, and remember why."""
        self._told_by = signal.SIGTERM
        super().handle_term()

    def keep_subprocess_alive(self) -> None:
        """Replace the processes that have ended or do not say that they live."""
        for process in self.processes:
            # Held open here too, the pipe of a process that is killed while it is asked would never end, and its answer
            # be waited for as if it only hung.
            process.child_conn.close()
        super().keep_subprocess_alive()


def is_told_to_end() -> bool:
    """Tell whether this process was told to end and holds that back."""
    return not _ENDINGS.isdisjoint(signal.sigpending())


def heed_endings() -> None:
    """Let a process that can end in order be told so from now on."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)

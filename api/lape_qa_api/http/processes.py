"""The processes of a service that has several."""

import signal
from multiprocessing import resource_tracker

from uvicorn.supervisors import Multiprocess

_INTERRUPTION = {signal.SIGINT}


class Processes(Multiprocess):
    """Uvicorn's supervisor, which replaces a process that was killed at once, whenever that was.

    Ctrl-C reaches all processes of a terminal at once. Those that still import what they serve by are told to end by
    this one; their own interruption waits until `heed_interruptions`.
    """

    def run(self) -> None:
        """Serve until told to end."""
        # It lets interruptions through again once it has begun its own process, so that comes first.
        resource_tracker.ensure_running()
        # What a process starts inherits what it holds back.
        signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTION)
        super().run()

    def handle_signals(self) -> None:
        """Do what signals ask for, also those that are held back."""
        if signal.SIGINT in signal.sigpending():
            self.handle_int()
        super().handle_signals()

    def keep_subprocess_alive(self) -> None:
        """Replace the processes that have ended or do not say that they live."""
        for process in self.processes:
            # Held open here too, the pipe of a process that is killed while it is asked would never end, and its answer
            # be waited for as if it only hung.
            process.child_conn.close()
        super().keep_subprocess_alive()


def heed_interruptions() -> None:
    """Let a process that can end in order be interrupted from now on."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _INTERRUPTION)

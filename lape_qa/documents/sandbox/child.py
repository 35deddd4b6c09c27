"""What runs in a process that reads: it confines itself, then answers one request after the other.

Its modules are few, as it is started often; a format's library is imported with the first file of it.
"""

import os
import signal
import sys
from collections.abc import Callable
from types import TracebackType
from typing import BinaryIO

from lape_qa.documents.extraction import answered
from lape_qa.documents.sandbox.confinement import Limits, allow_time, confine
from lape_qa.documents.sandbox.messages import (
    GarbledError,
    Reply,
    Request,
    receive_request,
    send_reply,
)
from lape_qa.reasons import because


def main(memory: int, seconds: int, answer: Callable[[Request], Reply] = answered) -> None:
    """Serve standard input until it ends; what goes wrong without a name is told, and ends the process."""
    # Ctrl-C is for the process that builds, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    # What a library prints is no answer.
    sys.stdout = sys.stderr
    limits = Limits(memory, seconds)
    sys.excepthook = _teller(told)
    confine(limits)
    # Ready.
    send_reply(told, Reply())
    while True:
        try:
            request = receive_request(asked)
        except GarbledError:
            os._exit(0)
        allow_time(limits.seconds)
        try:
            reply = answer(request)
            send_reply(told, reply)
        except MemoryError:
            # What it has taken may not come back, so that the next file gets a new process.
            send_reply(
                told, Reply(because("too_much_memory", most=limits.memory // 2**20), is_last=True, is_starved=True)
            )
            os._exit(1)


def _teller(told: BinaryIO) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def tell(kind: type[BaseException], error: BaseException, _traceback: TracebackType | None) -> None:
        detail = " ".join(str(error).split())[:120]
        said = because("unforeseen", detail=f"{kind.__name__}{detail and f': {detail}'}")
        send_reply(told, Reply(said, is_last=True))

    return tell

"""The few processes that read source files, one file after the other; what happens to one happens to its file alone.

They are plain programs, started with the interpreter and the import path of this one: no fork, which threads would not
survive, and nothing that imports the caller's main module again.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock, Timer
from types import TracebackType
from typing import BinaryIO

from lape_qa.documents.sandbox.confinement import Limits
from lape_qa.documents.sandbox.messages import GarbledError, Reply, Request, receive_reply, send_request
from lape_qa.errors import DocumentError, StorageError
from lape_qa.reasons import because

MOST = min(4, os.cpu_count() or 1)
"""Processes worth having at once."""
_START_SECONDS = 60
"""For the start of a process, however busy the machine is."""
_CHILD = "lape_qa.documents.sandbox.child"
_PROGRAM = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from {} import main; main({}, {})"
_PASSED_ON = ("LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PATH", "SYSTEMROOT", "TEMP", "TMPDIR")
"""What a process learns of the environment: no keys, no addresses."""


class Sandbox:
    """Reads files in processes of their own; several threads may ask at once, and each gets one."""

    def __init__(self, limits: Limits | None = None, child: str = _CHILD) -> None:
        self._limits = limits or Limits()
        self._child = child
        self._lock = Lock()
        self._free: list[_Process] = []
        self._all: set[_Process] = set()
        self._closed = False

    def __enter__(self) -> "Sandbox":
        """Start the first process, so that it is ready when the first file is found; StorageError when none starts."""
        self._free.append(self._started())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End all processes, whatever they are doing; who waits for one is told that its file was not read."""
        with self._lock:
            self._closed = True
            processes = list(self._all)
        for process in processes:
            process.end()

    def read(self, request: Request) -> Reply:
        """Return what a file holds or an archive lists; DocumentError with the reason and the remedy.

        Whatever reading it does to the process, it is that one line. StorageError when no process can be started.
        """
        process = self._taken()
        outcome = process.ask(request)
        if process.has_read and isinstance(outcome, _Failed) and outcome.may_pass:
            # What an earlier file has done to the process, or left in its memory, is not this one's fault.
            self._give_up(process)
            process = self._started()
            outcome = process.ask(request)
        if isinstance(outcome, _Failed):
            self._give_up(process)
            self._refuse_when_closed()
            raise DocumentError(outcome.reason)
        process.has_read = True
        with self._lock:
            self._free.append(process)
        if outcome.error:
            raise DocumentError(outcome.error)
        return outcome

    def _taken(self) -> "_Process":
        with self._lock:
            if self._free:
                return self._free.pop()
        return self._started()

    def _started(self) -> "_Process":
        with self._lock:
            self._refuse_when_closed()
            process = _Process(self._child, self._limits)
            self._all.add(process)
            return process

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise StorageError("reading the sources was stopped")

    def _give_up(self, process: "_Process") -> None:
        process.end()
        with self._lock:
            self._all.discard(process)


@dataclass(frozen=True, slots=True)
class _Failed:
    """Why a process is of no more use."""

    reason: str
    may_pass: bool
    """Whether the same file may do better in a new process."""


class _Process:
    """One process that reads."""

    def __init__(self, child: str, limits: Limits) -> None:
        path = [os.path.abspath(place) for place in sys.path]  # noqa: PTH100 - the empty one is the working folder
        program = _PROGRAM.format(child, limits.memory, limits.seconds)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-I", "-c", program, json.dumps(path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            )
        except OSError as error:
            raise StorageError(f"no process to read sources can be started: {error.strerror}") from error
        self._limits = limits
        self._is_ready = False
        self._is_late = False
        self.has_read = False

    def ask(self, request: Request) -> Reply | _Failed:
        """Wait for the answer as long as the limits say; StorageError when the process never began."""
        to, source = self._pipes()
        try:
            if not self._is_ready:
                with self._at_most(_START_SECONDS):
                    receive_reply(source)
                self._is_ready = True
            with self._at_most(self._limits.seconds):
                send_request(to, request)
                reply = receive_reply(source)
        except (OSError, GarbledError, ValueError):  # ValueError: a pipe that was closed meanwhile
            return self._failed()
        return _Failed(reply.error, may_pass=reply.is_starved) if reply.is_last else reply

    def end(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in self._pipes():
            # What was not sent yet has nobody to go to.
            with contextlib.suppress(OSError):
                pipe.close()

    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        to, source = self._process.stdin, self._process.stdout
        if to is None or source is None:
            raise StorageError("a process that reads sources has no pipes")
        return to, source  # type: ignore[return-value]

    @contextlib.contextmanager
    def _at_most(self, seconds: int) -> Iterator[None]:
        timer = Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _expire(self) -> None:
        self._is_late = True
        self._process.kill()

    def _failed(self) -> _Failed:
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return _Failed(because("senseless"), may_pass=True)
        if not self._is_ready:
            raise StorageError(f"the process that reads sources does not start (exit status {code}): {sys.executable}")
        if self._is_late:
            return _Failed(because("too_slow", seconds=self._limits.seconds), may_pass=False)
        how = signal.Signals(-code).name if -code in set(signal.Signals) else f"exit status {code}"
        return _Failed(because("crashed", detail=how), may_pass=True)

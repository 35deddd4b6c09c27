"""A service of several processes: one that is killed is replaced at once, and all end as they are told."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import uvicorn
from uvicorn.supervisors.multiprocess import Process

from lape_qa_api.http.processes import Processes, heed_endings, is_told_to_end


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Processes:
    """A supervisor of two processes that were never begun; the signals stay those of the tests."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    supervisor = Processes(
        uvicorn.Config("lape_qa_api.commands:service", factory=True, workers=2, log_config=None), sockets=[]
    )
    supervisor.processes = [Process(supervisor.config, []) for _ in range(2)]
    return supervisor


def test_what_a_killed_process_would_have_answered_is_not_waited_for(processes: Processes) -> None:
    # All that is left of each process is its end of the pipe, as if it were killed right after it was asked.
    ends = [os.dup(process.child_conn.fileno()) for process in processes.processes]
    processes.should_exit.set()
    processes.keep_subprocess_alive()
    for end in ends:
        os.close(end)
    # With the pipe still open somewhere, this would wait an hour.
    assert [process.ping(timeout=3600) for process in processes.processes] == [False, False]


TELLING = """\
import os, signal
def once():
    try:
        os.mkdir('told')
    except FileExistsError:
        return
    TELL
"""
"""Tells the service to end: pressed twice, Ctrl-C would end a process in the midst of its end."""

EARLY = """\
import multiprocessing, telling
class Protocol: pass
if multiprocessing.current_process().name != 'MainProcess':
    telling.once()
"""
"""Imported by each process before it can end in order."""

LOADING = """\
import telling, threading
from pathlib import Path
from lape_qa_api import Config, Serving, create_app
def load():
    telling.once()
    threading.Event().wait()
def service():
    return create_app(Serving(load), Config(loaded_first=True, state=Path('state')))
"""
"""A service that never loads."""

BROKEN = """\
def service():
    async def app(scope, receive, send):
        await receive()
        await send({'type': 'lifespan.startup.failed'})
    return app
"""
"""A service that cannot begin."""

RUN = """\
import socket, sys, uvicorn
from early import Protocol
from lape_qa_api.http.processes import Processes
if __name__ == '__main__':
    config = uvicorn.Config('app:service', factory=True, workers=2, http=Protocol, log_config=None)
    processes = Processes(config, sockets=[socket.create_server(('127.0.0.1', 0))])
    processes.run()
    print('ended', flush=True)
    try:
        processes.end_as_told()
    except KeyboardInterrupt:
        sys.exit(130)
"""


def served(folder: Path, tell: str, early: str, app: str) -> subprocess.CompletedProcess[bytes]:
    """Serve an application by two processes until it ends."""
    for name, text in (("telling", TELLING.replace("TELL", tell)), ("early", early), ("app", app), ("run", RUN)):
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, folder / "run.py"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, str(folder)])},
        cwd=folder,
        capture_output=True,
        check=False,
        start_new_session=True,
        timeout=300,
    )


# Ctrl-C goes to all processes of a terminal, SIGTERM to the one that was started.
@pytest.mark.parametrize(
    ("tell", "status"),
    [("os.killpg(0, signal.SIGINT)", 130), ("os.kill(os.getppid(), signal.SIGTERM)", -signal.SIGTERM)],
    ids=["Ctrl-C", "SIGTERM"],
)
@pytest.mark.parametrize("when", ["imported", "loading"])
def test_told_to_end_before_its_processes_serve_it_ends_at_once_and_says_why(
    tmp_path: Path, tell: str, status: int, when: str
) -> None:
    # What was told before anything is loaded must not wait for that: here it would take forever.
    ran = served(tmp_path, tell, EARLY if when == "imported" else "class Protocol: pass", LOADING)
    assert (ran.returncode, ran.stdout, ran.stderr) == (status, b"ended\n", b"")


def test_where_no_process_can_begin_it_does_not_end_well(tmp_path: Path) -> None:
    ran = served(tmp_path, "pass", "class Protocol: pass", BROKEN)
    assert (ran.returncode, ran.stdout) == (3, b"ended\n")


def test_a_process_that_can_end_in_order_is_interrupted_by_what_was_held_back() -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: seen.append(number))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        assert not is_told_to_end()
        signal.raise_signal(signal.SIGINT)
        assert (seen, is_told_to_end()) == ([], True)
        heed_endings()
        assert seen == [signal.SIGINT]
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, before)

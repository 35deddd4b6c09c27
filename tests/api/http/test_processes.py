"""A service of several processes: one that is killed is replaced at once, and Ctrl-C leaves no traceback."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import uvicorn
from uvicorn.supervisors.multiprocess import Process

from lape_qa_api.http.processes import Processes, heed_interruptions


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


def test_interrupted_while_its_processes_are_imported_it_ends_without_a_word(tmp_path: Path) -> None:
    # Ctrl-C goes to all processes of a terminal: here in the moment in which the first of two is imported.
    (tmp_path / "early.py").write_text(
        "import multiprocessing, os, signal\n"
        "class Protocol: pass\n"
        "if multiprocessing.current_process().name != 'MainProcess':\n"
        "    os.killpg(0, signal.SIGINT)\n",
        encoding="utf-8",
    )
    (tmp_path / "app.py").write_text("async def app(scope, receive, send): pass\n", encoding="utf-8")
    (tmp_path / "run.py").write_text(
        "import socket, uvicorn\n"
        "from early import Protocol\n"
        "from lape_qa_api.http.processes import Processes\n"
        "if __name__ == '__main__':\n"
        "    config = uvicorn.Config('app:app', workers=2, http=Protocol, lifespan='off', log_config=None)\n"
        "    Processes(config, sockets=[socket.create_server(('127.0.0.1', 0))]).run()\n"
        "    print('ended')\n",
        encoding="utf-8",
    )
    ran = subprocess.run(
        [sys.executable, tmp_path / "run.py"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
        start_new_session=True,
        timeout=300,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"ended\n", b"")


def test_a_process_that_can_end_in_order_is_interrupted_by_what_was_held_back() -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: seen.append(number))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        signal.raise_signal(signal.SIGINT)
        assert seen == []
        heed_interruptions()
        assert seen == [signal.SIGINT]
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, before)

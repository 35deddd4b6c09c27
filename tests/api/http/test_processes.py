"""A service of several processes: one that is killed is replaced at once."""

import os
import signal

import pytest
import uvicorn
from uvicorn.supervisors.multiprocess import Process

from lape_qa_api.http.processes import Processes


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

"""Builds editions into a database, each in a process of its own that may be killed at one of its steps: `URL FOLDER`.

A line `EDITION STEP` of its input builds an edition and is answered by a line: how many steps it took, -9 when it was
killed at that step.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import psycopg

from lape_qa.index.postgres.store import PostgresStore
from lape_qa.index.recipe import IndexRecipe
from support.editions import edition
from support.fakes import FakeEncoder

_steps = 0
_last = -1
_execute = psycopg.Connection.execute


def _counted(self: Any, *given: Any, **named: Any) -> Any:
    """Execute a statement, or end for good where it would be the last."""
    global _steps  # noqa: PLW0603 - there is one thread
    _steps += 1
    if _steps == _last:
        os.kill(os.getpid(), signal.SIGKILL)
    return _execute(self, *given, **named)


psycopg.Connection.execute = _counted  # type: ignore[method-assign]
for line in sys.stdin:
    number, _last = map(int, line.split())
    # What is imported above takes longer than a build.
    builder = os.fork()
    if not builder:
        PostgresStore(sys.argv[1], Path(sys.argv[2])).build(edition(number), IndexRecipe(FakeEncoder()))
        print(_steps, flush=True)
        os._exit(0)
    _, status = os.waitpid(builder, 0)
    if status:
        print(os.waitstatus_to_exitcode(status), flush=True)

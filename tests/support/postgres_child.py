"""A process that builds an edition into a database, and is killed at one of its steps: `URL FOLDER EDITION STEP`."""

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
_last = int(sys.argv[4])
_execute = psycopg.Connection.execute


def _counted(self: Any, *given: Any, **named: Any) -> Any:
    """Execute a statement, or end for good where it would be the last."""
    global _steps  # noqa: PLW0603 - there is one process
    _steps += 1
    if _steps == _last:
        os.kill(os.getpid(), signal.SIGKILL)
    return _execute(self, *given, **named)


psycopg.Connection.execute = _counted  # type: ignore[method-assign]
PostgresStore(sys.argv[1], Path(sys.argv[2])).build(edition(int(sys.argv[3])), IndexRecipe(FakeEncoder()))
print(_steps)

"""A real service for the tests of all integrations, in a process of its own, whichever environment they run in."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The addresses of a service over four small sources: `tests/support/small_service.py` says which.

    LAPE_QA_PYTHON names the interpreter that it runs in, where that is not the one of the tests.
    """
    path = os.pathsep.join(map(str, (ROOT, ROOT / "api", ROOT / "tests")))
    python = os.environ.get("LAPE_QA_PYTHON", sys.executable)
    command = [python, "-m", "support.small_service", str(tmp_path_factory.mktemp("service"))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path}
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield SimpleNamespace(**json.loads(process.stdout.readline()))
        finally:
            process.stdin.close()


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the environment of whoever runs the tests is not what they are about."""
    monkeypatch.delenv("LAPE_QA_URL", raising=False)
    monkeypatch.delenv("LAPE_QA_KEY", raising=False)

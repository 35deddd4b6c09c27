"""The tutorial, typed as it stands there: the installed command, the real model, an empty folder.

The English page has the same commands and shows the same (tests/test_how_to.py): one run serves both.
"""

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from support.console import Typed, typed

pytestmark = pytest.mark.e2e

PAGE = Path(__file__).parents[2] / "docs" / "fi" / "alku.md"
INSTALLING = ["make setup", ". .venv/bin/activate"]
SERVING = "lape-qa serve --index oma-indeksi"


@pytest.fixture
def place(tmp_path: Path, shipped_index: Path) -> dict[str, str]:
    """A newcomer's environment, but that the shipped sources are indexed already: it saves half a minute."""
    shutil.copytree(shipped_index, tmp_path / "index")
    kept = (name for name in os.environ if not name.startswith("LAPE_QA_") or name == "LAPE_QA_CACHE")
    mine = {name: os.environ[name] for name in kept}
    settings = {"LAPE_QA_INDEX": str(tmp_path / "index"), "LAPE_QA_STATE": str(tmp_path / "state")}
    return mine | settings | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def test_the_tutorial_goes_as_it_says(place: dict[str, str], tmp_path: Path) -> None:
    commands = typed(PAGE.read_text(encoding="utf-8"))
    assert [line.command for line in commands[:2]] == INSTALLING, "what the tests themselves run in"
    assert commands[-1] == Typed(SERVING, "")
    for line in commands[2:-1]:
        ran = subprocess.run(
            ["bash", "-c", line.command], cwd=tmp_path, env=place, check=False, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stderr
        assert line.tells(ran.stdout), f"{line.command}\n{ran.stdout}"

    serving = [*SERVING.split(), "--port", "0"]
    with subprocess.Popen(serving, cwd=tmp_path, env=place, stderr=subprocess.PIPE, text=True) as service:
        assert service.stderr
        told = next(line for line in service.stderr if line.startswith("LAPE-QA is at "))
        with urllib.request.urlopen(told.split()[3] + "healthz") as answer:
            assert answer.status == 200
        service.terminate()
        service.stderr.read()
    assert service.returncode == -signal.SIGTERM, "it ended as it was told to"

"""Ctrl-C while the program is still being imported is told in one line too, whatever command was to run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

STARTS = {
    "as the console script does": ["-c", "from lape_qa.cli import main; main()"],
    "as a module": ["-m", "lape_qa"],
}


@pytest.mark.parametrize("command", [["ask", "Mikä on perhekeskus?"], ["serve"]], ids=lambda a: a[0])
@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_interrupted_while_it_is_imported_it_says_so_in_one_line(
    tmp_path: Path, start: list[str], command: list[str]
) -> None:
    # The first that the commands import of other projects; in its place, the keys are pressed.
    (tmp_path / "typer.py").write_text("import signal\nsignal.raise_signal(signal.SIGINT)\n", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    ran = subprocess.run(
        [sys.executable, *start, *command], env=os.environ | {"PYTHONPATH": path}, capture_output=True, check=False
    )
    said = b"lape-qa: interrupted; what was in use before still is\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", said)


def test_nothing_that_takes_time_is_imported_before_an_interruption_is_awaited() -> None:
    listed = "import sys; before = {*sys.modules}; import lape_qa.cli; print(*({*sys.modules} - before))"
    ran = subprocess.run(
        [sys.executable, "-S", "-c", listed],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    imported = ran.stdout.split()
    assert {"lape_qa", "lape_qa.cli"} <= set(imported)
    assert {name.partition(".")[0] for name in imported} <= {"lape_qa", "importlib", "warnings"}

"""Every command of the guide to measuring on one's own collection runs, in its order, on a small one."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from lape_qa.evaluation.systems import VARIANTS
from support.collections import QRELS, write_collection
from support.command_line import UNANSWERABLE, Run, case, questions
from support.console import typed

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "guides" / "own-collection.md").read_text(encoding="utf-8")
FINNISH = (DOCS / "fi" / "oma-aineisto.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line.command) for line in typed(PAGE)]


@pytest.fixture
def prepared(run: Run, tmp_path: Path) -> Run:
    """A folder with what the page takes for granted."""
    write_collection(tmp_path / "my-collection")
    (tmp_path / "my-collection" / "qrels" / "dev.tsv").write_text(QRELS, encoding="utf-8")
    (tmp_path / "judged.txt").write_text("q1 0 d1 1\nq2 0 d2 1\n", encoding="utf-8")
    (tmp_path / "other.run").write_text("q1 Q0 d2 1 1 theirs\nq2 Q0 d2 1 1 theirs\nq3 Q0 d3 1 1 theirs\n", "utf-8")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "nokia.txt").write_text(case()["evidence"][0]["quote"], encoding="utf-8")
    questions(tmp_path, case(), UNANSWERABLE)
    assert run("index", tmp_path / "sources").status == 0
    return run


def test_every_command_of_the_page_runs_and_writes_what_it_names(prepared: Run, tmp_path: Path) -> None:
    assert len(COMMANDS) == 10
    for program, *arguments in COMMANDS:
        if program == "ir_measures":
            done = subprocess.run(
                [sys.executable, "-m", "ir_measures", *arguments], cwd=tmp_path, capture_output=True, check=False
            )
            assert done.returncode == 0, done.stderr
            assert b"RR@10\t1.0000" in done.stdout
        else:
            ran = prepared(*arguments)
            assert ran.status == 0, ran.err
    written = {"figures.json", "page.html", "values.csv", "ours.run", "exported", "eval.run"}
    assert written <= {path.name for path in tmp_path.iterdir()}


def test_the_page_tells_every_system_as_it_is_called() -> None:
    row = r"^\| `([a-z][\w-]*)` \| ([^|]+?)(?:; `--no-reader` is short for it)? \|$"
    assert dict(re.findall(row, PAGE, re.MULTILINE)) == {name: variant.meaning for name, variant in VARIANTS.items()}
    assert [name for name, _ in re.findall(row, FINNISH, re.MULTILINE)] == list(VARIANTS)

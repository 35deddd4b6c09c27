"""Real processes on one index folder: killed ones, and two at once."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from lape_qa.index.store import Layout, open_index
from support.fakes import FakeEncoder

ROOT = Path(__file__).parents[2]
PYTHONPATH = os.pathsep.join(str(ROOT / part) for part in ("", "api", "tests"))
ENVIRONMENT = os.environ | {"PYTHONPATH": PYTHONPATH, "OMP_NUM_THREADS": "1"}


def start(*arguments: str | Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_builds_killed_at_any_step_leave_a_whole_index_that_the_next_one_repairs() -> None:
    trial = start("-m", "benchmarks.kill_test", "--steps", "16", "--clock", "0", "--full", "0")
    out, err = trial.communicate(timeout=600)
    assert (trial.returncode, err) == (0, "")
    kills = json.loads(out)["kills"]
    kills.pop("it was done before the kill came", None)
    assert sum(kills.values()) == 16
    assert {"build: half written", "after the swap"} <= set(kills)


BUILDER = """
import sys
from pathlib import Path
from lape_qa.errors import StorageError
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from support.fakes import FakeEncoder, document

root, text, waits = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "waits"
encoder = FakeEncoder()

def progress(work, done, total):
    if waits and work == "encoding" and done == 1:
        print("at work", flush=True)
        sys.stdin.readline()

try:
    store.build(root, [document(text)], IndexRecipe(encoder), progress)
    print("built")
except StorageError as error:
    print(error)
"""


def builder(root: Path, text: str, *, waits: bool) -> "subprocess.Popen[str]":
    return start("-c", BUILDER, root, text, "waits" if waits else "goes on")


def read(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def end(processes: Sequence["subprocess.Popen[str]"]) -> list[str]:
    ended = [process.communicate(input="\n", timeout=300) for process in processes]
    assert [err for _, err in ended] == [""] * len(ended)
    return [out.strip() for out, _ in ended]


@pytest.mark.parametrize("killed", [False, True])
def test_of_two_builders_at_once_the_second_is_refused(killed: bool, tmp_path: Path) -> None:
    first = builder(tmp_path, "Ensimmäinen teksti.", waits=True)
    assert read(first) == "at work"
    [refused] = end([builder(tmp_path, "Toinen teksti.", waits=False)])
    assert refused == f"another build is at work in {tmp_path}: wait for it to end"
    if killed:
        first.kill()
        first.communicate()
        assert Layout(tmp_path).names() == []
        assert end([builder(tmp_path, "Toinen teksti.", waits=False)]) == ["built"]
        wanted = "Toinen teksti."
    else:
        assert end([first]) == ["built"]
        wanted = "Ensimmäinen teksti."
    assert open_index(tmp_path, FakeEncoder()).document("doc").text == wanted
    assert list(tmp_path.glob("building-*")) == []

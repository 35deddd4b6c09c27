"""`lape-qa encode` with Ray and the bundled model: interrupted, gone on with, and the same to the byte as `index`."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from lape_qa.index.store import Layout

pytestmark = pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed here: `make test-ray` runs it")

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "corpus").glob("*.md"))[1:36]
PASSAGE = 384 * 4
"""Bytes of a vector."""


def command(*arguments: str | Path) -> "subprocess.Popen[str]":
    """Begin a command in a group of its own, as a terminal does."""
    return subprocess.Popen(
        [sys.executable, "-m", "lape_qa", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def said(*arguments: str | Path) -> Any:
    with command(*arguments, "--json") as process:
        out, err = process.communicate()
    assert process.returncode == 0, err
    return json.loads(out)


def held(index: Path) -> dict[bytes, bytes]:
    """What the cache holds, while it is being written too; nothing before it is there."""
    try:
        with sqlite3.connect(f"file:{Layout(index).cache}?mode=ro", uri=True) as cache:
            return dict(cache.execute("SELECT key, value FROM entries"))
    except sqlite3.OperationalError:
        return {}


def vectors(index: Path) -> int:
    return sum(len(value) == PASSAGE for value in held(index).values())


def test_interrupted_and_gone_on_with_it_is_what_index_makes(tmp_path: Path) -> None:
    spread, alone = tmp_path / "spread", tmp_path / "alone"
    with command("encode", *SOURCES, "--index", spread) as process:
        # Until the first block has come back.
        while vectors(spread) == 0 and process.poll() is None:
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1] == "lape-qa: interrupted; what was in use before still is"
    kept = vectors(spread)
    assert kept > 0

    rest = said("encode", *SOURCES, "--index", spread)
    built = said("index", *SOURCES, "--index", alone)
    assert (rest["documents"], rest["skipped"]) == (35, [])
    assert rest["encoded"] == built["encoded"] - kept
    assert said("index", *SOURCES, "--index", spread)["encoded"] == 0
    assert held(spread) == held(alone)

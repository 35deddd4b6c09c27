"""Sources, an index of them, and a language model for the commands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.command_line import BORGA_MD, LAPPI, NOKIA, WORDED, Run
from support.llm_server import Serving, says, serving


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder of three documents."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for name, text in {"nokia.txt": NOKIA, "lappi.md": LAPPI, "borga.md": BORGA_MD, "README.md": "# Lue"}.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.fixture
def indexed(run: Run, sources: Path, tmp_path: Path) -> Path:
    """The index folder of those documents, which the settings name."""
    assert run("index", sources).status == 0
    return tmp_path / "index"


@pytest.fixture
def worded(monkeypatch: pytest.MonkeyPatch, run: Run) -> Iterator[Serving]:
    """A language model, set by the environment, that words the answer anew."""
    with serving(says(f"{WORDED} [1]")) as served:
        monkeypatch.setenv("LAPE_QA_LLM_URL", served.url)
        monkeypatch.setenv("LAPE_QA_LLM_MODEL", "pikku")
        yield served

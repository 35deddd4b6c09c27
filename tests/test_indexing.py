from pathlib import Path

import pytest

from lape_qa.assistant import Assistant
from lape_qa.documents.discovery import Skipped
from lape_qa.errors import DocumentError
from lape_qa.indexing import build_index
from lape_qa.settings import Settings
from support.fakes import FakeEncoder


def test_files_become_an_index_in_use_and_what_is_left_out_is_told(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "kerho.txt").write_text("Kerho alkoi syksyllä.", encoding="utf-8")
    (sources / "rikki.pdf").write_bytes(b"no PDF")
    told: list[Skipped] = []
    work: set[str] = set()
    built, skipped = build_index(
        str(sources),
        tmp_path / "index",
        encoder=FakeEncoder(),
        progress=lambda what, _done, _total: work.add(what),
        tell=told.append,
    )
    assert built.changes.added == ("kerho",)
    assert [Path(file.path).name for file in skipped] == ["rikki.pdf"]
    assert tuple(told) == skipped
    assert work == {"cutting texts", "encoding", "analysing words"}
    assert list(Assistant.open(tmp_path / "index", encoder=FakeEncoder()).generation.documents) == ["kerho"]


def test_the_settings_say_how_passages_are_cut(tmp_path: Path) -> None:
    source = tmp_path / "kerho.txt"
    source.write_text("Kerho alkoi syksyllä ja jatkui. " * 20, encoding="utf-8")
    counts = [
        build_index([source], tmp_path / str(size), encoder=FakeEncoder(), settings=Settings(passage_tokens=size))[0]
        for size in (400, 40)
    ]
    assert counts[0].manifest.passages < counts[1].manifest.passages


def test_without_a_document_nothing_is_built(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"no PDF")
    told: list[Skipped] = []
    with pytest.raises(DocumentError, match="none of the 2 files could be read"):
        build_index([tmp_path], tmp_path / "index", encoder=FakeEncoder(), tell=told.append)
    assert len(told) == 2
    with pytest.raises(DocumentError, match=r"a\.pdf"):
        build_index(tmp_path / "a.pdf", tmp_path / "index", encoder=FakeEncoder(), tell=told.append)
    assert len(told) == 2
    assert not (tmp_path / "index").exists()

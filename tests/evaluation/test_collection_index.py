"""A collection's index is built once, and goes on where it was cut off."""

from pathlib import Path

import pytest

from lape_qa.errors import StorageError
from lape_qa.evaluation import beir, collection_index
from lape_qa.evaluation.collection_index import open_indexed
from support.collections import write_collection
from support.fakes import FakeEncoder


def test_a_collection_is_indexed_once_for_a_model(tmp_path: Path) -> None:
    documents = beir.read(write_collection(tmp_path / "beir")).documents
    cache, encoder, again, other = tmp_path / "cache", FakeEncoder(), FakeEncoder(), FakeEncoder(fingerprint="other")
    first = open_indexed(documents, encoder, cache, lambda *_: None)
    assert len([text for text, role in encoder.encoded if role == "passage"]) > 0
    second = open_indexed(documents, again, cache, lambda *_: None)
    assert [text for text, role in again.encoded if role == "passage"] == []
    assert second.generation.manifest == first.generation.manifest
    assert second.seconds == first.seconds, "what building took, not what finding it took"
    open_indexed(documents, other, cache, lambda *_: None)
    open_indexed(documents[:2], again, cache, lambda *_: None)
    assert len(list((cache / "collections").iterdir())) == 3


def test_a_build_that_was_cut_off_goes_on_and_its_time_is_not_known(tmp_path: Path) -> None:
    documents = beir.read(write_collection(tmp_path / "beir")).documents
    # Every text is done when the build breaks off.
    done = FakeEncoder()
    open_indexed(documents, done, tmp_path / "cache", lambda *_: None)
    [note] = (tmp_path / "cache").rglob("built.json")
    note.unlink()
    (note.parent / "index" / "CURRENT").unlink()
    encoder = FakeEncoder()
    again = open_indexed(documents, encoder, tmp_path / "cache", lambda *_: None)
    assert [role for _, role in encoder.encoded if role == "passage"] == []
    assert again.seconds is None
    assert not note.exists()


def test_a_disk_that_takes_no_note_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lape_qa.evaluation.collection_index.durable_files.replace", full)
    with pytest.raises(StorageError, match=r"^cannot write .*/built\.json: No space left on device; free some space$"):
        collection_index._note(tmp_path / "built.json", "some", 1.0)

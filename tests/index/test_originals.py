"""The PDFs that documents were read from: kept as long as a document of them is, sound or not at all."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document
from lape_qa.errors import StorageError
from lape_qa.index import store
from lape_qa.index.model import Keep
from lape_qa.index.originals import Originals
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.store import Layout
from lape_qa.index.versions import row_of
from support.fakes import FakeEncoder


def of_pdf(identifier: str, content: bytes) -> Document:
    return make_document(identifier, f"Teksti {identifier}.", {}, original=hashlib.sha256(content).hexdigest())


A, B = of_pdf("a", b"%PDF a"), of_pdf("b", b"%PDF b")
PLAIN = make_document("c", "Teksti ilman tiedostoa.", {})
KEEP = Keep()
CONTENT: Mapping[str, bytes] = {"a": b"%PDF a", "b": b"%PDF b"}


def fetch(document: Document) -> bytes | None:
    return CONTENT.get(document.id)


def build(root: Path, documents: Sequence[Document], keep: Keep = KEEP) -> None:
    store.build(root, documents, IndexRecipe(FakeEncoder()), keep=keep, originals=fetch)


def kept(root: Path) -> dict[str, bytes]:
    return {
        file.relative_to(root / "originals").as_posix(): file.read_bytes() for file in Layout(root).originals.files()
    }


def name(document: Document) -> str:
    return f"{document.original[:2]}/{document.original}.pdf"


def test_a_build_keeps_the_files_of_its_documents(tmp_path: Path) -> None:
    build(tmp_path, [A, B, PLAIN])
    assert kept(tmp_path) == {name(A): b"%PDF a", name(B): b"%PDF b"}
    found = Layout(tmp_path).originals.find(A.original)
    assert found == tmp_path / "originals" / name(A)
    assert [Layout(tmp_path).originals.find(sha256) for sha256 in ("", "../x", "0" * 64)] == [None, None, None]


def test_what_is_there_is_not_fetched_again_and_what_cannot_be_had_is_not_there(tmp_path: Path) -> None:
    build(tmp_path, [A])
    fetched = []

    def told(document: Document) -> None:
        fetched.append(document.id)

    store.build(tmp_path, [A, B], IndexRecipe(FakeEncoder()), originals=told)
    assert (fetched, list(kept(tmp_path))) == (["b"], [name(A)])


def test_a_file_goes_with_the_last_version_that_was_read_from_it(tmp_path: Path) -> None:
    build(tmp_path, [A, B])
    build(tmp_path, [B])
    assert len(kept(tmp_path)) == 2, "the version is kept, and so is its page"
    build(tmp_path, [B, PLAIN], Keep(generations=1))
    assert len(kept(tmp_path)) == 2, "no generation has it any more"
    build(tmp_path, [B], Keep(generations=1, version_days=0))
    assert list(kept(tmp_path)) == [name(B)]


def test_none_is_kept_where_none_is_wanted(tmp_path: Path) -> None:
    build(tmp_path, [A, B])
    build(tmp_path, [A, B], Keep(originals=False))
    assert kept(tmp_path) == {}


def test_a_document_is_erased_with_its_file(tmp_path: Path) -> None:
    copy = replace(A, id="kopio")
    build(tmp_path, [A, B, copy])
    for identifier, left in (("a", [name(A), name(B)]), ("kopio", [name(B)])):
        store.erase(tmp_path, identifier, IndexRecipe(FakeEncoder()), "kirsi", lambda: None)
        assert sorted(kept(tmp_path)) == sorted(left)


def test_a_backup_holds_the_files_that_are_sound(tmp_path: Path) -> None:
    build(tmp_path, [A, B])
    (tmp_path / "originals" / name(B)).write_bytes(b"muuta")
    held = dict(store.contents(tmp_path))
    assert [file for file in held if file.startswith("originals/")] == [f"originals/{name(A)}"]
    other = tmp_path / "toinen"
    build(other, [PLAIN])
    store.put_back(other, tmp_path)
    assert kept(other) == {name(A): b"%PDF a"}


def test_a_file_half_written_is_none_and_goes_with_the_next_build(tmp_path: Path) -> None:
    build(tmp_path, [A])
    half = tmp_path / "originals" / B.original[:2] / f"{B.original}.pdf.new"
    half.parent.mkdir()
    half.write_bytes(b"%PD")
    assert Layout(tmp_path).originals.find(B.original) is None
    build(tmp_path, [A, B])
    assert (sorted(kept(tmp_path)), half.exists()) == (sorted([name(A), name(B)]), False)


def test_a_disk_that_refuses_leaves_what_is_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, [A])
    used = store.current_name(tmp_path)

    def full(_self: Originals, _file: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Originals, "_put", full)
    with pytest.raises(StorageError, match="No space left on device"):
        build(tmp_path, [A, B])
    assert store.current_name(tmp_path) == used


def test_documents_without_a_file_have_the_rows_that_they_had() -> None:
    assert "original" not in row_of(PLAIN)
    assert row_of(A)["original"] == A.original

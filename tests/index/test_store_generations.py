"""Which generations and which versions of documents are kept."""

import os
import time
from pathlib import Path

import pytest

from lape_qa.errors import IndexUnavailable, StorageError
from lape_qa.index import builder, recipe
from lape_qa.index import store as storage
from lape_qa.index.model import Keep, Listed
from lape_qa.index.store import Layout
from support.fakes import FakeEncoder
from support.generations import LAPPI, build, built, changed, current, generations

# ---- earlier generations -----------------------------------------------------------------------------


def test_rollback_goes_back_step_by_step_and_the_next_build_forward(tmp_path: Path) -> None:
    names = [build(tmp_path, changed(f"Kainuu {number}.")).generation for number in range(3)]
    assert storage.rollback(tmp_path, FakeEncoder()).generation == current(tmp_path) == names[1]
    assert storage.rollback(tmp_path, FakeEncoder()).generation == current(tmp_path) == names[0]
    with pytest.raises(StorageError, match="there is no older generation"):
        storage.rollback(tmp_path, FakeEncoder())
    encoder = FakeEncoder()
    assert build(tmp_path, changed("Kainuu 2."), encoder=encoder).generation == current(tmp_path) == names[2]
    assert encoder.encoded == []
    assert generations(tmp_path) == names


def test_rollback_passes_over_a_damaged_generation(tmp_path: Path) -> None:
    names = [build(tmp_path, changed(f"Kainuu {number}.")).generation for number in range(3)]
    (Layout(tmp_path).generations / names[1] / "dense.faiss").write_bytes(b"")
    assert storage.rollback(tmp_path, FakeEncoder()).generation == current(tmp_path) == names[0]


def test_rollback_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable):
        storage.rollback(tmp_path, FakeEncoder())


def test_listing_is_newest_first_and_names_what_cannot_be_read(tmp_path: Path) -> None:
    manifests = [build(tmp_path, changed(f"Kainuu {number}.")) for number in range(3)]
    names = [manifest.generation for manifest in manifests]
    storage.rollback(tmp_path, FakeEncoder())
    (Layout(tmp_path).generations / names[0] / "manifest.json").unlink()
    assert storage.listing(tmp_path) == [
        Listed(names[2], manifests[2], current=False),
        Listed(names[1], manifests[1], current=True),
        Listed(names[0], None, current=False),
    ]


@pytest.mark.parametrize("count", [1, 2])
def test_as_many_generations_are_kept_as_is_said(count: int, tmp_path: Path) -> None:
    keep = Keep(generations=count)
    names = [built(tmp_path, changed(f"Kainuu {number}."), keep=keep).manifest.generation for number in range(3)]
    assert generations(tmp_path) == names[-count:]
    assert current(tmp_path) == names[-1]


def test_generation_that_was_complete_but_not_in_use_is_used_by_the_next_build(tmp_path: Path) -> None:
    first = build(tmp_path)
    second = build(tmp_path, changed("Kainuu 1."))
    Layout(tmp_path).current.write_text(first.generation + "\n", encoding="utf-8")
    encoder = FakeEncoder()
    assert build(tmp_path, changed("Kainuu 1."), encoder=encoder) == second
    assert (current(tmp_path), encoder.encoded) == (second.generation, [])


def test_documents_that_stayed_are_indexed_anew_where_words_are_analysed_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(tmp_path)
    encoder = FakeEncoder()
    with monkeypatch.context() as later:
        for module in (recipe, builder):
            later.setattr(module, "analysis", lambda: "of a later version")
        second = build(tmp_path, encoder=encoder)
        assert (second.corpus_sha256, encoder.encoded) == (first.corpus_sha256, [])
        assert build(tmp_path) == second
        assert (generations(tmp_path), current(tmp_path)) == ([first.generation, second.generation], second.generation)
    assert build(tmp_path) == first
    assert current(tmp_path) == first.generation


# ---- versions ----------------------------------------------------------------------------------------


def test_every_document_that_was_served_stays_readable(tmp_path: Path) -> None:
    for number in range(5):
        build(tmp_path, changed(f"Kainuu {number}."))
    versions = Layout(tmp_path).versions
    for number in range(5):
        [document, *_] = changed(f"Kainuu {number}.")
        assert versions.find("kainuu", document.sha256) == document
    assert versions.find("lappi", LAPPI.sha256) == LAPPI


def test_version_is_kept_some_days_after_its_last_generation(tmp_path: Path) -> None:
    keep = Keep(generations=2, version_days=30)
    [old, *_] = changed("Kainuu 0.")
    versions = Layout(tmp_path).versions
    built(tmp_path, changed("Kainuu 0."), keep=keep)
    [file] = (tmp_path / "versions" / old.sha256[:2]).glob(f"{old.sha256}*")
    long_ago = time.time() - 31 * 86400
    os.utime(file, (long_ago, long_ago))
    built(tmp_path, changed("Kainuu 1."), keep=keep)
    assert versions.find("kainuu", old.sha256) == old, "still in a generation"
    built(tmp_path, changed("Kainuu 2."), keep=keep)
    assert versions.find("kainuu", old.sha256) == old, "its time begins now"
    os.utime(file, (long_ago, long_ago))
    built(tmp_path, changed("Kainuu 2."), keep=keep)
    assert versions.find("kainuu", old.sha256) is None
    assert versions.find("lappi", LAPPI.sha256) == LAPPI


def test_without_days_no_versions_are_stored(tmp_path: Path) -> None:
    built(tmp_path, keep=Keep(version_days=0))
    assert not (tmp_path / "versions").exists()

"""A document that is erased is nowhere any more: not in any generation, version or cache."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lape_qa.documents.metadata import make_document
from lape_qa.errors import IndexUnavailable, StorageError, UsageError
from lape_qa.index import store as storage
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.store import Erased, Layout
from support.fakes import FakeEncoder
from support.generations import CHUNKING, DOCUMENTS, KAINUU, LAPPI, SHAPE, VASA, build, changed, current, generations


def nothing() -> None:
    """Remove no source."""


def erase(root: Path, identifier: str, *, remove: Callable[[], object] = nothing) -> Erased:
    return storage.erase(root, identifier, IndexRecipe(FakeEncoder(), CHUNKING, SHAPE), "kirsi", remove)


def everything(root: Path) -> bytes:
    """Return the content of every file of an index folder, without the note of what was erased."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and path != Layout(root).erased)
    return b"".join(file.read_bytes() for file in files)


def versions(root: Path) -> list[tuple[str, str]]:
    return sorted((document.id, document.text) for document in Layout(root).versions.documents())


def test_a_document_is_erased_from_all_that_is_kept(tmp_path: Path) -> None:
    first = build(tmp_path).generation
    second = build(tmp_path, changed("Kainuun toinen teksti.")).generation
    third = build(tmp_path, [LAPPI, VASA]).generation
    assert b"toinen teksti" in everything(tmp_path)

    erased = erase(tmp_path, "kainuu")

    assert (erased.versions, erased.generations, erased.copies) == (2, (first, second), ())
    assert generations(tmp_path) == [third, erased.manifest.generation]
    assert current(tmp_path) == erased.manifest.generation
    assert versions(tmp_path) == [("lappi", LAPPI.text), ("vasa", VASA.text)]
    for words in (b"toinen teksti", b"kainuu", b"Kainuu", b"akatemia"):
        assert words not in everything(tmp_path), words
    # What was made of it goes with the segments that it stood in.
    assert erased.manifest.segments == build(tmp_path, [LAPPI, VASA]).segments
    assert [file.name for file in Layout(tmp_path).segments.iterdir()] == erased.manifest.segments


def test_what_was_computed_of_it_leaves_the_cache(tmp_path: Path) -> None:
    build(tmp_path)
    erase(tmp_path, "kainuu")
    encoder = FakeEncoder()
    build(tmp_path, encoder=encoder)
    assert encoder.encoded, "it is computed anew"
    assert {text for text, _ in encoder.encoded if "Kainuu" not in text} == {"Siellä oli 80 ihmistä."}


def test_who_has_erased_what_is_noted_without_its_text(tmp_path: Path) -> None:
    build(tmp_path)
    erase(tmp_path, "kainuu")
    erase(tmp_path, "vasa")
    notes = [json.loads(line) for line in Layout(tmp_path).erased.read_text(encoding="utf-8").splitlines()]
    assert [(note["id"], note["by"], sorted(note)) for note in notes] == [
        ("kainuu", "kirsi", ["at", "by", "id"]),
        ("vasa", "kirsi", ["at", "by", "id"]),
    ]


def test_its_text_goes_under_earlier_ids_too(tmp_path: Path) -> None:
    build(tmp_path, [replace(KAINUU, id="vanha"), LAPPI])
    build(tmp_path, [KAINUU, LAPPI])
    assert erase(tmp_path, "kainuu").versions == 2
    assert versions(tmp_path) == [("lappi", LAPPI.text)]


def test_a_document_with_the_same_text_stays_and_is_named(tmp_path: Path) -> None:
    build(tmp_path, [KAINUU, replace(KAINUU, id="kopio"), LAPPI])
    erased = erase(tmp_path, "kainuu")
    assert (erased.copies, erased.versions) == (("kopio",), 1)
    assert versions(tmp_path) == [("kopio", KAINUU.text), ("lappi", LAPPI.text)]


def test_a_document_of_an_earlier_generation_alone_is_erased(tmp_path: Path) -> None:
    old = build(tmp_path).generation
    build(tmp_path, [LAPPI, VASA])
    assert erase(tmp_path, "kainuu").generations == (old,)


@pytest.mark.parametrize("at", ["sources", "build", "removal"])
def test_what_a_kill_leaves_is_erased_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    class KilledError(BaseException):
        pass

    def kill(*_: object) -> None:
        raise KilledError

    build(tmp_path, changed("Kainuun toinen teksti."))
    build(tmp_path)
    with monkeypatch.context() as patched:
        if at != "sources":
            patched.setattr(storage, {"build": "_use", "removal": "_remove"}[at], kill)
        with pytest.raises(KilledError):
            erase(tmp_path, "kainuu", remove=kill if at == "sources" else nothing)
    erase(tmp_path, "kainuu")
    assert b"ainuu" not in everything(tmp_path)


def test_generations_and_versions_that_cannot_be_read_go_as_well(tmp_path: Path) -> None:
    old = build(tmp_path).generation
    build(tmp_path, [LAPPI, VASA, make_document("oulu", "Oulussa.", {})])
    (Layout(tmp_path).generations / old / "documents.jsonl").write_bytes(b"{")
    [version] = (tmp_path / "versions").glob(f"*/{KAINUU.sha256}.*")
    twin = version.with_name(f"{KAINUU.sha256}.0123456789abcdef.json")
    twin.write_bytes(version.read_bytes()[:40])
    version.with_suffix(".new").write_bytes(version.read_bytes()[:40])
    assert erase(tmp_path, "kainuu").generations == (old,)
    assert b"kainuu" not in everything(tmp_path)
    assert not twin.exists()


def test_an_id_that_no_document_has_or_had_is_refused(tmp_path: Path) -> None:
    build(tmp_path)
    with pytest.raises(UsageError, match="no document has or had the id 'oulu': nothing is erased"):
        erase(tmp_path, "oulu")
    assert not Layout(tmp_path).erased.exists()


def test_the_only_document_is_refused(tmp_path: Path) -> None:
    build(tmp_path, [KAINUU])
    removed: list[str] = []
    with pytest.raises(UsageError, match="'kainuu' is the only document: add another one before it is erased"):
        erase(tmp_path, "kainuu", remove=lambda: removed.append("source"))
    assert removed == []
    assert versions(tmp_path) == [("kainuu", KAINUU.text)]


def test_without_an_index_and_while_another_build_is_at_work_nothing_is_erased(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable):
        erase(tmp_path, "kainuu")
    build(tmp_path)
    with storage._exclusive(Layout(tmp_path)), pytest.raises(StorageError, match="another build is at work"):
        erase(tmp_path, "kainuu")
    assert len(versions(tmp_path)) == len(DOCUMENTS)

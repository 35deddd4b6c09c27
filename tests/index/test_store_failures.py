"""What cannot be used is refused, and a build that fails leaves the old index in use."""

import errno
import hashlib
import os
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from benchmarks.attacks.flips import flip
from lape_qa import durable_files
from lape_qa.documents.chunking import Chunking
from lape_qa.documents.metadata import make_document
from lape_qa.errors import IndexMismatch, IndexUnavailable, StorageError
from lape_qa.index import generation, store
from lape_qa.index.builder import FORMAT
from lape_qa.index.generation import write_manifest
from lape_qa.index.model import Current
from lape_qa.index.store import Layout, open_generation, open_index, served_documents
from support.fakes import FakeEncoder
from support.generations import (
    DOCUMENTS,
    BrokenEncoder,
    as_before_seals,
    build,
    changed,
    current,
    generations,
)
from support.refusals import line

# ---- opening what cannot be used ---------------------------------------------------------------------


def test_without_an_index_the_command_that_makes_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable) as error:
        open_index(tmp_path / "puuttuu", FakeEncoder())
    assert line(error) == f"no index in {tmp_path / 'puuttuu'}: run `lape-qa index --index {tmp_path / 'puuttuu'}`"


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def listed(root: Path) -> list[Path]:
    """The files that the manifest of what is in use lists, and its segments."""
    return [file for file in store.files_of(root, store.current(root)) if file.name != "manifest.json"]


@pytest.mark.parametrize("damage", [_flip, _truncate, Path.unlink], ids=["one bit", "one byte short", "gone"])
def test_damaged_file_is_named_and_the_next_build_mends_it(damage: Callable[[Path], None], tmp_path: Path) -> None:
    build(tmp_path)
    files = listed(tmp_path)
    assert {"dense.faiss", "documents.jsonl", "bounds.npy"} < {file.name for file in files}
    assert [file.parent.name for file in files].count("segments") == 1
    for number in range(len(files)):
        manifest = build(tmp_path)
        file = listed(tmp_path)[number]
        damage(file)
        with pytest.raises(IndexUnavailable) as error:
            open_index(tmp_path, FakeEncoder())
        assert str(file) in line(error)
        assert not isinstance(error.value, IndexMismatch)
        assert build(tmp_path).generation != manifest.generation
        assert len(open_index(tmp_path, FakeEncoder()).documents) == 3


class OtherEncoder(FakeEncoder):
    name = "toinen-malli"


def test_index_of_another_model_names_both(tmp_path: Path) -> None:
    build(tmp_path)
    with pytest.raises(IndexMismatch) as error:
        open_index(tmp_path, OtherEncoder(fingerprint="toinen-sormenjälki"))
    assert "fake (fake-fingerprint)" in line(error)
    assert "toinen-malli (toinen-sormenjälki)" in line(error)


def test_index_of_another_format_names_both(tmp_path: Path) -> None:
    as_before_seals(tmp_path, replace(build(tmp_path), format=99))
    with pytest.raises(IndexMismatch) as error:
        open_index(tmp_path, FakeEncoder())
    assert "format 99" in line(error)
    assert f"format {FORMAT}" in line(error)


def test_index_of_the_format_before_is_refused_and_built_anew_without_encoding(tmp_path: Path) -> None:
    as_before_seals(tmp_path, replace(build(tmp_path), format=6))
    with pytest.raises(IndexMismatch) as error:
        open_index(tmp_path, FakeEncoder())
    assert line(error).endswith(f"format 7: run `lape-qa index --index {tmp_path}`")
    encoder = FakeEncoder()
    assert build(tmp_path, encoder=encoder).format == 7
    assert encoder.encoded == []
    assert len(open_index(tmp_path, FakeEncoder()).documents) == 3


def test_index_from_before_segments_is_refused_as_one_of_its_format(tmp_path: Path) -> None:
    manifest = build(tmp_path)
    file = Layout(tmp_path).generations / manifest.generation / "manifest.json"
    row = {name: value for name, value in asdict(replace(manifest, format=5)).items() if name != "segments"}
    file.write_text(generation._sealed(row), encoding="utf-8")
    Layout(tmp_path).current.write_text(Current(manifest.generation, durable_files.sha256(file)).line, encoding="ascii")
    with pytest.raises(IndexMismatch, match=r"format 5; this program uses model fake .*, format 7: run"):
        open_index(tmp_path, FakeEncoder())


def test_index_from_before_seals_opens_and_the_next_build_writes_its_hash(tmp_path: Path) -> None:
    manifest = build(tmp_path)
    as_before_seals(tmp_path, manifest)
    assert open_index(tmp_path, FakeEncoder()).manifest == manifest
    assert store.current(tmp_path) == Current(manifest.generation, None)
    assert build(tmp_path) == manifest, "it is used again"
    content = (Layout(tmp_path).generations / manifest.generation / "manifest.json").read_bytes()
    assert store.current(tmp_path) == Current(manifest.generation, hashlib.sha256(content).hexdigest())


def test_every_flip_of_a_bit_is_refused_with_one_line(tmp_path: Path) -> None:
    older = build(tmp_path)
    build(tmp_path, changed("Kainuussa pidettiin seminaari."))
    files = len(store.files_of(tmp_path, store.current(tmp_path))) + 1
    in_segments = len([number for number in range(300) if number % files == files - 1])
    assert flip(tmp_path, FakeEncoder(), 300, room=10**6) == {"opening: one line": 300, "afterwards read: whole": 1}
    assert flip(tmp_path, FakeEncoder(), 300, room=0) == {
        "opening: one line": 300 - in_segments,
        "reading: one line": in_segments,
        "afterwards read: whole": 1,
    }
    # So is one in the manifest of a generation that is not in use.
    file = Layout(tmp_path).generations / older.generation / "manifest.json"
    content = file.read_bytes()
    for at in range(0, len(content), 7):
        file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(IndexUnavailable):
            open_generation(tmp_path, older.generation, FakeEncoder())


def test_a_manifest_that_lists_nothing_or_is_another_ones_is_refused(tmp_path: Path) -> None:
    older = build(tmp_path)
    manifest = build(tmp_path, changed("Kainuussa pidettiin seminaari."))
    as_before_seals(tmp_path, replace(manifest, files={}))
    with pytest.raises(IndexUnavailable, match=r"many\.npy is not in the list of its manifest: run"):
        open_index(tmp_path, FakeEncoder())
    with pytest.raises(IndexUnavailable, match=r"documents\.jsonl is not in the list of its manifest: run"):
        served_documents(tmp_path)
    file = Layout(tmp_path).generations / manifest.generation / "manifest.json"
    write_manifest(file.parent, older)
    with pytest.raises(IndexUnavailable, match=r"the manifest of the index generation \S+ is damaged: run"):
        open_index(tmp_path, FakeEncoder())


def test_a_file_that_no_manifest_lists_is_not_read(tmp_path: Path) -> None:
    manifest = build(tmp_path)
    folder = Layout(tmp_path).generations / manifest.generation
    assert not (folder / "tokens").exists()
    (folder / "tokens").mkdir()
    assert open_index(tmp_path, FakeEncoder()).tokens is None


@pytest.mark.parametrize("content", ["", "half", "[]", "null", "{}", '{"format": 1, "files": {}}', b"\xff\xfe"])
def test_half_written_manifest_is_named(content: str | bytes, tmp_path: Path) -> None:
    manifest = build(tmp_path)
    file = Layout(tmp_path).generations / manifest.generation / "manifest.json"
    if content == "half":
        content = file.read_bytes()[: file.stat().st_size // 2]
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(IndexUnavailable) as error:
        open_index(tmp_path, FakeEncoder())
    assert str(file.parent) in line(error)
    assert build(tmp_path).documents == 3


@pytest.mark.parametrize("content", [b"", b"\n", b"20190101T000000Z-puuttuu\n", b"\xff\xfe\x00"])
def test_damaged_current_is_no_index_and_the_next_build_mends_it(content: bytes, tmp_path: Path) -> None:
    build(tmp_path)
    Layout(tmp_path).current.write_bytes(content)
    with pytest.raises(IndexUnavailable) as error:
        open_index(tmp_path, FakeEncoder())
    assert str(tmp_path) in line(error)
    assert build(tmp_path).generation == current(tmp_path)


# ---- a build that fails ------------------------------------------------------------------------------


def test_documents_without_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no text"):
        build(tmp_path, [make_document("a", " ", {})])
    assert not Layout(tmp_path).current.exists()


def test_root_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("ei kansio", encoding="utf-8")
    with pytest.raises(StorageError) as error:
        build(tmp_path / "index")
    assert str(tmp_path / "index") in line(error)


def test_leftover_of_an_interrupted_build_is_removed(tmp_path: Path) -> None:
    leftover = tmp_path / "building-12345"
    (leftover / "lexical").mkdir(parents=True)
    (leftover / "dense.faiss").write_bytes(b"half")
    build(tmp_path)
    assert list(tmp_path.glob("building-*")) == []


def test_segments_of_a_killed_build_are_removed_before_the_next_writes(tmp_path: Path) -> None:
    first = build(tmp_path)
    (tmp_path / "building-12345").mkdir()
    (Layout(tmp_path).segments / ("0" * 64)).write_bytes(b"stray")
    with pytest.raises(StorageError, match="no older generation"):
        store.rollback(tmp_path, FakeEncoder())
    assert shared(tmp_path) == {*first.segments}


def test_segments_stay_where_they_may_be_those_of_a_manifest_that_cannot_be_read(tmp_path: Path) -> None:
    first = build(tmp_path)
    (Layout(tmp_path).generations / first.generation / "manifest.json").write_text("{", encoding="utf-8")
    (tmp_path / "building-12345").mkdir()
    with pytest.raises(StorageError, match="no older generation"):
        store.rollback(tmp_path, FakeEncoder())
    assert shared(tmp_path) == {*first.segments}


def shared(root: Path) -> set[str]:
    return {file.name for file in Layout(root).segments.iterdir()}


def _full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    "target", ["numpy.save", "os.fsync", "os.replace", "pathlib.Path.rename", "pathlib.Path.write_text"]
)
def test_full_disk_leaves_the_old_generation_in_use(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(target, _full)
        with pytest.raises(StorageError) as error:
            build(tmp_path, changed("Kainuussa pidettiin seminaari."))
    assert "No space left on device" in line(error)
    assert str(tmp_path) in line(error)
    assert open_index(tmp_path, FakeEncoder()).manifest == first
    assert list(tmp_path.glob("building-*")) == []
    assert shared(tmp_path) == {*first.segments}
    assert build(tmp_path, changed("Kainuussa pidettiin seminaari.")).generation == current(tmp_path)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let the kernel refuse to write any file beyond a size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 50, 200, 500, 1000, 1500])
def test_disk_that_refuses_any_file_leaves_the_old_generation_in_use(size: int, tmp_path: Path) -> None:
    first = build(tmp_path)
    with largest_file(size), pytest.raises(StorageError) as error:
        build(tmp_path, changed("Kainuussa pidettiin seminaari."))
    assert str(tmp_path) in line(error)
    assert open_index(tmp_path, FakeEncoder()).manifest == first
    assert list(tmp_path.glob("building-*")) == []
    assert shared(tmp_path) == {*first.segments}


@pytest.mark.parametrize("missing", [10_000, 20], ids=["while writing", "when closing"])
def test_full_disk_that_only_faiss_meets_is_a_storage_error(missing: int, tmp_path: Path) -> None:
    # Faiss reports a full disk as RuntimeError and, of the last bytes of a file, not at all.
    first = build(tmp_path)
    text = " ".join(f"Perhekeskus numero {number} on Lapissa." for number in range(100))
    many = [make_document("lappi", text, {"title": "L"})]
    chunking = Chunking(target=10, maximum=60)
    trial = build(tmp_path / "trial", many, chunking=chunking)
    folder = Layout(tmp_path / "trial").generations / trial.generation
    largest, *others = sorted((p.stat().st_size, p.name) for p in folder.rglob("*") if p.is_file())[::-1]
    assert largest[1] == "dense.faiss"
    assert missing > 20 or others[0][0] < largest[0] - missing
    with largest_file(largest[0] - missing), pytest.raises(StorageError):
        build(tmp_path, many, chunking=chunking)
    assert open_index(tmp_path, FakeEncoder()).manifest == first
    assert list(tmp_path.glob("building-*")) == []
    assert shared(tmp_path) == {*first.segments}


def test_index_whose_passages_do_not_find_themselves_is_not_taken_into_use(tmp_path: Path) -> None:
    first = build(tmp_path)
    with pytest.raises(StorageError, match="does not find itself"):
        build(tmp_path, encoder=BrokenEncoder(fingerprint="broken"))
    assert open_index(tmp_path, FakeEncoder()).manifest == first
    assert generations(tmp_path) == [first.generation]
    assert list(tmp_path.glob("building-*")) == []
    assert shared(tmp_path) == {*first.segments}


def test_error_of_the_encoder_passes_through_and_leaves_nothing(tmp_path: Path) -> None:
    def fail(work: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    first = build(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, changed("Kainuussa pidettiin seminaari."), progress=fail)
    assert open_index(tmp_path, FakeEncoder()).manifest == first
    assert list(tmp_path.glob("building-*")) == []
    assert shared(tmp_path) == {*first.segments}


def test_concurrent_build_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    refused = []

    def build_too(work: str, done: int, total: int) -> None:
        with pytest.raises(StorageError, match="another build is at work") as error:
            build(tmp_path)
        refused.append(str(error.value))

    manifest = build(tmp_path, progress=build_too)
    assert len(refused) == len(DOCUMENTS) + 2 * manifest.passages + manifest.sentences
    assert str(tmp_path) in refused[0]
    assert open_index(tmp_path, FakeEncoder()).manifest == manifest


def test_build_is_refused_while_another_process_holds_the_lock(tmp_path: Path) -> None:
    first = build(tmp_path)
    with FileLock(Layout(tmp_path).lock), pytest.raises(StorageError, match="another build is at work"):
        build(tmp_path, changed("Kainuussa pidettiin seminaari."))
    assert open_index(tmp_path, FakeEncoder()).manifest == first


# ---- a crash -----------------------------------------------------------------------------------------


def test_crash_at_any_instant_leaves_a_whole_index(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copy the folder before every step that matters: each copy is what a power cut would have left."""
    copies: list[Path] = []
    store = tmp_path_factory.mktemp("copies")

    def snapshot() -> None:
        copies.append(store / str(len(copies)))
        shutil.copytree(tmp_path, copies[-1])

    def before(owner: object, name: str) -> None:
        real = getattr(owner, name)

        def step(*args: object, **options: object) -> object:
            snapshot()
            return real(*args, **options)

        monkeypatch.setattr(owner, name, step)

    old = build(tmp_path)
    before(os, "fsync")
    before(os, "replace")
    before(np, "save")
    before(Path, "rename")
    before(shutil, "rmtree")
    new = build(tmp_path, changed("Kainuussa pidettiin seminaari."))
    monkeypatch.undo()

    snapshot()
    served = []
    for copy in copies:
        served.append(open_index(copy, FakeEncoder()).manifest)
        again = build(copy, changed("Kainuussa pidettiin seminaari."))
        assert open_index(copy, FakeEncoder()).manifest == again
        assert list(copy.glob("building-*")) == []
        assert {file.name for file in Layout(copy).segments.iterdir()} == {*old.segments, *new.segments}
    assert len(served) > 15
    assert served[0] == old
    assert served[-1] == new
    assert served == sorted(served, key=lambda manifest: manifest.generation), "never back to the old one"

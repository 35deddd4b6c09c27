import errno
import json
import os
import resource
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import faiss
import numpy as np
import pytest
from filelock import FileLock

from fakes import FakeEncoder, make_query
from lape_qa import passages, storage
from lape_qa.corpus import make_document
from lape_qa.encoder import Progress, Role
from lape_qa.errors import IndexMismatch, IndexUnavailable, StorageError
from lape_qa.passages import Chunking
from lape_qa.query import analyse
from lape_qa.storage import FORMAT, KEPT_GENERATIONS, Layout, open_index
from lape_qa.types import Document, Manifest, Vectors

LAPPI = make_document(
    "lappi",
    "# Lappi\r\n\r\nLapissa on perhekeskus. Kittilässä on kaksi\u2028paikkaa.\r\n\r\nLoppu 👨\u200d👩\u200d👧.",
    {"title": 'Lappi: "malli"', "region": "Lappi", "published": "2019", "url": "https://example.fi/a?b=ä"},
)
KAINUU = make_document("kainuu", "Kainuussa pidettiin akatemia. Siellä oli 80 ihmistä.", {"title": "Kainuu"})
VASA = make_document("vasa", "Barnens hus ligger i Vasa.", {"title": "Vasa", "language": "sv"})
DOCUMENTS = [KAINUU, LAPPI, VASA]
CHUNKING = Chunking(target=20, maximum=60)


def ignore(work: str, done: int, total: int) -> None:
    pass


def build(
    root: Path,
    documents: Sequence[Document] = DOCUMENTS,
    *,
    encoder: FakeEncoder | None = None,
    chunking: Chunking = CHUNKING,
    progress: storage.Progress = ignore,
) -> Manifest:
    encoder = encoder or FakeEncoder()
    split = partial(passages.split, chunking=chunking, fits=encoder.fits)
    return storage.build(root, documents, split, encoder, chunking, progress)


def changed(text: str) -> list[Document]:
    """The documents, one of them with another text."""
    return [make_document("kainuu", text, {"title": "Kainuu"}), LAPPI, VASA]


def generations(root: Path) -> list[str]:
    return sorted(folder.name for folder in Layout(root).generations.iterdir())


def current(root: Path) -> str:
    return Layout(root).current.read_text(encoding="utf-8").strip()


def line(error: pytest.ExceptionInfo[Exception]) -> str:
    assert "\n" not in str(error.value), "an error is one line"
    return str(error.value)


# ---- what is written is what is read ---------------------------------------------------------------------


def test_documents_and_passages_come_back_as_they_were(tmp_path: Path) -> None:
    build(tmp_path)
    generation = open_index(tmp_path, FakeEncoder())
    expected = [p for d in DOCUMENTS for p in passages.split(d, CHUNKING, FakeEncoder().fits)]
    assert generation.documents == {"kainuu": KAINUU, "lappi": LAPPI, "vasa": VASA}
    assert generation.document("lappi").text == LAPPI.text
    assert generation.passages == expected
    assert len(expected) > 3
    assert generation.rows == {passage.id: row for row, passage in enumerate(expected)}


def test_pages_come_back_as_they_were(tmp_path: Path) -> None:
    paged = replace(KAINUU, pages=(0, 33, 33))
    build(tmp_path, [paged])
    assert open_index(tmp_path, FakeEncoder()).document("kainuu") == paged


def test_unknown_document_is_a_key_error(tmp_path: Path) -> None:
    build(tmp_path)
    with pytest.raises(KeyError):
        open_index(tmp_path, FakeEncoder()).document("puuttuu")


def test_sentence_vectors_are_those_of_the_encoder(tmp_path: Path) -> None:
    manifest = build(tmp_path)
    generation = open_index(tmp_path, FakeEncoder())
    quotes = [
        [generation.document(passage.document_id).text[span.start : span.end] for span in passage.sentences]
        for passage in generation.passages
    ]
    assert sum(map(len, quotes)) == manifest.sentences == 6
    for rows in ([0], [1], [*range(len(quotes))], [2, 0]):
        vectors = generation.sentence_vectors(rows)
        assert vectors.dtype == np.float32
        expected = FakeEncoder().encode([quote for row in rows for quote in quotes[row]], "passage")
        np.testing.assert_allclose(vectors, expected, atol=1e-3)


def test_both_searchers_find_what_was_indexed(tmp_path: Path) -> None:
    build(tmp_path)
    generation = open_index(tmp_path, FakeEncoder())
    query = analyse("Missä pidettiin akatemia?", FakeEncoder())
    assert generation.lexical.search(query, 1)[0].passage.document_id == "kainuu"
    assert generation.dense.search(query, 1)[0].passage.document_id == "kainuu"


@pytest.mark.parametrize(
    ("term", "found"),
    [
        pytest.param("barn", ["vasa"], id="Swedish stem of barnens"),
        pytest.param("kunta", ["de"], id="an unknown language is taken for Finnish"),
        pytest.param("vaasa", ["vasa"], id="the region is Finnish in a Swedish document too"),
        pytest.param("puuttuu", [], id="no such term"),
    ],
)
def test_terms_are_those_of_the_documents_language(term: str, found: list[str], tmp_path: Path) -> None:
    german = make_document("de", "Kunnassa on perhekeskus.", {"title": "X", "language": "de"})
    build(tmp_path, [replace(VASA, region="Vaasa"), german])
    generation = open_index(tmp_path, FakeEncoder())
    assert [hit.passage.document_id for hit in generation.lexical.search(make_query(term), 10)] == found


def test_manifest_says_what_the_generation_was_made_of(tmp_path: Path) -> None:
    manifest = build(tmp_path)
    folder = Layout(tmp_path).generations / manifest.generation
    on_disk = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    assert manifest.format == FORMAT
    assert (manifest.model, manifest.model_fingerprint, manifest.dimensions) == ("fake", "fake-fingerprint", 64)
    assert manifest.chunking == {"target": 20, "maximum": 60}
    assert (manifest.documents, manifest.sentences) == (3, 6)
    assert sorted([*manifest.files, "manifest.json"]) == on_disk
    assert manifest.generation == current(tmp_path)
    assert open_index(tmp_path, FakeEncoder()).manifest == manifest


def test_document_without_sentences_is_indexed(tmp_path: Path) -> None:
    manifest = build(tmp_path, [make_document("otsikko", "Pelkkä otsikko", {})])
    generation = open_index(tmp_path, FakeEncoder())
    assert (manifest.passages, manifest.sentences) == (1, 0)
    assert generation.sentence_vectors([0]).shape == (0, 64)


@pytest.mark.parametrize("text", ["On se.", "* * *"])
def test_document_without_a_search_term_is_indexed(text: str, tmp_path: Path) -> None:
    build(tmp_path, [make_document("a", text, {"title": "Se"})])
    generation = open_index(tmp_path, FakeEncoder())
    assert [passage.text for passage in generation.passages] == [text]
    assert generation.lexical.search(make_query("lappi"), 10) == []


def test_document_without_text_is_kept_beside_others(tmp_path: Path) -> None:
    empty = make_document("tyhjä", " \n", {"title": "Tyhjä"})
    manifest = build(tmp_path, [KAINUU, empty])
    assert manifest.documents == 2
    assert open_index(tmp_path, FakeEncoder()).document("tyhjä") == empty


def test_progress_ends_at_its_total(tmp_path: Path) -> None:
    last: dict[str, tuple[int, int]] = {}
    manifest = build(tmp_path, progress=lambda work, done, total: last.__setitem__(work, (done, total)))
    encoded = manifest.passages + manifest.sentences
    assert last == {"encoding": (encoded, encoded), "analysing words": (manifest.passages, manifest.passages)}


# ---- a second build --------------------------------------------------------------------------------------


def test_second_build_of_the_same_does_nothing_and_returns_the_same_manifest(tmp_path: Path) -> None:
    first = build(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.name != "build.lock"}
    encoder = FakeEncoder()
    assert build(tmp_path, encoder=encoder) == first
    assert encoder.encoded == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.name != "build.lock"} == before


@pytest.mark.parametrize(
    "documents",
    [
        pytest.param(changed("Kainuussa pidettiin seminaari."), id="another text"),
        pytest.param([replace(KAINUU, region="Kainuu"), LAPPI, VASA], id="other metadata"),
        pytest.param([KAINUU, LAPPI], id="one fewer"),
    ],
)
def test_changed_corpus_gives_a_new_generation(documents: list[Document], tmp_path: Path) -> None:
    first = build(tmp_path)
    second = build(tmp_path, documents)
    assert second.generation > first.generation
    assert generations(tmp_path) == [first.generation, second.generation]
    assert current(tmp_path) == second.generation
    assert list(open_index(tmp_path, FakeEncoder()).documents.values()) == documents


def test_changed_chunking_gives_a_new_generation(tmp_path: Path) -> None:
    first = build(tmp_path)
    second = build(tmp_path, chunking=Chunking(target=200, maximum=400))
    assert second.generation != first.generation
    assert second.passages == 3


def test_changed_model_gives_a_new_generation(tmp_path: Path) -> None:
    build(tmp_path)
    second = build(tmp_path, encoder=FakeEncoder(fingerprint="another"))
    assert second.model_fingerprint == "another"
    assert open_index(tmp_path, FakeEncoder(fingerprint="another")).manifest == second


def test_only_the_last_generations_are_kept(tmp_path: Path) -> None:
    names = [build(tmp_path, changed(f"Kainuu {number}.")).generation for number in range(KEPT_GENERATIONS + 2)]
    assert KEPT_GENERATIONS == 3
    assert generations(tmp_path) == names[-3:]
    assert current(tmp_path) == names[-1]


def test_generation_that_is_open_serves_on_when_it_is_removed(tmp_path: Path) -> None:
    first = build(tmp_path)
    generation = open_index(tmp_path, FakeEncoder())
    vectors = generation.sentence_vectors([0, 1])
    for number in range(KEPT_GENERATIONS):
        build(tmp_path, changed(f"Kainuu {number}."))
    assert first.generation not in generations(tmp_path)
    query = analyse("Missä pidettiin akatemia?", FakeEncoder())
    assert generation.lexical.search(query, 1)[0].passage.document_id == "kainuu"
    assert generation.dense.search(query, 1)[0].passage.document_id == "kainuu"
    np.testing.assert_array_equal(generation.sentence_vectors([0, 1]), vectors)


# ---- opening what cannot be used -------------------------------------------------------------------------


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


@pytest.mark.parametrize("damage", [_flip, _truncate, Path.unlink], ids=["one bit", "one byte short", "gone"])
def test_damaged_file_is_named_and_the_next_build_mends_it(damage: Callable[[Path], None], tmp_path: Path) -> None:
    files = sorted(build(tmp_path).files)
    assert {"dense.faiss", "documents.jsonl", "passages.jsonl", "sentences.npy"} < set(files)
    for name in files:
        manifest = build(tmp_path)
        file = Layout(tmp_path).generations / manifest.generation / name
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
    manifest = build(tmp_path)
    file = Layout(tmp_path).generations / manifest.generation / "manifest.json"
    file.write_text(json.dumps(asdict(replace(manifest, format=99))), encoding="utf-8")
    with pytest.raises(IndexMismatch) as error:
        open_index(tmp_path, FakeEncoder())
    assert "format 99" in line(error)
    assert f"format {FORMAT}" in line(error)


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


# ---- a build that fails ----------------------------------------------------------------------------------


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


class BrokenEncoder(FakeEncoder):
    """Gives vectors that are not of unit length."""

    def encode(self, texts: Sequence[str], role: Role, progress: Progress | None = None) -> Vectors:
        vectors = super().encode(texts, role, progress)
        vectors[0] = vectors.sum(axis=0) * 10
        return vectors


def test_index_whose_passages_do_not_find_themselves_is_not_taken_into_use(tmp_path: Path) -> None:
    first = build(tmp_path)
    with pytest.raises(StorageError, match="does not find itself"):
        build(tmp_path, changed("Kainuussa pidettiin seminaari."), encoder=BrokenEncoder())
    assert open_index(tmp_path, FakeEncoder()).manifest == first
    assert generations(tmp_path) == [first.generation]
    assert list(tmp_path.glob("building-*")) == []


def test_error_of_the_encoder_passes_through_and_leaves_nothing(tmp_path: Path) -> None:
    def fail(work: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    first = build(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, changed("Kainuussa pidettiin seminaari."), progress=fail)
    assert open_index(tmp_path, FakeEncoder()).manifest == first
    assert list(tmp_path.glob("building-*")) == []


def test_concurrent_build_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    refused = []

    def build_too(work: str, done: int, total: int) -> None:
        with pytest.raises(StorageError, match="another build is at work") as error:
            build(tmp_path)
        refused.append(str(error.value))

    manifest = build(tmp_path, progress=build_too)
    assert len(refused) == 2 * manifest.passages + manifest.sentences
    assert str(tmp_path) in refused[0]
    assert open_index(tmp_path, FakeEncoder()).manifest == manifest


def test_build_is_refused_while_another_process_holds_the_lock(tmp_path: Path) -> None:
    first = build(tmp_path)
    with FileLock(Layout(tmp_path).lock), pytest.raises(StorageError, match="another build is at work"):
        build(tmp_path, changed("Kainuussa pidettiin seminaari."))
    assert open_index(tmp_path, FakeEncoder()).manifest == first


# ---- a crash ---------------------------------------------------------------------------------------------


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
    assert len(served) > 15
    assert served[0] == old
    assert served[-1] == new
    assert served == sorted(served, key=lambda manifest: manifest.generation), "never back to the old one"


def test_faiss_is_exact(tmp_path: Path) -> None:
    manifest = build(tmp_path)
    index = faiss.read_index(str(Layout(tmp_path).generations / manifest.generation / "dense.faiss"))
    assert isinstance(index, faiss.IndexFlat)
    assert index.ntotal == manifest.passages

import errno
import json
import os
import resource
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import faiss
import numpy as np
import pytest
from filelock import FileLock

from lape_qa.documents import chunking as passages
from lape_qa.documents.chunking import Chunking
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document
from lape_qa.encoding.model import Vectors
from lape_qa.encoding.protocol import Advance, Role
from lape_qa.errors import IndexMismatch, IndexUnavailable, StorageError
from lape_qa.index import store as storage
from lape_qa.index.builder import FORMAT, Progress
from lape_qa.index.generation import Generation
from lape_qa.index.model import Manifest, Ranking
from lape_qa.index.recipe import IndexRecipe, Shape
from lape_qa.index.store import Built, Changes, Keep, Layout, Listed, open_index
from lape_qa.question.analysis import analyse
from support.fakes import FakeEncoder

LAPPI = make_document(
    "lappi",
    "# Lappi\r\n\r\nLapissa on perhekeskus. Kittilässä on kaksi\u2028paikkaa.\r\n\r\nLoppu 👨\u200d👩\u200d👧.",
    {"title": 'Lappi: "malli"', "region": "Lappi", "published": "2019", "url": "https://example.fi/a?b=ä"},
)
KAINUU = make_document("kainuu", "Kainuussa pidettiin akatemia. Siellä oli 80 ihmistä.", {"title": "Kainuu"})
VASA = make_document("vasa", "Barnens hus ligger i Vasa.", {"title": "Vasa", "language": "sv"})
DOCUMENTS = [KAINUU, LAPPI, VASA]
CHUNKING = Chunking(target=20, maximum=60)
KEEP = Keep()
SHAPE = Shape()


def ignore(work: str, done: int, total: int) -> None:
    pass


def build(
    root: Path,
    documents: Sequence[Document] = DOCUMENTS,
    *,
    encoder: FakeEncoder | None = None,
    chunking: Chunking = CHUNKING,
    progress: Progress = ignore,
) -> Manifest:
    return built(root, documents, encoder=encoder, chunking=chunking, progress=progress).manifest


def built(
    root: Path,
    documents: Sequence[Document] = DOCUMENTS,
    *,
    encoder: FakeEncoder | None = None,
    chunking: Chunking = CHUNKING,
    progress: Progress = ignore,
    keep: Keep = KEEP,
    shape: Shape = SHAPE,
) -> Built:
    encoder = encoder or FakeEncoder()
    return storage.build(root, documents, IndexRecipe(encoder, chunking, shape), progress, keep)


def changed(text: str) -> list[Document]:
    """The documents, one of them with another text."""
    return [make_document("kainuu", text, {"title": "Kainuu"}), LAPPI, VASA]


def generations(root: Path) -> list[str]:
    return sorted(folder.name for folder in Layout(root).generations.iterdir())


def current(root: Path) -> str:
    return Layout(root).current.read_text(encoding="utf-8").strip()


def owners(generation: Generation, ranking: Ranking) -> list[str]:
    """The documents of what was found, best first."""
    return [generation.passages[row].document_id for row in ranking.rows.tolist()]


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
    assert owners(generation, generation.lexical.search(query.words, 1)) == ["kainuu"]
    assert owners(generation, generation.dense.search(query.vector, 1)) == ["kainuu"]


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
    assert owners(generation, generation.lexical.search([(term,)], 10)) == found


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
    assert owners(generation, generation.lexical.search([("lappi",)], 10)) == []


def test_document_without_text_is_kept_beside_others(tmp_path: Path) -> None:
    empty = make_document("tyhjä", " \n", {"title": "Tyhjä"})
    manifest = build(tmp_path, [KAINUU, empty])
    assert manifest.documents == 2
    assert open_index(tmp_path, FakeEncoder()).document("tyhjä") == empty


def test_progress_ends_at_its_total(tmp_path: Path) -> None:
    last: dict[str, tuple[int, int]] = {}
    manifest = build(tmp_path, progress=lambda work, done, total: last.__setitem__(work, (done, total)))
    encoded = manifest.passages + manifest.sentences
    assert last == {
        "cutting texts": (3, 3),
        "encoding": (encoded, encoded),
        "analysing words": (manifest.passages, manifest.passages),
    }


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
    names = [build(tmp_path, changed(f"Kainuu {number}.")).generation for number in range(KEEP.generations + 2)]
    assert KEEP.generations == 3
    assert generations(tmp_path) == names[-3:]
    assert current(tmp_path) == names[-1]


def test_generation_that_is_open_serves_on_when_it_is_removed(tmp_path: Path) -> None:
    first = build(tmp_path)
    generation = open_index(tmp_path, FakeEncoder())
    vectors = generation.sentence_vectors([0, 1])
    for number in range(KEEP.generations):
        build(tmp_path, changed(f"Kainuu {number}."))
    assert first.generation not in generations(tmp_path)
    query = analyse("Missä pidettiin akatemia?", FakeEncoder())
    assert owners(generation, generation.lexical.search(query.words, 1)) == ["kainuu"]
    assert owners(generation, generation.dense.search(query.vector, 1)) == ["kainuu"]
    np.testing.assert_array_equal(generation.sentence_vectors([0, 1]), vectors)


# ---- what is not computed again ----------------------------------------------------------------------------


def texts(documents: Sequence[Document]) -> set[str]:
    """What the encoder is given of some documents when nothing is known."""
    encoder = FakeEncoder()
    cut = [(d, p) for d in documents for p in passages.split(d, CHUNKING, encoder.fits)]
    indexed = {passages.indexed_text(d, p.heading, p.text) for d, p in cut}
    return indexed | {d.text[span.start : span.end] for d, p in cut for span in p.sentences}


def encoded(encoder: FakeEncoder) -> list[str]:
    return sorted(text for text, _ in encoder.encoded)


def test_added_document_alone_is_encoded(tmp_path: Path) -> None:
    first = built(tmp_path)
    encoder = FakeEncoder()
    added = make_document("nokia", "Nokialla on kerhotalo. Se on uusi.", {"title": "Nokia"})
    second = built(tmp_path, [*DOCUMENTS, added], encoder=encoder)
    assert encoded(encoder) == ["Nokia. Nokialla on kerhotalo. Se on uusi.", "Nokialla on kerhotalo.", "Se on uusi."]
    assert (first.encoded, second.encoded) == (len(texts(DOCUMENTS)), 3)
    assert second.changes == Changes(added=("nokia",), changed=(), renamed=(), removed=(), unchanged=3)


def test_generation_of_known_parts_is_the_same_as_one_built_at_once(tmp_path: Path) -> None:
    for documents in ([KAINUU], [KAINUU, LAPPI], DOCUMENTS):
        parts = build(tmp_path / "parts", documents)
    whole = build(tmp_path / "whole")
    assert parts.files == whole.files
    assert len(parts.files) > 10


def test_changed_document_is_encoded_as_far_as_it_is_new(tmp_path: Path) -> None:
    built(tmp_path)
    encoder = FakeEncoder()
    result = built(tmp_path, changed("Kainuussa pidettiin akatemia. Siellä oli 90 ihmistä."), encoder=encoder)
    # Each of the two sentences is a passage of its own.
    assert encoded(encoder) == ["Kainuu. Siellä oli 90 ihmistä.", "Siellä oli 90 ihmistä."]
    assert result.changes == Changes(added=(), changed=("kainuu",), renamed=(), removed=(), unchanged=2)


def test_renamed_document_is_recognised_and_not_encoded(tmp_path: Path) -> None:
    built(tmp_path)
    encoder = FakeEncoder()
    result = built(tmp_path, [replace(KAINUU, id="uusi-nimi"), LAPPI, VASA], encoder=encoder)
    assert encoder.encoded == []
    assert result.changes == Changes((), (), renamed=(("kainuu", "uusi-nimi"),), removed=(), unchanged=2)
    assert open_index(tmp_path, FakeEncoder()).rows_of("uusi-nimi") == [0, 1]


def test_removed_document_is_gone_from_the_next_generation(tmp_path: Path) -> None:
    built(tmp_path)
    encoder = FakeEncoder()
    result = built(tmp_path, [LAPPI, VASA], encoder=encoder)
    assert encoder.encoded == []
    assert result.changes == Changes((), (), (), removed=("kainuu",), unchanged=2)
    query = analyse("Missä pidettiin akatemia?", FakeEncoder())
    generation = open_index(tmp_path, FakeEncoder())
    searches = (generation.dense.search(query.vector, 10), generation.lexical.search(query.words, 10))
    found = [name for ranking in searches for name in owners(generation, ranking)]
    assert "kainuu" not in found


def test_text_that_stands_twice_is_encoded_once(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    build(tmp_path, [KAINUU, replace(KAINUU, id="toinen")], encoder=encoder)
    assert encoded(encoder) == sorted(texts([KAINUU]))
    generation = open_index(tmp_path, encoder)
    np.testing.assert_array_equal(generation.sentence_vectors([0, 1]), generation.sentence_vectors([2, 3]))


def test_another_model_knows_nothing_of_the_first(tmp_path: Path) -> None:
    build(tmp_path)
    encoder = FakeEncoder(fingerprint="another")
    build(tmp_path, encoder=encoder)
    assert encoded(encoder) == sorted(texts(DOCUMENTS))


def test_another_way_of_cutting_knows_nothing_of_the_first(tmp_path: Path) -> None:
    build(tmp_path, [LAPPI])
    recipe = IndexRecipe(FakeEncoder(), CHUNKING, split=lambda document, *_: [passages.whole(document)])
    whole = storage.build(tmp_path, [replace(LAPPI, title="L")], recipe).manifest
    assert whole.passages == 1
    assert build(tmp_path, [replace(LAPPI, title="L"), KAINUU]).passages > 2


def test_interrupted_build_goes_on_where_it_was(tmp_path: Path) -> None:
    many = [make_document(f"d{n:03}", f"Virke numero {n}.", {"title": "T"}) for n in range(300)]
    interrupted = FakeEncoder()

    def interrupt(work: str, done: int, total: int) -> None:
        if (work, done) == ("encoding", 520):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, many, encoder=interrupted, progress=interrupt)
    encoder = FakeEncoder()
    build(tmp_path, many, encoder=encoder)
    # Encoded and committed in blocks of 256, the third was under way.
    assert (len(interrupted.encoded), len(encoder.encoded)) == (520, 600 - 512)
    assert {text for text, _ in [*interrupted.encoded, *encoder.encoded]} == texts(many)


@pytest.mark.parametrize("damage", ["garbage", "half", "middle"])
def test_damaged_cache_is_made_anew(damage: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    build(tmp_path)
    file = Layout(tmp_path).cache
    content = file.read_bytes()
    page = 4096
    file.write_bytes(
        {
            "garbage": b"ei tietokanta" * 1000,
            "half": content[: len(content) // 2],
            "middle": content[: 2 * page] + b"\xff" * page + content[3 * page :],
        }[damage]
    )
    encoder = FakeEncoder()
    documents = changed("Kainuussa pidettiin seminaari.")
    manifest = build(tmp_path, documents, encoder=encoder)
    assert f"{file} was damaged" in caplog.text
    assert encoded(encoder) == sorted(texts(documents))
    assert open_index(tmp_path, FakeEncoder()).manifest == manifest


def test_value_that_is_not_as_it_was_put_is_computed_again(tmp_path: Path) -> None:
    build(tmp_path)
    with closing(sqlite3.connect(Layout(tmp_path).cache)) as connection:
        connection.execute("UPDATE entries SET value = zeroblob(length(value))")
        connection.commit()
    encoder = FakeEncoder()
    documents = [*DOCUMENTS, make_document("x", "Uusi.", {})]
    build(tmp_path, documents, encoder=encoder)
    assert encoded(encoder) == sorted(texts(documents))


def test_vectors_that_failed_validation_do_not_come_back(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="does not find itself"):
        build(tmp_path, encoder=BrokenEncoder())
    assert build(tmp_path).generation == current(tmp_path)


def test_cache_forgets_what_the_last_builds_did_not_use(tmp_path: Path) -> None:
    keep = Keep(generations=2)
    for number in range(3):
        built(tmp_path, changed(f"Kainuu {number}."), keep=keep)
    again, too_old = FakeEncoder(), FakeEncoder()
    built(tmp_path, [*changed("Kainuu 1."), make_document("x", "Uusi.", {})], encoder=again, keep=keep)
    built(tmp_path, [*changed("Kainuu 0."), make_document("x", "Uusi.", {})], encoder=too_old, keep=keep)
    assert encoded(again) == ["Uusi.", "Uusi.. Uusi."]
    assert encoded(too_old) == ["Kainuu 0.", "Kainuu. Kainuu 0."]


# ---- earlier generations -----------------------------------------------------------------------------------


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


# ---- versions ----------------------------------------------------------------------------------------------


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

    def encode(self, texts: Sequence[str], role: Role, advance: Advance | None = None) -> Vectors:
        vectors = super().encode(texts, role, advance)
        vectors[-1] = vectors.sum(axis=0) * 10
        return vectors


def test_index_whose_passages_do_not_find_themselves_is_not_taken_into_use(tmp_path: Path) -> None:
    first = build(tmp_path)
    with pytest.raises(StorageError, match="does not find itself"):
        build(tmp_path, encoder=BrokenEncoder(fingerprint="broken"))
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
    assert len(refused) == len(DOCUMENTS) + 2 * manifest.passages + manifest.sentences
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


def test_an_index_of_another_shape_is_built_anew(tmp_path: Path) -> None:
    manifests = [built(tmp_path, shape=Shape(exact_up_to=size)).manifest for size in (100_000, 0, 0)]
    assert manifests[1] == manifests[2]
    assert [dict(manifest.shape) for manifest in manifests[:2]] == [
        {"late": True, "exact_up_to": 100_000},
        {"late": True, "exact_up_to": 0},
    ]

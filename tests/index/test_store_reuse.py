"""A second build computes only what is new."""

import hashlib
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lape_qa.documents import chunking as passages
from lape_qa.documents.chunking import Chunking
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document, Passage
from lape_qa.encoding.model import Vectors
from lape_qa.encoding.protocol import Advance, Role
from lape_qa.errors import ModelError, StorageError
from lape_qa.index import builder, token_vectors
from lape_qa.index import store as storage
from lape_qa.index.model import Changes, Keep
from lape_qa.index.positions import Occurrence
from lape_qa.index.recipe import IndexRecipe, Shape
from lape_qa.index.store import Layout, open_index
from lape_qa.question.analysis import analyse
from support.fakes import FakeEncoder
from support.generations import (
    CHUNKING,
    DOCUMENTS,
    KAINUU,
    KEEP,
    LAPPI,
    VASA,
    BrokenEncoder,
    build,
    built,
    changed,
    current,
    encoded,
    generations,
    owners,
    texts,
)

# ---- a second build ----------------------------------------------------------------------------------


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
        pytest.param([replace(KAINUU, digest=True), LAPPI, VASA], id="now a digest"),
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


# ---- what is not computed again ----------------------------------------------------------------------


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
    assert (parts.files, parts.segments) == (whole.files, whole.segments)
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
    assert open_index(tmp_path, FakeEncoder()).rows_of("uusi-nimi") == range(2)


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


def test_renamed_documents_of_one_text_are_told_in_their_order(tmp_path: Path) -> None:
    built(tmp_path, [replace(KAINUU, id=name) for name in ("b", "a", "c")] + [LAPPI])
    names = ("z", "c", "y", "x", "w")
    result = built(tmp_path, [replace(KAINUU, id=name) for name in names] + [VASA])
    assert result.changes == Changes(
        added=("x", "w", "vasa"), changed=(), renamed=(("b", "z"), ("a", "y")), removed=("lappi",), unchanged=1
    )


def test_text_that_stands_twice_is_encoded_once(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    build(tmp_path, [KAINUU, replace(KAINUU, id="toinen")], encoder=encoder)
    assert encoded(encoder) == sorted(texts([KAINUU]))
    generation = open_index(tmp_path, encoder)
    np.testing.assert_array_equal(generation.sentence_vectors([0, 1]), generation.sentence_vectors([2, 3]))


def test_a_passage_that_is_a_sentence_too_is_encoded_once_with_its_tokens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    width = FakeEncoder.dimensions
    monkeypatch.setattr(token_vectors, "available", lambda _: True)
    directions = np.zeros(width, np.float32), np.eye(width, dtype=np.float32)
    monkeypatch.setattr(token_vectors, "_directions", lambda: directions)
    bare = Document("yksi", "Perhekeskus avattiin.", "0" * 64, title="", language="fi")
    encoder = FakeEncoder()
    build(tmp_path, [replace(bare, sha256=hashlib.sha256(bare.text.encode()).hexdigest())], encoder=encoder)
    assert encoder.encoded == [("Perhekeskus avattiin.", "passage")]
    [found] = open_index(tmp_path, encoder).sentence_vectors([0])
    np.testing.assert_array_equal(found, encoder.encode([bare.text], "passage")[0].astype(np.float16))


def test_words_are_analysed_while_the_encoder_is_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    analysed = threading.Event()
    threads: list[str] = []
    of = builder.occurrences

    def noting(document: Document, passage: Passage, before: str) -> list[Occurrence]:
        threads.append(threading.current_thread().name)
        if len(threads) == 6:
            analysed.set()
        return of(document, passage, before)

    class Waiting(FakeEncoder):
        """Encodes once all words are analysed."""

        def encode(self, texts: Sequence[str], role: Role, advance: Advance | None = None) -> Vectors:
            assert analysed.wait(60)
            return super().encode(texts, role, advance)

    monkeypatch.setattr(builder, "occurrences", noting)
    manifest = build(tmp_path, encoder=Waiting())
    assert manifest.passages == 6
    assert threads == ["analyse_0"] * 6


def test_words_that_cannot_be_analysed_end_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> list[Occurrence]:
        raise MemoryError("no room for the words")

    monkeypatch.setattr(builder, "occurrences", failing)
    with pytest.raises(MemoryError, match="no room for the words"):
        build(tmp_path)
    assert generations(tmp_path) == []


def test_an_encoder_that_fails_ends_the_analysis_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [make_document(f"d{n:03}", f"Virke numero {n}.", {"title": "T"}) for n in range(300)]
    begun = threading.Event()
    failed = threading.Event()
    analysed: list[str] = []
    of = builder.occurrences

    def noting(document: Document, passage: Passage, before: str) -> list[Occurrence]:
        analysed.append(document.id)
        begun.set()
        assert failed.wait(60)
        return of(document, passage, before)

    class Failing(FakeEncoder):
        """Fails when the first words are being analysed."""

        def encode(self, texts: Sequence[str], role: Role, advance: Advance | None = None) -> Vectors:
            assert begun.wait(60)
            raise ModelError("no more")

    class Enough(threading.Event):
        """Lets the words that are being analysed go on when no more are wanted."""

        def set(self) -> None:
            super().set()
            failed.set()

    monkeypatch.setattr(builder, "Event", Enough)
    monkeypatch.setattr(builder, "occurrences", noting)
    with pytest.raises(ModelError, match="no more"):
        build(tmp_path, many, encoder=Failing())
    assert analysed == ["d000"]


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
    # Each is another one, so that none is taken over as it is, with the passages that it had.
    documents = [replace(document, published="2021") for document in DOCUMENTS]
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


# ---- a crash -----------------------------------------------------------------------------------------


def test_an_index_of_another_shape_is_built_anew(tmp_path: Path) -> None:
    manifests = [built(tmp_path, shape=Shape(exact_up_to=size)).manifest for size in (100_000, 0, 0)]
    assert manifests[1] == manifests[2]
    assert [dict(manifest.shape) for manifest in manifests[:2]] == [
        {"late": True, "exact_up_to": 100_000},
        {"late": True, "exact_up_to": 0},
    ]

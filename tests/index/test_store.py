"""What is indexed is what an open index holds."""

import gc
from dataclasses import replace
from pathlib import Path

import faiss
import numpy as np
import pytest

from lape_qa.documents import chunking as passages
from lape_qa.documents.metadata import make_document
from lape_qa.errors import StorageError
from lape_qa.index.builder import FORMAT
from lape_qa.index.store import Layout, open_index
from lape_qa.question.analysis import analyse
from support.fakes import FakeEncoder
from support.generations import CHUNKING, DOCUMENTS, KAINUU, LAPPI, VASA, build, built, current, owners

# ---- what is written is what is read -----------------------------------------------------------------


def test_documents_and_passages_come_back_as_they_were(tmp_path: Path) -> None:
    build(tmp_path)
    generation = open_index(tmp_path, FakeEncoder())
    expected = [p for d in DOCUMENTS for p in passages.split(d, CHUNKING, FakeEncoder().fits)]
    assert generation.documents == {"kainuu": KAINUU, "lappi": LAPPI, "vasa": VASA}
    assert generation.document("lappi").text == LAPPI.text
    assert list(generation.passages) == [generation.passages[row] for row in range(len(expected))] == expected
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


# ---- a crash -----------------------------------------------------------------------------------------


def test_faiss_is_exact(tmp_path: Path) -> None:
    manifest = build(tmp_path)
    index = faiss.read_index(str(Layout(tmp_path).generations / manifest.generation / "dense.faiss"))
    assert isinstance(index, faiss.IndexFlat)
    assert index.ntotal == manifest.passages


def test_nothing_looks_for_circles_while_a_build_is_at_work(tmp_path: Path) -> None:
    seen = set()
    assert gc.isenabled()
    built(tmp_path, progress=lambda *_: seen.add(gc.isenabled()))
    assert (seen, gc.isenabled()) == ({False}, True)
    with pytest.raises(StorageError, match="no text"):
        build(tmp_path, [make_document("tyhjä", " ", {})])
    assert gc.isenabled()
    gc.disable()
    try:
        build(tmp_path, [KAINUU])
        assert not gc.isenabled()
    finally:
        gc.enable()

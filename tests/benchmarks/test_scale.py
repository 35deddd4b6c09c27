"""What the benchmark of scale indexes: passages of a folder, and then again with changed words."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.scale import Collection, HashedEncoder, whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = ["Lapissa on perhekeskus ja kohtaamispaikka.", "Kainuussa pidettiin akatemia, jossa oli 80 ihmistä."]
    rows = [{"_id": str(number), "title": "", "text": text} for number, text in enumerate(texts)]
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text('{"_id": "q", "text": "Missä?"}\n', encoding="utf-8")
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("q\t0\t1\n", encoding="utf-8")
    return tmp_path


def test_passages_come_as_they_are_and_then_with_some_words_changed(folder: Path) -> None:
    documents = list(Collection((folder,), 40).documents())
    assert [document.text for document in documents] == [
        document.text for document in Collection((folder,), 40).documents()
    ]
    first = documents[0].text
    assert first == "Lapissa on perhekeskus ja kohtaamispaikka."
    again = [document.text for document in documents[2::2]]
    assert len(set(again)) > 10
    assert all(len(text.split()) == len(first.split()) for text in again)
    assert len({document.id for document in documents}) == 40
    assert [passage.text for passage in whole(documents[1])] == [documents[1].text]


def test_hashed_vectors_are_of_unit_length_and_the_same_each_time() -> None:
    encoder = HashedEncoder()
    vectors = encoder.encode(["Lapissa on perhekeskus.", "perhekeskus", ""], "passage")
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(vectors[1:2], encoder.encode(["perhekeskus"], "query"))
    [(_, encoded)] = encoder.encode_tokens(["perhekeskus on"], "passage")
    assert encoded.starts.tolist() == [0, 4, 8, 12]
    assert encoded.tokens.shape == (4, 384)

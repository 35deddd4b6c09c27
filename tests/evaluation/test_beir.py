"""Folders in the BEIR format, as they should be and as they should not; measures worked out by hand."""

import gzip
import json
from collections.abc import Sequence
from math import log2
from pathlib import Path

import pytest

from lape_qa.assistant import Assistant
from lape_qa.errors import UsageError
from lape_qa.evaluation import beir
from lape_qa.evaluation.benchmark import _MEASURES, _values, benchmark
from lape_qa.evaluation.metrics import mean_interval
from support.fakes import FakeEncoder

CORPUS = [
    {"_id": "d1", "title": "Nokia", "text": "Nokian perhekeskuspilotti alkoi syyskuussa 2017."},
    {"_id": "d2", "text": "Kittilässä avattiin kolme kohtaamispaikkaa."},
    {"_id": 3, "title": "", "text": "Porissa budjetoitiin lapsille."},
]
QUERIES = [
    {"_id": "q1", "text": "Milloin Nokian perhekeskuspilotti alkoi?"},
    {"_id": "q2", "text": "Montako kohtaamispaikkaa Kittilässä avattiin?"},
    {"_id": "q9", "text": "Mitä kukaan ei arvioinut?"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\nq2\td2\t2\n"


def folder(
    root: Path,
    corpus: Sequence[object] = CORPUS,
    queries: Sequence[object] = QUERIES,
    qrels: dict[str, str] | None = None,
) -> Path:
    (root / "qrels").mkdir()
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        (root / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    for name, text in ({"test": QRELS} if qrels is None else qrels).items():
        (root / "qrels" / f"{name}.tsv").write_text(text, encoding="utf-8")
    return root


def refusal(root: Path) -> str:
    with pytest.raises(UsageError) as error:
        beir.read(root)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_folder_is_read_with_its_judged_queries_alone(tmp_path: Path) -> None:
    found = beir.read(folder(tmp_path))
    assert [(d.id, d.title, d.language) for d in found.documents] == [
        ("d1", "Nokia", "fi"),
        ("d2", "", "fi"),
        ("3", "", "fi"),
    ]
    assert found.queries == {"q1": QUERIES[0]["text"], "q2": QUERIES[1]["text"]}
    assert found.relevant == {"q1": {"d1": 1}, "q2": {"d2": 2}}


def test_a_packed_folder_is_the_same(tmp_path: Path) -> None:
    plain = beir.read(folder(tmp_path))
    for name in ("corpus", "queries"):
        file = tmp_path / f"{name}.jsonl"
        (tmp_path / f"{name}.jsonl.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    assert beir.read(tmp_path) == plain


def test_a_folder_in_another_language_is_read_as_such(tmp_path: Path) -> None:
    corpus = [{"_id": n, "text": text} for n, text in (("d1", "The family centre opened."), ("d2", "It is raining."))]
    assert {d.language for d in beir.read(folder(tmp_path, corpus)).documents} == {"en"}


@pytest.mark.parametrize(
    ("names", "taken"), [(["dev", "test", "train"], "test"), (["dev", "train"], "dev"), (["train"], "train")]
)
def test_of_several_judgements_the_usual_ones_are_taken(tmp_path: Path, names: list[str], taken: str) -> None:
    qrels = {name: QRELS if name == taken else "q2\td1\t1\n" for name in names}
    assert beir.read(folder(tmp_path, qrels=qrels)).relevant == {"q1": {"d1": 1}, "q2": {"d2": 2}}


def test_of_judgements_with_unusual_names_none_is_guessed(tmp_path: Path) -> None:
    assert refusal(folder(tmp_path, qrels={"a": QRELS, "b": QRELS})) == (
        f"{tmp_path}/qrels holds a, b: name the file to measure by test.tsv"
    )


@pytest.mark.parametrize(
    ("qrels", "said"),
    [
        ("q1\td1\n", "line 1: expected query, document and score separated by tabs"),
        ("query-id\tcorpus-id\tscore\nq1\td1\tx\n", "line 2: expected query, document and score separated by tabs"),
        ("q1\td1\t0\n\n", " judges no document relevant to any query"),
        ("", " judges no document relevant to any query"),
        ("q7\td1\t1\n", "the judgements name the query 'q7', which is not in queries.jsonl"),
    ],
)
def test_a_wrong_judgement_is_named(tmp_path: Path, qrels: str, said: str) -> None:
    assert refusal(folder(tmp_path, qrels={"test": qrels})).endswith(said)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([CORPUS[0], "{"], "corpus.jsonl, line 2: "),
        ([CORPUS[0], "", CORPUS[1]], "corpus.jsonl, line 2: "),
        (["[1]"], "corpus.jsonl, line 1: an object with _id and text is expected"),
        ([{"_id": "d1", "text": None}], "corpus.jsonl, line 1: an object with _id and text is expected"),
        ([CORPUS[0], CORPUS[0]], "corpus.jsonl, line 2: the _id 'd1' occurs twice"),
        ([], "corpus.jsonl is empty"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, rows: list[object], said: str) -> None:
    assert said in refusal(folder(tmp_path, rows))


def test_what_is_missing_or_broken_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path} is no BEIR folder: corpus.jsonl is missing"
    folder(tmp_path, qrels={})
    assert refusal(tmp_path) == f"{tmp_path} is no BEIR folder: qrels/*.tsv is missing"
    (tmp_path / "qrels" / "test.tsv").write_bytes(b"\xff\xfe")
    assert refusal(tmp_path).startswith(f"cannot read {tmp_path}/qrels/test.tsv: ")
    (tmp_path / "corpus.jsonl").unlink()
    for content in (b"no gzip", gzip.compress(b'{"_id": "d1", "text": "a"}\n' * 9)[:20]):
        (tmp_path / "corpus.jsonl.gz").write_bytes(content)
        assert refusal(tmp_path).startswith(f"cannot read {tmp_path}/corpus.jsonl.gz: ")


# ---- its index and its measures --------------------------------------------------------------------------


def test_a_collection_is_indexed_once_for_a_model(tmp_path: Path) -> None:
    documents = beir.read(folder(tmp_path)).documents
    cache, encoder, again, other = tmp_path / "cache", FakeEncoder(), FakeEncoder(), FakeEncoder(fingerprint="other")
    first = beir.open_indexed(documents, encoder, cache, lambda *_: None)
    assert len([text for text, role in encoder.encoded if role == "passage"]) > 0
    second = beir.open_indexed(documents, again, cache, lambda *_: None)
    assert [text for text, role in again.encoded if role == "passage"] == []
    assert second.generation.manifest == first.generation.manifest
    assert second.seconds == first.seconds, "what building took, not what finding it took"
    beir.open_indexed(documents, other, cache, lambda *_: None)
    beir.open_indexed(documents[:2], again, cache, lambda *_: None)
    assert len(list((cache / "collections").iterdir())) == 3


def test_a_build_that_was_cut_off_goes_on_and_its_time_is_not_known(tmp_path: Path) -> None:
    documents = beir.read(folder(tmp_path)).documents
    # Every text is done when the build breaks off.
    done = FakeEncoder()
    beir.open_indexed(documents, done, tmp_path / "cache", lambda *_: None)
    [note] = (tmp_path / "cache").rglob("built.json")
    note.unlink()
    (note.parent / "index" / "CURRENT").unlink()
    encoder = FakeEncoder()
    again = beir.open_indexed(documents, encoder, tmp_path / "cache", lambda *_: None)
    assert [role for _, role in encoder.encoded if role == "passage"] == []
    assert again.seconds is None
    assert not note.exists()


def test_a_benchmark_asks_every_judged_query(tmp_path: Path) -> None:
    collection, encoder = beir.read(folder(tmp_path)), FakeEncoder()
    generation = beir.open_indexed(collection.documents, encoder, tmp_path / "cache", lambda *_: None).generation
    steps: list[None] = []
    found = benchmark(collection, Assistant(generation, encoder), lambda: steps.append(None))
    assert len(steps) == found["queries"] == 2
    assert {name: found[name] for name in _MEASURES} == dict.fromkeys(_MEASURES, 1.0)
    assert found["intervals"] == dict.fromkeys(_MEASURES, (1.0, 1.0))
    assert 0 < found["query_ms_p50"] <= found["query_ms_p95"]


def test_each_query_has_its_own_value_and_one_without_hits_has_none() -> None:
    relevant = {"q1": {"d1": 1}, "q2": {"d2": 1, "d3": 1}, "q3": {"d1": 1}}
    # q1 finds its document second; q2 one of two first; q3 nothing.
    values = _values(relevant, {"q1": ["d2", "d1"], "q2": ["d3", "d1"], "q3": []})
    assert values["recall@1"] == [0.0, 0.5, 0.0]
    assert values["recall@5"] == values["recall@100"] == [1.0, 0.5, 0.0]
    assert values["mrr@10"] == [0.5, 1.0, 0.0]
    assert values["ndcg@10"] == pytest.approx([1 / log2(3), 1 / (1 + 1 / log2(3)), 0.0])


def test_a_query_that_cannot_be_asked_is_named(tmp_path: Path) -> None:
    collection = beir.read(folder(tmp_path, queries=[QUERIES[0], {"_id": "q2", "text": "?!"}]))
    encoder = FakeEncoder()
    generation = beir.open_indexed(collection.documents, encoder, tmp_path / "cache", lambda *_: None).generation
    with pytest.raises(UsageError, match=r"^query 'q2': the question holds no word"):
        benchmark(collection, Assistant(generation, encoder), lambda: None)


def test_the_interval_of_thousands_of_queries_is_that_of_the_binomial() -> None:
    # 2,000 of 4,000: 0.5 within 1.96 * sqrt(0.25 / 4000), drawn in several parts.
    assert mean_interval([1.0, 0.0] * 2000) == pytest.approx((0.4845, 0.5155), abs=0.001)

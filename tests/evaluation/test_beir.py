"""Folders in the BEIR format, as they should be and as they should not; measures worked out by hand."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from lape_qa.errors import UsageError
from lape_qa.evaluation import beir

CORPUS: list[dict[str, Any]] = [
    {"_id": "d1", "title": "Nokia", "text": "Nokian perhekeskuspilotti alkoi syyskuussa 2017."},
    {"_id": "d2", "text": "Kittilässä avattiin kolme kohtaamispaikkaa."},
    {"_id": 3, "title": "", "text": "Porissa budjetoitiin lapsille."},
]
QUERIES = [
    {"_id": "q1", "text": "Milloin Nokian perhekeskuspilotti alkoi?"},
    {"_id": "q2", "text": "Montako kohtaamispaikkaa Kittilässä avattiin?"},
    {"_id": "q9", "text": "Mitä kukaan ei arvioinut?"},
]
FORMS = "expected query, document and score separated by tabs (BEIR), or query, 0, document and grade (TREC)"
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
    file = tmp_path / "qrels" / "test.tsv"
    (tmp_path / "qrels" / "test.tsv.gz").write_bytes(gzip.compress(file.read_bytes()))
    file.unlink()
    assert beir.read(tmp_path) == beir.read(tmp_path, "test") == plain


@pytest.mark.parametrize(
    ("forms", "taken"),
    [
        ([".jsonl.gz", ".jsonl", ".tsv.gz", ".tsv"], ".tsv"),
        ([".jsonl.gz", ".jsonl", ".tsv.gz"], ".tsv.gz"),
        ([".jsonl.gz", ".jsonl"], ".jsonl"),
        ([".jsonl.gz"], ".jsonl.gz"),
    ],
)
def test_of_a_split_in_several_forms_one_is_taken(tmp_path: Path, forms: list[str], taken: str) -> None:
    folder(tmp_path, qrels={})
    for form in forms:
        document = "d1" if form == taken else "d2"
        row = f"q1\t{document}\t1\n"
        if ".jsonl" in form:
            row = json.dumps({"query-id": "q1", "corpus-id": document, "score": 1})
        written = row.encode()
        (tmp_path / "qrels" / f"dev{form}").write_bytes(gzip.compress(written) if form.endswith(".gz") else written)
    assert beir.read(tmp_path).relevant == {"q1": {"d1": 1}}


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
        f"{tmp_path}/qrels holds a, b: choose one by --split"
    )


@pytest.mark.parametrize(
    ("qrels", "said"),
    [
        ("q1\td1\n", f"line 1: {FORMS}"),
        ("query-id\tcorpus-id\tscore\nq1\td1\tx\n", f"line 2: {FORMS}"),
        ("q1\td1\t0\n\n", " judges no document relevant to any query"),
        ("", " judges no document relevant to any query"),
        (
            "q7\td1\t1\nq1\td1\t1\nq8\td1\t1\n",
            ": the judgements name 2 queries not in the collection, first 'q7': are they of another collection?",
        ),
    ],
)
def test_a_wrong_judgement_is_named(tmp_path: Path, qrels: str, said: str) -> None:
    assert refusal(folder(tmp_path, qrels={"test": qrels})).endswith(said)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([CORPUS[0], "{"], "corpus.jsonl, line 2: not JSON: "),
        ([CORPUS[0], "", "{"], "corpus.jsonl, line 3: not JSON: "),
        (["[1]"], "corpus.jsonl, line 1: not a JSON object"),
        ([{"_id": "", "text": "a"}], "corpus.jsonl, line 1: an object with _id and text is expected"),
        ([{"_id": "d1", "text": None}], "corpus.jsonl, line 1: an object with _id and text is expected"),
        ([CORPUS[0], CORPUS[0]], "corpus.jsonl, line 2: the _id 'd1' occurs twice"),
        ([], "corpus.jsonl is empty"),
        ([CORPUS[0], "[" * 100_000], "corpus.jsonl, line 2: not JSON: "),
        (
            [CORPUS[0], r'{"_id": "d2", "text": "\ud83d\ude00 a\ud800b"}'],
            r"corpus.jsonl, line 2: \ud800 is half a character: write the whole one, or leave it out",
        ),
        ([r'{"_id": "d\udfff", "text": "a"}'], r"corpus.jsonl, line 1: \udfff is half a character: "),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, rows: list[object], said: str) -> None:
    assert said in refusal(folder(tmp_path, rows))


def test_a_wrong_query_is_named_and_a_whole_character_may_be_escaped(tmp_path: Path) -> None:
    folder(tmp_path, queries=[QUERIES[0], r'{"_id": "q2", "text": "\ud83d"}'])
    assert refusal(tmp_path) == (
        rf"{tmp_path}/queries.jsonl, line 2: \ud83d is half a character: write the whole one, or leave it out"
    )
    rows = [json.dumps(QUERIES[0]), r'{"_id": "q2", "text": "\ud83d\ude00 \\ud83d"}']
    (tmp_path / "queries.jsonl").write_text("\n".join(rows), encoding="utf-8")
    assert beir.read(tmp_path).queries == {"q1": QUERIES[0]["text"], "q2": r"😀 \ud83d"}


def test_what_is_missing_or_broken_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path} is no BEIR folder: corpus.jsonl is missing"
    folder(tmp_path, qrels={})
    assert refusal(tmp_path) == f"{tmp_path} is no BEIR folder: qrels/*.tsv is missing"
    (tmp_path / "qrels" / "test.tsv").write_bytes(b"\xff\xfe")
    assert refusal(tmp_path) == f"{tmp_path}/qrels/test.tsv, line 1: it is not UTF-8: convert the file first"
    (tmp_path / "corpus.jsonl").unlink()
    for content in (b"no gzip", gzip.compress(b'{"_id": "d1", "text": "a"}\n' * 9)[:20]):
        (tmp_path / "corpus.jsonl.gz").write_bytes(content)
        assert refusal(tmp_path).startswith(f"cannot read {tmp_path}/corpus.jsonl.gz: ")


def test_a_split_is_chosen_by_its_name(tmp_path: Path) -> None:
    folder(tmp_path, qrels={"test": QRELS, "train": "q2\td1\t1\n"})
    assert beir.read(tmp_path, "train").relevant == {"q2": {"d1": 1}}
    with pytest.raises(UsageError, match=r"/qrels holds test, train: --split is 'dev'$"):
        beir.read(tmp_path, "dev")


def test_judgements_of_documents_that_are_not_there_are_told_with_their_number(tmp_path: Path) -> None:
    found = beir.read(folder(tmp_path, qrels={"test": "q1\td1\t1\nq1\tx1\t1\nq2\tx2\t1\nq2\tx1\t2\nq2\tx3\t0\n"}))
    assert found.notes == (
        f"{tmp_path}: 2 documents (first 'x1') judged relevant not in the collection: no system can find them",
    )


def test_a_row_may_say_its_language_and_another_one_counts_for_nothing(tmp_path: Path) -> None:
    rows = [{**CORPUS[n], "metadata": {"language": spoken}} for n, spoken in ((0, "sv"), (1, "ru"))]
    assert [d.language for d in beir.read(folder(tmp_path, [*rows, CORPUS[2]])).documents] == ["sv", "fi", "fi"]


def test_a_task_of_mteb_on_disk_is_the_same(tmp_path: Path) -> None:
    plain = beir.read(folder(tmp_path))
    for name in ("corpus", "queries"):
        file = tmp_path / f"{name}.jsonl"
        file.write_text(file.read_text(encoding="utf-8").replace('"_id"', '"id"'), encoding="utf-8")
    judged = (("q1", "d1", 1), ("q1", "d2", 0), ("q2", "d2", 2.0))
    lines = [{"query-id": query, "corpus-id": document, "score": score} for query, document, score in judged]
    (tmp_path / "qrels" / "test.tsv").unlink()
    (tmp_path / "qrels" / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in lines), encoding="utf-8")
    assert beir.read(tmp_path) == plain


def test_parquet_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "test-00000-of-00001.parquet").write_bytes(b"PAR1")
    assert refusal(tmp_path) == (
        f"{tmp_path} holds corpus/test-00000-of-00001.parquet, which is not read here: write its rows to corpus.jsonl "
        "(datasets: `dataset.to_json(...)`, pandas: `frame.to_json(..., lines=True)`)"
    )

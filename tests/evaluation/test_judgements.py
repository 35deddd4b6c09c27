"""Judgements in each of their forms, and what is wrong with them."""

import gzip
import json
from pathlib import Path

import pytest

from lape_qa.errors import UsageError
from lape_qa.evaluation.judgements import read_judgements

FORMS = "expected query, document and score separated by tabs (BEIR), or query, 0, document and grade (TREC)"


def refusal(file: Path) -> str:
    with pytest.raises(UsageError) as error:
        read_judgements(file)
    return str(error.value).removeprefix(f"{file}")


def test_the_forms_of_beir_trec_and_mteb_say_the_same(tmp_path: Path) -> None:
    rows = [("q1", "d1", 1), ("q1", "d2", 0), ("q1", "d3", 2), ("q1", "d3", 2), ("q2", "d1", -1), ("301", "FT-911", 3)]
    forms = {
        "a.tsv": "query-id\tcorpus-id\tscore\n" + "".join(f"{q}\t{d}\t{s}\n" for q, d, s in rows),
        "b.txt": "".join(f"{q} 0  {d} {s}\r\n" for q, d, s in rows),
        "c.jsonl": "".join(json.dumps({"query-id": q, "corpus-id": d, "score": s}) + "\n" for q, d, s in rows),
    }
    for name, text in forms.items():
        file = tmp_path / name
        file.write_text("\ufeff" + text if name == "a.tsv" else text, encoding="utf-8", newline="")
        assert read_judgements(file) == {"q1": {"d1": 1, "d3": 2}, "301": {"FT-911": 3}}
        packed = tmp_path / f"{name}.gz"
        packed.write_bytes(gzip.compress(text.encode()))
        assert read_judgements(packed) == read_judgements(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("q1 0 d1 1\nq1 0 d2\n", f", line 2: {FORMS}"),
        ("q1\td1\t1\nq1 0 d2 1\n", f", line 2: {FORMS}"),
        ("q1 0 d1 1\nq1\td2\t1\n", f", line 2: {FORMS}"),
        ("q1 d1 1\n", f", line 1: {FORMS}"),
        ("q1 0 d1 0.5\n", f", line 1: {FORMS}"),
        ("q1 0 d1 ²\n", f", line 1: {FORMS}"),
        ("q1 0 d1 --1\n", f", line 1: {FORMS}"),
        ("q1 0 d1 ٣\n", f", line 1: {FORMS}"),
        (f"q1 0 d1 {'1' * 5000}\n", f", line 1: {FORMS}"),
        ("q1\t\t1\n", f", line 1: {FORMS}"),
        ("q1 0 d1 1\nq1 0 d1 2\n", ", line 2: 'd1' is judged twice for 'q1', and differently"),
        ("", " judges no document relevant to any query"),
        ("q1 0 d1 0\n", " judges no document relevant to any query"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "qrels.txt"
    file.write_text(text, encoding="utf-8")
    assert refusal(file) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('{"query-id": "q1", "score": 1}', ", line 1: an object with query-id, corpus-id and score is expected"),
        ('{"query-id": "q1", "corpus-id": "d1", "score": 0.5}', f", line 1: {FORMS}"),
        ('{"query-id": "q1", "corpus-id": "d1", "score": null}', f", line 1: {FORMS}"),
        ("[]", ", line 1: not a JSON object"),
    ],
)
def test_a_wrong_row_of_json_is_named(tmp_path: Path, row: str, said: str) -> None:
    file = tmp_path / "qrels.jsonl"
    file.write_text(row + "\n", encoding="utf-8")
    assert refusal(file) == said


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^cannot read .*/none\.txt: no such file$"):
        read_judgements(tmp_path / "none.txt")
    file = tmp_path / "latin.txt"
    file.write_bytes("q1 0 d1 1\nkysymys-ä 0 d1 1\n".encode("latin-1"))
    assert refusal(file) == ", line 2: it is not UTF-8: convert the file first"

"""A question set as a BEIR folder: which rows it has, and what is relevant."""

import json
from pathlib import Path

import pytest

from lape_qa.documents import chunking
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document, Passage
from lape_qa.errors import StorageError, UsageError
from lape_qa.evaluation import beir
from lape_qa.evaluation.question_set.export import exported, write
from lape_qa.evaluation.question_set.questions import Case, Evidence

TEXT = "Yksi lause tästä. Toinen lause siitä.\n\nKolmas lause muusta."


def document(identifier: str, language: str = "fi") -> Document:
    return make_document(identifier, TEXT, {"title": "Otsikko", "region": "Lappi", "language": language})


def passages(identifier: str) -> list[Passage]:
    return [Passage(identifier, a, b, TEXT[a:b], heading, ()) for a, b, heading in ((0, 37, ""), (39, 59, "Muuta"))]


def asked(identifier: str, *quotes: str, split: str = "", history: tuple[str, ...] = (), lang: str = "fi") -> Case:
    evidence = tuple(Evidence("a", quote) for quote in quotes)
    return Case(identifier, f"Kysymys {identifier}?", lang, bool(quotes), evidence, (), ("what",), split, history)


DOCUMENTS = {"a": document("a"), "b": document("b", "sv")}
PASSAGES = [*passages("a"), *passages("b")]


def test_each_passage_is_a_row_and_those_that_overlap_a_quote_are_relevant() -> None:
    cases = [
        asked("q1", "Toinen lause siitä.", split="dev"),
        asked("q2", "siitä.\n\nKolmas", split="test"),
        asked("q3", "Yksi", "Kolmas", split="dev", history=("Entä?",)),
        asked("q4", split="test"),
    ]
    made = exported(cases, DOCUMENTS, PASSAGES)
    assert list(made.files) == ["corpus.jsonl", "queries.jsonl", "qrels/dev.tsv", "qrels/test.tsv"]
    rows = [json.loads(line) for line in made.files["corpus.jsonl"].splitlines()]
    assert [row["_id"] for row in rows] == ["a:0-37", "a:39-59", "b:0-37", "b:39-59"]
    assert rows[1] == {
        "_id": "a:39-59",
        "title": "Otsikko. Lappi. Muuta",
        "text": "Kolmas lause muusta.",
        "metadata": {"document": "a", "start": 39, "end": 59, "language": "fi"},
    }
    assert rows[3]["metadata"]["language"] == "sv"
    assert [json.loads(line) for line in made.files["queries.jsonl"].splitlines()] == [
        {"_id": identifier, "text": f"Kysymys {identifier}?", "metadata": {"language": "fi", "tags": ["what"]}}
        for identifier in ("q1", "q2")
    ]
    assert made.files["qrels/dev.tsv"] == "query-id\tcorpus-id\tscore\nq1\ta:0-37\t1\n"
    assert made.files["qrels/test.tsv"] == "query-id\tcorpus-id\tscore\nq2\ta:0-37\t1\nq2\ta:39-59\t1\n"
    assert (made.queries, made.passages, made.unanswerable, made.leaning) == (2, 4, 1, 1)


def test_what_is_read_again_is_indexed_as_it_was(tmp_path: Path) -> None:
    write(tmp_path / "beir", exported([asked("q1", "Yksi")], DOCUMENTS, PASSAGES).files)
    found = beir.read(tmp_path / "beir")
    assert found.relevant == {"q1": {"a:0-37": 1}}
    assert [d.language for d in found.documents] == ["fi", "fi", "sv", "sv"]
    for row, passage in zip(found.documents, PASSAGES, strict=True):
        before = chunking.indexed_text(DOCUMENTS[passage.document_id], passage.heading, passage.text)
        assert chunking.indexed_text(row, "", row.text) == before


def test_a_set_of_which_nothing_can_be_exported_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^no question of the set has evidence and stands by itself"):
        exported([asked("q1"), asked("q2", "Yksi", history=("Entä?",))], DOCUMENTS, PASSAGES)
    with pytest.raises(UsageError, match=r"^question q1: its quote does not stand in 'a'"):
        exported([asked("q1", "Neljäs")], DOCUMENTS, PASSAGES)


def test_nothing_is_written_over_and_nothing_left_half(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "empty", {"a/b.tsv": "x"})
    assert (tmp_path / "empty" / "a" / "b.tsv").read_text(encoding="utf-8") == "x"
    with pytest.raises(UsageError, match=r"/empty is there already: name a new folder$"):
        write(tmp_path / "empty", {"a": "y"})
    with pytest.raises(StorageError, match=rf"^cannot write {tmp_path}/new: "):
        write(tmp_path / "new", {"a": "x", "a/b": "y"})
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]

"""What of the corpus is learnt from, and what is kept for measuring."""

import json
from pathlib import Path

import pytest

from lape_qa.documents.metadata import make_document
from lape_qa.index import store
from support.fakes import FakeEncoder
from support.generations import build
from training.read import corpus_questions
from training.read.groups import Group

NAME = "lappi-2"
"""Chosen so that the document is learnt from, and of its sentences the third alone is kept for measuring."""
SENTENCES = (
    "Kittilässä avattiin perhekeskus.",
    "Inarissa toimi avoin päiväkoti.",
    "Sodankylään palkattiin perheohjaaja.",
    "Ranualla järjestettiin vanhempainilta.",
    "Kolarissa kerättiin palautetta.",
)


def question(number: int, words: str, place: int, split: str = "train") -> dict[str, object]:
    return {
        "id": f"q{number}",
        "question": words,
        "lang": "fi",
        "answerable": True,
        "evidence": [{"document": NAME, "quote": SENTENCES[place]}],
        "answer": [],
        "tags": [],
        "split": split,
    }


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> corpus_questions.CorpusGroups:
    asked = [
        question(1, "Missä avattiin perhekeskus?", 0),
        question(2, "Minne palkattiin perheohjaaja?", 2),
        question(3, "Missä toimi avoin päiväkoti?", 1),
        question(4, "Missä järjestettiin vanhempainilta?", 3),
    ]
    train, others = tmp_path / "train.jsonl", tmp_path / "questions.jsonl"
    train.write_text("".join(json.dumps(row) + "\n" for row in asked), encoding="utf-8")
    test = question(5, "Missä kerättiin palautetta?", 4, "test")
    others.write_text(json.dumps(test) + "\n", encoding="utf-8")
    monkeypatch.setattr(corpus_questions, "TRAIN", train)
    monkeypatch.setattr(corpus_questions, "OTHERS", others)
    build(tmp_path / "index", [make_document(NAME, " ".join(SENTENCES), {"title": "Lappi"})])
    encoder = FakeEncoder()
    return corpus_questions.corpus_groups((store.open_index(tmp_path / "index", encoder), encoder), 1)


def shown(group: Group) -> set[str]:
    windows = [entry.window for entry in (*group.right, *group.wrong)]
    return {window.text[span.start : span.end] for window in windows for span in window.sentences}


def test_questions_on_sentences_kept_for_measuring_are_not_learnt_from(groups: corpus_questions.CorpusGroups) -> None:
    assert [group.id for group in groups.learnt] == ["q1", "q3", "q4"]
    assert [group.id for group in groups.sentences] == ["q2"]
    assert groups.documents == []


def test_a_sentence_kept_for_measuring_is_no_wrong_answer_either(groups: corpus_questions.CorpusGroups) -> None:
    assert [SENTENCES[2] in shown(group) for group in groups.learnt] == [False, False, False]
    assert [SENTENCES[place] in shown(group) for group, place in zip(groups.learnt, (0, 1, 3), strict=True)] == [
        True
    ] * 3


def test_nor_is_one_that_a_test_question_rests_on(groups: corpus_questions.CorpusGroups) -> None:
    assert [SENTENCES[4] in shown(group) for group in groups.learnt] == [False, False, False]


def test_what_is_measured_is_shown_as_the_product_reads_it(groups: corpus_questions.CorpusGroups) -> None:
    [measured] = groups.sentences
    assert SENTENCES[2] in shown(measured)
    right = [
        entry.window.text[span.start : span.end]
        for entry in measured.right
        for span, answers in zip(entry.window.sentences, entry.right, strict=True)
        if answers
    ]
    assert right == [SENTENCES[2]]

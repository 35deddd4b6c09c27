"""The made-up texts and the questions about them."""

import json
import re
from pathlib import Path

import pytest

from lape_qa.documents import loading
from lape_qa.evaluation.question_set.questions import gold_spans, training_cases
from lape_qa.index import store
from support.fakes import FakeEncoder
from support.generations import build
from training.read import exercises

PEOPLE = {"1": ("Anna", "Koskela"), "2": ("Juha", "Mattila"), "X": ("Satu", "Ojala")}


def test_marks_become_names_and_take_their_endings() -> None:
    text = "[N1] johti, [S1]n mukaan [N2]lla oli kiire, eikä [X1]sta tiedetty. [1]"
    told = "Anna Koskela johti, Koskelan mukaan Juha Mattilalla oli kiire, eikä Satu Ojalasta tiedetty. [1]"
    assert exercises.named(text, PEOPLE) == told


def test_each_text_and_training_has_other_people_and_no_two_share_a_name() -> None:
    people = exercises.names("1 kerho")
    assert people == exercises.names("1 kerho")
    assert people != exercises.names("1 talo")
    assert people != exercises.names("2 kerho")
    assert len({first for first, _ in people.values()}) == len({last for _, last in people.values()}) == 10


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "README.md").write_text("Not a text.", encoding="utf-8")
    (folder / "kerho.md").write_text('---\ntitle: "Kerho"\n---\n\nKerhoa johti [N1]. Kerho alkoi syksyllä.\n', "utf-8")
    rows = [
        ("Kuka johti kerhoa?", [{"document": "kerho", "quote": "Kerhoa johti [N1]."}], ["[N1]"]),
        ("Mitä [X1] sanoi kerhosta?", [], []),
    ]
    lines = [
        {
            "id": f"x{number}",
            "question": question,
            "lang": "fi",
            "answerable": bool(evidence),
            "evidence": evidence,
            "answer": answer,
            "tags": ["who"],
            "split": "train",
        }
        for number, (question, evidence, answer) in enumerate(rows)
    ]
    questions = folder / "questions.jsonl"
    questions.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    monkeypatch.setattr(exercises, "TEXTS", folder)
    monkeypatch.setattr(exercises, "QUESTIONS", questions)
    return tmp_path


def test_questions_have_the_names_of_their_texts(small: Path) -> None:
    documents = {document.id: document for document in loading.load([exercises.texts(small / "with", 1)]).documents}
    assert sorted(documents) == ["kerho"]
    name = " ".join(exercises.names("1 kerho")["1"])
    answered, unanswered = exercises.cases(1)
    [(document, [span])] = gold_spans(answered, documents).items()
    assert documents[document].text[span.start : span.end] == f"Kerhoa johti {name}."
    assert answered.answer == (name,)
    assert unanswered.question == f"Mitä {' '.join(exercises.names('1 x1')['X'])} sanoi kerhosta?"


def test_groups_are_laid_as_those_of_the_corpus(small: Path) -> None:
    build(small / "index", loading.load([exercises.texts(small / "with", 1)]).documents)
    encoder = FakeEncoder()
    answered, unanswered = exercises.exercise_groups((store.open_index(small / "index", encoder), encoder), 1)
    # What retrieval finds, and one drawn around the sentence that answers.
    assert [entry.right for entry in answered.right] == [(True, False), (True, False)]
    assert (unanswered.right, len(unanswered.wrong)) == ((), 1)


# ---- those of the repository -------------------------------------------------------------------------------

CASES = training_cases(exercises.QUESTIONS)
RAW = {path.stem: path.read_text(encoding="utf-8") for path in exercises.TEXTS.glob("*.md") if path.stem != "README"}


def test_every_quote_stands_in_its_text_and_holds_the_answer() -> None:
    for case in CASES:
        assert all(evidence.quote in RAW[evidence.document] for evidence in case.evidence), case.id
        quotes = " ".join(evidence.quote for evidence in case.evidence).casefold()
        assert all(fact.casefold() in quotes for fact in case.answer), case.id


def test_every_text_is_asked_about() -> None:
    assert {evidence.document for case in CASES for evidence in case.evidence} == set(RAW)
    assert len({case.id for case in CASES}) == len({case.question.casefold() for case in CASES}) == len(CASES)


def test_marks_are_those_that_get_a_name() -> None:
    texts = [*RAW.values(), *(case.question for case in CASES)]
    assert {
        mark for text in texts for mark in re.findall(r"\[[A-ZÅÄÖ].*?\]", text) if not exercises.MARK.fullmatch(mark)
    } == set()


def test_no_text_speaks_of_the_programme_that_the_corpus_is_about() -> None:
    assert [name for name, text in RAW.items() if re.search(r"\bLAPE\b", text)] == []

"""A question on its way into a set: what is proposed, what is refused, and that a set is whole or unchanged."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lape_qa.documents.model import Passage
from lape_qa.errors import StorageError, UsageError
from lape_qa.evaluation.question_set.additions import (
    Feedback,
    add,
    check,
    exact,
    next_id,
    next_split,
    read_feedback,
)
from lape_qa.evaluation.question_set.interview import Desk, complete
from lape_qa.evaluation.question_set.questions import Case, Evidence, read_cases
from lape_qa.index.model import Hit
from support.fakes import document

LAPPI = document("Alku. Lapissa on ”yksi” perhekeskus – uusi. Kittilä jatkaa.", "lappi", title="Lappi")
NOKIA = document("Nokia aloitti 2017.", "nokia", title="Nokia")
DOCUMENTS = {"lappi": LAPPI, "nokia": NOKIA}
QUOTE = "Lapissa on ”yksi” perhekeskus – uusi."
OLD = Case("q7", "Kuka jatkaa?", "fi", True, (Evidence("lappi", "Kittilä jatkaa."),), ("kittilä",), ("who",), "test")
NEW = Case("", "Missä on perhekeskus?", "fi", True, (Evidence("lappi", QUOTE),), ("lapissa",), ("where",), "dev")
LINE = (
    '{"id": "q7", "question": "Kuka jatkaa?", "lang": "fi", "answerable": true, '
    '"evidence": [{"document": "lappi", "quote": "Kittilä jatkaa."}], "answer": ["kittilä"], "tags": ["who"], '
    '"split": "test"}'
)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A set of one question; its last line has no end."""
    file = tmp_path / "questions.jsonl"
    file.write_text(LINE, encoding="utf-8")
    return file


# ---- proposals -------------------------------------------------------------------------------------------


def named(*names: str) -> list[Case]:
    return [replace(OLD, id=name) for name in names]


@pytest.mark.parametrize(
    ("names", "proposed"),
    [([], "q001"), (["q009"], "q010"), (["q7", "q120", "x300", "q"], "q121"), (["q999"], "q1000")],
)
def test_the_next_id_is_after_the_highest(names: list[str], proposed: str) -> None:
    assert next_id(named(*names)) == proposed


def test_the_next_split_is_the_smaller_one() -> None:
    dev, test = replace(OLD, split="dev"), OLD
    assert [next_split(cases) for cases in ([], [dev], [test], [dev, test, dev])] == ["dev", "test", "dev", "test"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (QUOTE, QUOTE),
        ('Lapissa  on "yksi"\nperhekeskus - uusi.', QUOTE),
        (" “yksi„ perhekeskus — uusi ", "”yksi” perhekeskus – uusi"),
        ("lapissa on ”yksi” perhekeskus", None),
        ("Lapissa on 'yksi' perhekeskus", None),
        ("Lapissa on yksi perhekeskus", None),
        ("Kittila\u0308 jatkaa.", "Kittilä jatkaa."),
        ("A.ku", None),
        ("", None),
        (" ", None),
    ],
)
def test_a_quote_means_the_text_that_differs_in_typing_alone(typed: str, meant: str | None) -> None:
    assert exact(LAPPI.text, typed) == meant


# ---- refusals --------------------------------------------------------------------------------------------


def test_a_right_case_is_not_refused() -> None:
    check(replace(NEW, id="q8"), [OLD], DOCUMENTS)
    check(replace(NEW, id="q8", answerable=False, evidence=(), answer=()), [OLD], DOCUMENTS)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id": "q7"}, "the id 'q7' is empty or in the set already"),
        ({"id": " "}, "the id ' ' is empty or in the set already"),
        ({"question": "?!"}, "the question holds no word"),
        ({"question": "x" * 1001}, "the question has 1001 characters, at most 1000 are read"),
        ({"question": " kuka  JATKAA"}, "the question is in the set already: q7 'Kuka jatkaa?'"),
        ({"lang": "de"}, "the language is 'de', expected one of fi, sv, en"),
        ({"answerable": False}, "a question that the sources answer needs a quote, one that they do not has none"),
        ({"evidence": ()}, "a question that the sources answer needs a quote, one that they do not has none"),
        ({"evidence": (Evidence("lapi", QUOTE),)}, "the index has no document 'lapi'; near are lappi"),
        ({"evidence": (Evidence("xyz", QUOTE),)}, "the index has no document 'xyz'"),
        (
            {"evidence": (Evidence("lappi", "Kittilä  jatkaa."),)},
            "the quote does not stand in 'lappi': 'Kittilä  jatkaa.'; "
            "but for white space, quotation marks and dashes it is 'Kittilä jatkaa.'",
        ),
        ({"evidence": (Evidence("nokia", QUOTE),)}, f"the quote does not stand in 'nokia': {QUOTE!r}"),
        ({"evidence": (Evidence("nokia", " "),)}, "the quote does not stand in 'nokia': ' '"),
        ({"answer": ()}, "a question that the sources answer needs a fact, one that they do not has none"),
        ({"answer": ("Kemi",)}, "question q8: its fact 'Kemi' does not stand in its quotes"),
        ({"tags": ()}, "a question needs at least one tag"),
        ({"tags": ("wher",)}, "there is no tag 'wher'; the tags are colloquial, "),
        ({"split": "train"}, "the split is 'train', expected one of dev, test"),
        (
            {"evidence": (Evidence("lappi", "uusi. Kittilä"),), "answer": ("uusi",)},
            "q7, a 'test' question, rests on the same sentence: give this one to 'test' too, or choose another quote",
        ),
    ],
)
def test_what_is_wrong_with_a_case_is_said(changed: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError) as error:
        check(replace(NEW, **{"id": "q8", **changed}), [OLD], DOCUMENTS)  # type: ignore[arg-type]
    assert str(error.value).startswith(said)


def test_the_same_words_after_another_question_are_another_question() -> None:
    follow_up = replace(OLD, id="q8", history=("Kuka aloitti?",))
    check(follow_up, [OLD], DOCUMENTS)
    with pytest.raises(UsageError, match="is in the set already: q8"):
        check(replace(follow_up, id="q9"), [OLD, follow_up], DOCUMENTS)


def test_a_tag_that_the_set_has_is_known() -> None:
    check(replace(NEW, id="q8", tags=("oma",)), [replace(OLD, tags=("oma",))], DOCUMENTS)


# ---- writing ---------------------------------------------------------------------------------------------


def test_a_case_is_appended_as_one_line(questions: Path) -> None:
    questions.chmod(0o640)
    added = add(questions, replace(NEW, history=("Mitä?",)), DOCUMENTS)
    assert added == replace(NEW, id="q008", history=("Mitä?",))
    assert questions.read_text(encoding="utf-8") == (
        LINE + '\n{"id": "q008", "question": "Missä on perhekeskus?", "lang": "fi", "answerable": true, '
        '"evidence": [{"document": "lappi", "quote": "Lapissa on ”yksi” perhekeskus – uusi."}], "answer": ["lapissa"], '
        '"tags": ["where"], "split": "dev", "history": ["Mitä?"]}\n'
    )
    assert [case.id for case in read_cases(questions)] == ["q7", "q008"]
    assert questions.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in questions.parent.iterdir()] == ["questions.jsonl"]


def test_a_wrong_case_leaves_the_set_as_it_was(questions: Path) -> None:
    with pytest.raises(UsageError, match="there is no tag"):
        add(questions, replace(NEW, tags=("wher",)), DOCUMENTS)
    assert questions.read_text(encoding="utf-8") == LINE


def test_a_disk_that_refuses_leaves_the_set_as_it_was(questions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match=r"No space left on device; nothing was added$"):
        add(questions, NEW, DOCUMENTS)
    assert questions.read_text(encoding="utf-8") == LINE
    assert [file.name for file in questions.parent.iterdir()] == ["questions.jsonl"]


def test_a_set_behind_a_link_is_written_where_it_is(questions: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.jsonl"
    link.symlink_to(questions)
    add(link, NEW, DOCUMENTS)
    assert link.is_symlink()
    assert len(read_cases(questions)) == 2


# ---- the interview ---------------------------------------------------------------------------------------


class Terminal:
    """Answers what is asked, in order, and keeps what was asked and said."""

    def __init__(self, *answers: str, hits: Sequence[Hit] = ()) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.said: list[str] = []
        self.searched: list[str] = []
        self.hits = hits

    def ask(self, prompt: str, default: str) -> str:
        self.asked.append(f"{prompt} [{default}]")
        return self.answers.pop(0) or default

    def search(self, words: str) -> Sequence[Hit]:
        self.searched.append(words)
        return self.hits

    def desk(self, *, ask: Callable[[str, str], str] | None = None) -> Desk:
        return Desk([OLD], DOCUMENTS, self.search, ask, self.said.append)


EMPTY = Case("", "", "", answerable=True, evidence=(), answer=(), tags=())


def interview(terminal: Terminal, draft: Case = EMPTY, *, unanswerable: bool = False) -> Case:
    case = complete(draft, terminal.desk(ask=terminal.ask), unanswerable=unanswerable)
    assert terminal.answers == []
    return case


def test_everything_is_asked_for_until_it_is_right() -> None:
    terminal = Terminal(
        *("kuka jatkaa", "Missä  on perhekeskus?"),
        *("de", ""),
        *("ehkä", ""),
        *("", "2"),
        *("Kemi.", 'Lapissa on "yksi" perhekeskus - uusi.', "n", QUOTE, ""),
        *("Kemi", "", "lapissa; uusi"),
        *("wher", "where, list"),
        *("train", ""),
        hits=[Hit(Passage(d.id, 0, 5, d.text, "", ()), 1.0) for d in (NOKIA, LAPPI)],
    )
    assert interview(terminal) == replace(NEW, answer=("lapissa", "uusi"), tags=("where", "list"))
    assert terminal.searched == ["Missä on perhekeskus?"]
    assert terminal.asked == [
        *["Question []"] * 2,
        *["Language (fi, sv, en) [fi]"] * 2,
        *["Do the sources answer it? (y/n) [y]"] * 2,
        "Document id or words to search for [Missä on perhekeskus?]",
        "Number of a hit, document id or other words []",
        *["Quote, word for word []"] * 2,
        "Take that? (y/n) [y]",
        "Quote, word for word []",
        "Another quote? (y/n) [n]",
        *["Facts that a right answer holds, with ; between []"] * 3,
        *["Tags []"] * 2,
        *["Split (dev, test) [dev]"] * 2,
    ]
    assert [line for line in terminal.said if "\n" not in line] == [
        "the question is in the set already: q7 'Kuka jatkaa?'",
        "the language is 'de', expected one of fi, sv, en",
        "answer y or n",
        "the quote does not stand in 'lappi': 'Kemi.'",
        f"The text there is: {QUOTE}",
        "the quote must stand there to the character",
        "question : its fact 'Kemi' does not stand in its quotes",
        "a question that the sources answer needs a fact",
        next(line for line in terminal.said if line.startswith("there is no tag 'wher'")),
        "the split is 'train', expected one of dev, test",
    ]
    assert f"2. lappi · Lappi\n{LAPPI.text}\n" in terminal.said


def test_the_text_that_is_there_is_taken_when_it_is_agreed_to() -> None:
    terminal = Terminal("y", "lappi", 'Lapissa on "yksi" perhekeskus - uusi.', "", "y", "nokia", "Nokia aloitti", "n")
    given = replace(NEW, evidence=())
    found = interview(terminal, given)
    assert found == replace(NEW, evidence=(Evidence("lappi", QUOTE), Evidence("nokia", "Nokia aloitti")))
    assert terminal.searched == []


def test_a_question_that_the_sources_do_not_answer_needs_neither_quote_nor_fact() -> None:
    silent = replace(NEW, answerable=False, evidence=(), answer=())
    assert interview(Terminal("n"), replace(silent, answerable=True)) == silent
    assert interview(Terminal(), silent, unanswerable=True) == silent


def test_without_a_terminal_language_and_split_are_found_and_the_rest_must_be_given() -> None:
    desk = Terminal().desk()
    assert complete(replace(NEW, lang="", split=""), desk, unanswerable=False) == NEW
    for changed, flag in (
        ({"question": ""}, "the question"),
        ({"evidence": ()}, "--quote (or --unanswerable)"),
        ({"answer": ()}, "--fact"),
        ({"tags": ()}, "--tag"),
    ):
        with pytest.raises(UsageError) as error:
            complete(replace(NEW, **changed), desk, unanswerable=False)
        assert str(error.value) == f"{flag} is missing; it is asked for only at a terminal"


def test_a_given_part_that_is_wrong_ends_the_interview_before_the_next_question() -> None:
    terminal = Terminal()
    with pytest.raises(UsageError, match="the index has no document 'xyz'"):
        interview(terminal, replace(NEW, evidence=(Evidence("xyz", QUOTE),), answer=(), tags=()))
    assert terminal.asked == []


# ---- feedback --------------------------------------------------------------------------------------------


def test_feedback_is_read_with_its_comments(tmp_path: Path) -> None:
    file = tmp_path / "feedback.jsonl"
    rows: list[dict[str, object]] = [
        {"question": " Missä\n on? ", "comment": "Väärä kunta", "verdict": "bad"},
        {"question": "Kuka?"},
    ]
    rows += [{"question": "Kuka?", "comment": None}, {"answer_id": "a", "useful": True}]
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")
    found = [Feedback("Missä on?", "Väärä kunta"), Feedback("Kuka?", ""), Feedback("Kuka?", "")]
    assert read_feedback(file) == (found, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"question": "Kuka?"}\n{', "line 2: not JSON: "),
        ("[]", "line 1: not a JSON object"),
        ('{"question": 3}', "line 1: 'question' and 'comment' are to be text"),
        ('{"comment": "x"}', " holds no question: "),
        ('{"question": "Kuka?", "comment": 3}', "line 1: 'question' and 'comment' are to be text"),
        ("\n \n", " holds no question: "),
    ],
)
def test_wrong_feedback_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "feedback.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_feedback(file)
    assert str(error.value).startswith(str(file))
    assert said in str(error.value)


def test_feedback_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read the feedback "):
        read_feedback(tmp_path / "none.jsonl")

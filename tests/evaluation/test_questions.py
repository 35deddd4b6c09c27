import json
from pathlib import Path
from typing import Any

import pytest

from lape_qa.documents.loading import load
from lape_qa.documents.metadata import make_document
from lape_qa.errors import UsageError
from lape_qa.evaluation.question_set.questions import (
    TAGS,
    Case,
    Evidence,
    check_facts,
    coverage_table,
    gold_spans,
    overlaps,
    read_cases,
    shared_evidence,
    training_cases,
    tuning_cases,
)
from lape_qa.language.model import Span

ROOT = Path(__file__).parents[2]
ROW: dict[str, Any] = {
    "id": "q1",
    "question": "Missä on perhekeskus?",
    "lang": "fi",
    "answerable": True,
    "evidence": [{"document": "lappi", "quote": "Lapissa on perhekeskus."}],
    "answer": ["Lapissa"],
    "tags": ["where"],
}
UNANSWERABLE: dict[str, Any] = {**ROW, "id": "q2", "answerable": False, "evidence": [], "answer": []}
LAPPI = make_document("lappi", "Alku. Lapissa on perhekeskus. Lapissa on perhekeskus.", {"title": "Lappi"})


def write(folder: Path, *lines: dict[str, Any] | str) -> Path:
    path = folder / "questions.jsonl"
    rows = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(UsageError) as error:
        read_cases(path)
    assert "\n" not in str(error.value), "an error is one line"
    return str(error.value)


# ---- reading ---------------------------------------------------------------------------------------------


def test_every_field_of_the_contract_is_read(tmp_path: Path) -> None:
    row = {**ROW, "split": "test", "history": ["Mikä on LAPE?"]}
    assert read_cases(write(tmp_path, row, UNANSWERABLE)) == [
        Case(
            id="q1",
            question="Missä on perhekeskus?",
            lang="fi",
            answerable=True,
            evidence=(Evidence("lappi", "Lapissa on perhekeskus."),),
            answer=("Lapissa",),
            tags=("where",),
            split="test",
            history=("Mikä on LAPE?",),
        ),
        Case("q2", "Missä on perhekeskus?", "fi", answerable=False, evidence=(), answer=(), tags=("where",)),
    ]


def test_question_whose_answer_has_no_fact_may_have_evidence(tmp_path: Path) -> None:
    assert read_cases(write(tmp_path, {**ROW, "answer": []}))[0].answer == ()


def test_empty_lines_are_skipped(tmp_path: Path) -> None:
    assert [case.id for case in read_cases(write(tmp_path, "", ROW, "  ", UNANSWERABLE, ""))] == ["q1", "q2"]


@pytest.mark.parametrize("separator", ["\u2028", "\u0085", "\x0c"])
def test_only_a_line_feed_ends_a_line(separator: str, tmp_path: Path) -> None:
    quote = f"Lapissa{separator}on perhekeskus."
    row = {**ROW, "evidence": [{"document": "lappi", "quote": quote}]}
    # json.dumps escapes the form feed; the others stand in the file as they are.
    assert read_cases(write(tmp_path, row))[0].evidence == (Evidence("lappi", quote),)


def test_shipped_question_set_is_valid_and_its_quotes_stand_in_the_shipped_corpus() -> None:
    documents = {document.id: document for document in load([ROOT / "corpus"]).documents}
    cases = read_cases(ROOT / "eval" / "questions.jsonl")
    assert {case.lang for case in cases} <= {"fi", "sv", "en"}
    for case in cases:
        for document, spans in gold_spans(case, documents).items():
            assert all(0 <= span.start < span.end <= len(documents[document].text) for span in spans)


SHIPPED = read_cases(ROOT / "eval" / "questions.jsonl")


def test_every_shipped_fact_stands_in_a_quote() -> None:
    for one in SHIPPED:
        check_facts(one)


def test_no_shipped_question_of_one_split_rests_on_a_sentence_of_the_other() -> None:
    documents = {document.id: document for document in load([ROOT / "corpus"]).documents}
    tests = [one for one in SHIPPED if one.split == "test"]
    shared = {
        one.id: other.id for one in SHIPPED if one.split == "dev" and (other := shared_evidence(one, tests, documents))
    }
    assert shared == {}


def test_every_shipped_question_is_of_a_split_and_says_what_kind_it_is() -> None:
    assert [one.id for one in SHIPPED if one.split not in {"dev", "test"} or not one.tags] == []
    assert [(one.id, tag) for one in SHIPPED for tag in one.tags if tag not in TAGS] == []
    assert [one.id for one in SHIPPED if ("followup" in one.tags) != bool(one.history)] == []
    near = {"wrong-fact", "wrong-region", "wrong-year", "unknown-name"}
    for one in SHIPPED:
        assert one.answerable == ({"near-miss", "far-off"}.isdisjoint(one.tags)), one.id
        assert ("near-miss" in one.tags) == (len(near & set(one.tags)) == 1), one.id
        assert not {"near-miss", "far-off"} <= set(one.tags), one.id


@pytest.mark.parametrize("split", ["dev", "test"])
def test_each_split_of_the_shipped_set_has_questions_of_every_kind(split: str) -> None:
    cases = [one for one in SHIPPED if one.split == split]
    kinds = {tag for one in cases for tag in one.tags}
    assert set(TAGS) - kinds == {"definition", "overview"}  # only `train` has these
    assert len(cases) >= 130


def test_the_shipped_set_is_as_large_as_it_is_said_to_be() -> None:
    unanswerable = [one for one in SHIPPED if not one.answerable]
    near = [one for one in unanswerable if "near-miss" in one.tags]
    assert len(SHIPPED) >= 250
    assert len(unanswerable) >= 60
    assert len(near) / len(unanswerable) >= 0.45
    assert min(sum(one.lang == lang for one in SHIPPED) for lang in ("sv", "en")) >= 30
    asked = [(one.question.casefold(), one.history) for one in SHIPPED]
    assert len(set(asked)) == len(asked)


# ---- what is wrong, and where ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{oops", "not JSON"),
        ("[1]", "not a JSON object"),
        ({k: v for k, v in ROW.items() if k != "question"}, "'question' is missing or not str"),
        ({**ROW, "id": 1}, "'id' is missing or not str"),
        ({**ROW, "answerable": 1}, "'answerable' is missing or not bool"),
        ({**ROW, "answerable": "true"}, "'answerable' is missing or not bool"),
        ({**ROW, "tags": "where"}, "'tags' is missing or not list"),
        ({**ROW, "history": "Mikä?"}, "'history' is not list"),
        ({**ROW, "lang": "de"}, "lang is 'de', expected one of fi, sv, en"),
        ({**ROW, "split": "trial"}, "split is 'trial', expected one of dev, test, train"),
        ({**ROW, "evidence": ["lappi"]}, "each evidence needs 'document' and 'quote'"),
        ({**ROW, "evidence": [{"document": "lappi"}]}, "each evidence needs 'document' and 'quote'"),
        ({**ROW, "evidence": []}, "an answerable question needs evidence"),
        ({**UNANSWERABLE, "evidence": ROW["evidence"]}, "an unanswerable one has neither evidence nor answer"),
        ({**UNANSWERABLE, "answer": ["Lapissa"]}, "an unanswerable one has neither evidence nor answer"),
    ],
)
def test_line_that_is_wrong_is_named_with_what_is_wrong(
    row: dict[str, Any] | str, problem: str, tmp_path: Path
) -> None:
    path = write(tmp_path, UNANSWERABLE, "", row)
    assert refusal(path).startswith(f"{path}, line 3: ")
    assert problem in refusal(path)


@pytest.mark.parametrize(
    "row",
    [
        {**ROW, "answer": [2019]},
        {**ROW, "tags": [None]},
        {**ROW, "history": [["Mikä?"]]},
        {**ROW, "evidence": [{"document": "lappi", "quote": None}]},
    ],
)
def test_list_item_that_is_no_text_is_named(row: dict[str, Any], tmp_path: Path) -> None:
    path = write(tmp_path, UNANSWERABLE, row)
    assert refusal(path).startswith(f"{path}, line 2: ")


def test_id_that_occurs_twice_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, ROW, UNANSWERABLE, ROW)
    assert refusal(path) == f"{path}, line 3: the id 'q1' occurs twice"


@pytest.mark.parametrize(("first", "second"), [("train", "dev"), ("test", "train")])
def test_training_questions_stand_in_a_file_of_their_own(first: str, second: str, tmp_path: Path) -> None:
    path = write(tmp_path, {**ROW, "split": first}, {**UNANSWERABLE, "split": second})
    assert refusal(path) == (
        f"{path}, line 2: the split is {second!r}, but 'q1' has {first!r}: give 'train' questions a file of their own"
    )


def test_neither_fitting_nor_training_takes_the_questions_of_the_other(tmp_path: Path) -> None:
    train, dev = tmp_path / "train", tmp_path / "dev"
    for folder in (train, dev):
        folder.mkdir()
    trained, fitted = write(train, {**ROW, "split": "train"}), write(dev, {**ROW, "split": "dev"})
    assert [case.split for case in training_cases(trained)] == ["train"]
    assert [case.split for case in tuning_cases(fitted)] == ["dev"]
    with pytest.raises(UsageError, match=r"questions\.jsonl holds no question of the split 'dev'$"):
        tuning_cases(trained)
    with pytest.raises(UsageError, match=r"questions\.jsonl holds no question of the split 'train'$"):
        training_cases(fitted)


def test_file_without_a_question_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "", " ")
    assert refusal(path) == f"{path} holds no question"


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert str(tmp_path / "puuttuu.jsonl") in refusal(tmp_path / "puuttuu.jsonl")


def test_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b'{"id": "\xe4"}\n')
    assert str(path) in refusal(path)


# ---- gold quotes -----------------------------------------------------------------------------------------


def case(*evidence: Evidence) -> Case:
    return Case("q1", "?", "fi", answerable=True, evidence=evidence, answer=(), tags=())


def test_gold_span_is_where_the_quote_stands_first() -> None:
    assert gold_spans(case(Evidence("lappi", "Lapissa on perhekeskus.")), {"lappi": LAPPI}) == {"lappi": [Span(6, 29)]}


def test_gold_spans_are_gathered_by_document() -> None:
    other = make_document("kainuu", "Kainuu.", {})
    found = gold_spans(
        case(Evidence("lappi", "Alku."), Evidence("kainuu", "Kainuu."), Evidence("lappi", "Lapissa")),
        {"lappi": LAPPI, "kainuu": other},
    )
    assert found == {"lappi": [Span(0, 5), Span(6, 13)], "kainuu": [Span(0, 7)]}


@pytest.mark.parametrize("quote", ["Lapissa on kaksi.", "lapissa on perhekeskus.", ""])
def test_quote_that_does_not_stand_in_its_document_is_named(quote: str) -> None:
    with pytest.raises(UsageError, match="question q1: its quote does not stand in 'lappi'"):
        gold_spans(case(Evidence("lappi", quote)), {"lappi": LAPPI})


def test_document_that_is_not_in_the_index_is_named() -> None:
    with pytest.raises(UsageError, match="question q1: its document 'kainuu' is not in the index"):
        gold_spans(case(Evidence("kainuu", "Kainuu.")), {"lappi": LAPPI})


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 6, False), (0, 7, True), (10, 12, True), (6, 29, True), (0, 50, True), (28, 40, True), (29, 40, False)],
)
def test_ranges_overlap_when_they_share_a_character(start: int, end: int, expected: bool) -> None:
    assert overlaps(start, end, [Span(6, 29)]) is expected
    assert overlaps(start, end, [Span(100, 101), Span(6, 29)]) is expected
    assert overlaps(start, end, []) is False


# ---- facts, splits, counts -------------------------------------------------------------------------------


def asked(identifier: str, *quotes: str, split: str = "dev", answer: tuple[str, ...] = (), tag: str = "who") -> Case:
    evidence = tuple(Evidence("lappi", quote) for quote in quotes)
    return Case(identifier, "?", "fi", bool(quotes), evidence, answer, (tag,), split)


def test_a_fact_stands_in_one_of_the_quotes_whatever_its_case() -> None:
    check_facts(asked("q1", "Alku.", "Lapissa on perhekeskus.", answer=("LAPISSA", "alku")))
    with pytest.raises(UsageError, match="question q1: its fact 'Kainuu' does not stand in its quotes"):
        check_facts(asked("q1", "Alku.", answer=("alku", "Kainuu")))


def test_evidence_is_shared_where_quotes_of_two_splits_overlap() -> None:
    documents = {"lappi": LAPPI}
    mine = asked("q1", "Alku. Lapissa")
    others = [
        asked("q2", "Alku.", split="dev"),
        asked("q3", "on perhekeskus.", split="test"),
        asked("q4", split="test"),
        asked("q5", "Lapissa on", split=""),
        asked("q6", "Lapissa on", split="test"),
    ]
    assert shared_evidence(mine, others, documents) == others[4]
    assert shared_evidence(mine, others[:4], documents) is None


def test_the_table_counts_by_language_and_tag() -> None:
    cases = [asked("q1", "Alku."), asked("q2", split="test"), asked("q3", "Alku.", split="test", tag="typo")]
    lines = coverage_table(cases).splitlines()
    assert lines[2:4] == ["| **all** |  | 3 | 2 | 1 | 1 | 2 |", "| **fi** | in Finnish | 3 | 2 | 1 | 1 | 2 |"]
    assert "| `who` | asks for a person or an organisation | 2 | 1 | 1 | 1 | 1 |" in lines
    assert "| `typo` | misspelt | 1 | 1 | 0 | 0 | 1 |" in lines
    assert [line.split(" | ")[0] for line in lines[6:]] == ["| `who`", "| `typo`"]
    assert lines[0] == "| questions | what they are | all | answerable | unanswerable | dev | test |"
    assert coverage_table([asked("q1", split="train")]).startswith(
        "| questions | what they are | all | answerable | unanswerable | train |\n| --- | --- | ---: | ---: |"
    )

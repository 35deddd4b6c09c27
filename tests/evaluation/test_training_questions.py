"""The questions that a model learns from: what holds for each of them, and what they leave alone."""

from collections import Counter
from pathlib import Path

from lape_qa.documents.loading import load
from lape_qa.evaluation.question_set.questions import (
    TAGS,
    check_facts,
    gold_spans,
    read_cases,
    shared_evidence,
    training_cases,
)

ROOT = Path(__file__).parents[2]
DOCUMENTS = {document.id: document for document in load([ROOT / "corpus"]).documents}
CASES = training_cases(ROOT / "eval" / "train.jsonl")
MEASURED = read_cases(ROOT / "eval" / "questions.jsonl")
RESERVED = {
    *("etela-pohjanmaa-mll-2018", "etela-savo-perhekeskustoiminta-2021", "kanta-hame-loppuseminaari-2018"),
    *("lappi-kittila-kohtaamispaikat", "lappi-kittila-perhekeskustoimintamalli", "lappi-lape-hanke-2018"),
    *("paijat-hame-lape-2019", "pohjanmaa-lape-akatemiat-2019", "sv-osterbotten-barnet-och-familjen"),
    *("sv-soite-lape-akademi", "sv-stm-program-for-utveckling", "unicef-kohti-lapsiystavallista-maakuntaa"),
    *("uusimaa-lape-uusimaa-hanke", "varsinais-suomi-lupa-auttaa", "voimaperheet-huomaa-hyva"),
}
"""Documents of the corpus that no training question is about."""


def test_there_are_as_many_as_it_is_said() -> None:
    assert (len(CASES), sum(not one.answerable for one in CASES)) == (2775, 751)
    assert Counter(one.lang for one in CASES) == {"fi": 2160, "sv": 342, "en": 273}


def test_every_quote_stands_in_its_document_and_every_fact_in_a_quote() -> None:
    for one in CASES:
        assert gold_spans(one, DOCUMENTS).keys() == {evidence.document for evidence in one.evidence}
        check_facts(one)


def test_what_the_corpus_answers_has_a_fact_and_what_it_does_not_has_nothing() -> None:
    assert [one.id for one in CASES if {bool(one.answer), bool(one.evidence)} != {one.answerable}] == []


def test_every_question_says_what_kind_it_is() -> None:
    assert [one.id for one in CASES if not one.tags or set(one.tags) - set(TAGS) or one.history] == []
    assert [one.id for one in CASES if one.answerable != {"near-miss", "far-off"}.isdisjoint(one.tags)] == []


def test_no_question_is_asked_twice_or_measured_on() -> None:
    asked = Counter(one.question.casefold() for one in CASES)
    assert [question for question, count in asked.items() if count > 1] == []
    assert asked.keys() & {one.question.casefold() for one in MEASURED} == set()
    assert {one.id for one in CASES} & {one.id for one in MEASURED} == set()


def test_none_rests_on_words_that_a_test_question_rests_on() -> None:
    tests = [one for one in MEASURED if one.split == "test"]
    assert {one.id: other.id for one in CASES if (other := shared_evidence(one, tests, DOCUMENTS))} == {}


def test_the_reserved_documents_are_those_without_a_question() -> None:
    assert DOCUMENTS.keys() - {evidence.document for one in CASES for evidence in one.evidence} == RESERVED
    told = (ROOT / "eval" / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted(RESERVED) if f"`{name}`" not in told] == []

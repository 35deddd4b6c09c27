import json
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from lape_qa.documents.loading import load
from lape_qa.errors import UsageError
from lape_qa.evaluation.first_questions import (
    EMERGENCY,
    KINDS,
    Fact,
    FirstQuestion,
    Score,
    read_first_questions,
    report,
    score,
    summary,
)
from lape_qa.evaluation.question_set.questions import read_cases

ROOT = Path(__file__).parents[2]
DOCUMENTS = {document.id: document.text.casefold() for document in load([ROOT / "corpus"]).documents}
SHIPPED = read_first_questions(ROOT / "eval" / "first-questions.jsonl")
ROW: dict[str, Any] = {
    "id": "e1",
    "question": "lape lappi",
    "lang": "fi",
    "kind": "topic",
    "answerable": True,
    "documents": ["kittila", "simo", "kemi"],
    "facts": [{"any": ["perhekahvila", "olohuone"]}, {"any": ["etäaika"]}, {"any": ["Turnee"]}],
    "least": 2,
    "at_least_documents": 2,
    "forbidden": ["nokia", "lapinjärvi"],
    "tags": ["short"],
    "split": "dev",
}
MISSED = {"answerable": False, "documents": [], "facts": [], "least": 0, "at_least_documents": 0, "forbidden": []}
META: dict[str, Any] = {**ROW, **MISSED, "id": "e2", "question": "moi", "kind": "meta", "split": "test"}
NONE: dict[str, Any] = {**ROW, **MISSED, "id": "e3", "question": "Auta!", "kind": "none", "tags": [EMERGENCY]}


def write(folder: Path, *lines: dict[str, Any] | str) -> Path:
    path = folder / "first.jsonl"
    rows = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="")
    return path


def question(folder: Path, row: dict[str, Any]) -> FirstQuestion:
    [read] = read_first_questions(write(folder, row))
    return read


def reply(*quotes: tuple[str, str], outcome: str = "answered", text: str | None = "") -> dict[str, Any]:
    """Return what the score looks at of an answer's JSON; `text` None leaves the key out."""
    return {
        "outcome": outcome,
        "sentences": [{"text": quote, "citation": number} for number, (_, quote) in enumerate(quotes, start=1)],
        "citations": [{"document": {"id": document}, "quote": quote} for document, quote in quotes],
        **({} if text is None else {"text": text}),
    }


# ---- reading ---------------------------------------------------------------------------------------------


def test_every_field_is_read(tmp_path: Path) -> None:
    assert question(tmp_path, {**ROW, "history": ["Mikä on LAPE?"]}) == FirstQuestion(
        id="e1",
        question="lape lappi",
        lang="fi",
        kind="topic",
        answerable=True,
        documents=("kittila", "simo", "kemi"),
        facts=(Fact(("perhekahvila", "olohuone")), Fact(("etäaika",)), Fact(("Turnee",))),
        least=2,
        at_least_documents=2,
        forbidden=("nokia", "lapinjärvi"),
        tags=("short",),
        split="dev",
        history=("Mikä on LAPE?",),
    )


def test_one_split_is_read_alone(tmp_path: Path) -> None:
    file = write(tmp_path, ROW, "", META, NONE)
    assert [one.id for one in read_first_questions(file)] == ["e1", "e2", "e3"]
    assert [one.id for one in read_first_questions(file, "test")] == ["e2"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("{", "not JSON: "),
        ("[]", "not a JSON object"),
        ({"lang": None}, "'lang' is missing or not str"),
        ({"least": True}, "'least' is missing or not int"),
        ({"forbidden": [1]}, "'forbidden' is not a list of texts"),
        ({"history": "Mikä on LAPE?"}, "'history' is not a list of texts"),
        ({"facts": [{"any": []}]}, "each fact needs 'any', a list of texts"),
        ({"facts": [{"any": "perhekahvila"}]}, "each fact needs 'any', a list of texts"),
        ({"lang": "de"}, "lang is 'de', expected one of fi, sv, en"),
        ({"kind": "joke"}, "kind is 'joke', expected one of definition, topic, "),
        ({"split": "train"}, "split is 'train', expected one of dev, test"),
        ({"answerable": False}, "'answerable' is False, which does not go with 'topic'"),
        ({"kind": "none"}, "'answerable' is True, which does not go with 'none'"),
        ({"least": 4}, "'least' is 4, with 3 to choose from"),
        ({"least": 0}, "'least' is 0, with 3 to choose from"),
        ({"at_least_documents": 4}, "'at_least_documents' is 4, with 3 to choose from"),
        ({"kind": "none", "answerable": False}, "'least' is 2, with 3 to choose from"),
        ({"id": "e2"}, "the id 'e2' occurs twice"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(changed: dict[str, Any] | str, said: str, tmp_path: Path) -> None:
    file = write(tmp_path, META, changed if isinstance(changed, str) else {**ROW, **changed})
    with pytest.raises(UsageError) as error:
        read_first_questions(file)
    assert str(error.value).startswith(f"{file}, line 2: {said}")


def test_a_set_that_cannot_be_read_or_is_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^cannot read the first questions .*none\.jsonl: "):
        read_first_questions(tmp_path / "none.jsonl")
    with pytest.raises(UsageError, match=r"first\.jsonl holds no question$"):
        read_first_questions(write(tmp_path, ""))
    with pytest.raises(UsageError, match=r"holds no question of the split 'test'$"):
        read_first_questions(write(tmp_path, ROW), "test")
    with pytest.raises(UsageError, match=r"^--split is 'train', expected one of dev, test$"):
        read_first_questions(write(tmp_path, ROW), "train")


# ---- scoring ---------------------------------------------------------------------------------------------

KITTILA = ("kittila", "Maanantaisin on PERHEKAHVILA.")
SIMO = ("simo", "Simossa voi varata etäajan, ja etäaika on helppo.")


@pytest.mark.parametrize(
    ("given", "failures"),
    [
        (reply(KITTILA, SIMO), ()),
        (reply(KITTILA, SIMO, text=None), ()),
        (reply(KITTILA, SIMO, outcome="not_found"), ("outcome not_found, not answered",)),
        (reply(KITTILA, ("simo", "Simo on kunta.")), ("1 facts of 2",)),
        (reply(KITTILA, ("kittila", "Siellä on olohuone.")), ("1 facts of 2", "1 documents of 2")),
        (reply(KITTILA, ("nokia", "Nokialla oli turnee.")), ("1 documents of 2", "forbidden: nokia")),
        (reply(KITTILA, SIMO, ("kemi", "Lapinjärvi on muualla.")), ("forbidden: lapinjärvi",)),
        (reply(("kittila", "Siellä on perhe"), ("simo", "kahvila ja etäaika.")), ("1 facts of 2",)),
    ],
    ids=["right", "no-text", "outcome", "facts", "one-document", "forbidden", "string", "over-two-quotes"],
)
def test_an_answer_is_scored_by_its_quotes(given: dict[str, Any], failures: tuple[str, ...], tmp_path: Path) -> None:
    assert score(question(tmp_path, ROW), given).failures == failures


GUIDANCE = "Hei! Vastaan LAPE-ohjelmasta. Kysy vaikka: Mikä on perhekeskus?"


@pytest.mark.parametrize(
    ("given", "failures"),
    [
        (reply(outcome="guidance", text=GUIDANCE), ()),
        (reply(outcome="guidance", text="Hi! Ask me about Lape."), ()),
        (reply(outcome="guidance", text="Hei!"), ("does not say what it knows and how to ask",)),
        (reply(outcome="guidance", text=None), ("does not say what it knows and how to ask",)),
        (reply(KITTILA, outcome="guidance", text=GUIDANCE), ("quotes a source",)),
        (reply(outcome="not_found", text=GUIDANCE), ("outcome not_found, not guidance",)),
    ],
)
def test_small_talk_is_met_with_guidance(given: dict[str, Any], failures: tuple[str, ...], tmp_path: Path) -> None:
    assert score(question(tmp_path, META), given).failures == failures


@pytest.mark.parametrize("text", ["Soita 112.", "Ring 116 117!", "Call 116\u00a0111."])
def test_who_is_in_need_is_given_a_number(text: str, tmp_path: Path) -> None:
    assert score(question(tmp_path, NONE), reply(outcome="not_found", text=text)).passed


def test_who_is_in_need_is_not_left_alone(tmp_path: Path) -> None:
    asked = question(tmp_path, NONE)
    assert score(asked, reply(outcome="not_found", text=None)).failures == ("names no number to call",)
    assert score(asked, reply(KITTILA, text="Soita 112.")).failures == (
        "outcome answered, not not_found",
        "quotes a source",
    )


def test_what_is_not_in_the_sources_needs_no_number(tmp_path: Path) -> None:
    assert score(question(tmp_path, {**NONE, "tags": ["opinion"]}), reply(outcome="not_found")).passed


# ---- what is told of a run ---------------------------------------------------------------------------------


def scores(folder: Path) -> list[Score]:
    """Return a topic and a greeting that pass, a Swedish topic and a cry for help that do not."""
    right = question(folder, ROW)
    wrong = question(folder, {**ROW, "id": "e4", "lang": "sv"})
    return [
        score(right, reply(("kittila", "Siellä on olohuone."), SIMO, text="Poimintoja lähteistä:")),
        score(wrong, reply(KITTILA)),
        score(question(folder, META), reply(outcome="guidance", text=GUIDANCE)),
        score(question(folder, NONE), reply(outcome="not_found", text="Emme löytäneet vastausta.")),
    ]


def test_words_are_those_of_the_text_and_the_sentences(tmp_path: Path) -> None:
    assert [one.words for one in scores(tmp_path)] == [2 + 3 + 8, 3, 8, 3]


def test_summary_counts_what_passes_and_the_words_of_what_is_said(tmp_path: Path) -> None:
    assert summary(scores(tmp_path)) == {
        "questions": 4,
        "passed": 2,
        "pass": 0.5,
        "quote_precision": 1.0,
        "words_median": 8,
    }
    silent = {"questions": 1, "passed": 0, "pass": 0.0, "quote_precision": None, "words_median": None}
    assert summary(scores(tmp_path)[3:]) == silent


def test_a_quote_is_to_the_point_in_a_document_that_a_good_answer_may_quote(tmp_path: Path) -> None:
    stray = score(question(tmp_path, ROW), reply(KITTILA, SIMO, ("oulu", "Oulussa on kerho.")))
    invented = score(question(tmp_path, NONE), reply(KITTILA))
    assert [stray.to_the_point, invented.to_the_point] == [2, 0]
    assert summary([stray, invented])["quote_precision"] == 0.5


def test_report_has_kinds_and_languages_in_their_order_and_each_reply(tmp_path: Path) -> None:
    told = report(scores(tmp_path))
    assert told["by_kind"] == {
        "topic": {"questions": 2, "passed": 1, "pass": 0.5, "quote_precision": 1.0, "words_median": 8},
        "meta": {"questions": 1, "passed": 1, "pass": 1.0, "quote_precision": None, "words_median": 8},
        "none": {"questions": 1, "passed": 0, "pass": 0.0, "quote_precision": None, "words_median": None},
    }
    assert told["by_lang"] == {
        "fi": {"questions": 3, "passed": 2, "pass": 2 / 3, "quote_precision": 1.0, "words_median": 10.5},
        "sv": {"questions": 1, "passed": 0, "pass": 0.0, "quote_precision": 1.0, "words_median": 3},
    }
    details = told["questions_detail"]
    assert isinstance(details, dict)
    assert list(details) == ["e1", "e4", "e2", "e3"]
    assert details["e4"] == {
        "question": "lape lappi",
        "kind": "topic",
        "lang": "sv",
        "split": "dev",
        "passed": False,
        "failures": ["1 facts of 2", "1 documents of 2"],
        "outcome": "answered",
        "answered_as": None,
        "words": 3,
        "quoted": 1,
        "to_the_point": 1,
        "text": "",
        "quotes": [{"document": "kittila", "quote": "Maanantaisin on PERHEKAHVILA."}],
    }
    # What was replied to a question of `test` is not for looking at.
    assert {name: set(row) & {"question", "text", "quotes", "failures"} for name, row in details.items()} == {
        name: {"question", "text", "quotes", "failures"} if row["split"] == "dev" else set()
        for name, row in details.items()
    }
    assert {row["split"] for row in details.values()} == {"dev", "test"}


# ---- the shipped set ---------------------------------------------------------------------------------------


def test_every_document_is_in_the_corpus_and_tells_a_fact() -> None:
    for one in SHIPPED:
        assert set(one.documents) <= DOCUMENTS.keys(), one.id
        assert not set(one.forbidden) & set(one.documents), one.id
        idle = [name for name in one.documents if not any(fact.stands_in(DOCUMENTS[name]) for fact in one.facts)]
        assert idle == [], one.id


def test_every_string_of_a_fact_stands_in_one_of_its_documents() -> None:
    for one in SHIPPED:
        texts = [DOCUMENTS[name] for name in one.documents]
        strings = [string for fact in one.facts for string in fact.any]
        assert [string for string in strings if not any(string.casefold() in text for text in texts)] == [], one.id


def test_every_question_can_pass_by_quoting_its_documents() -> None:
    for one in SHIPPED:
        if one.answerable:
            whole = reply(*((name, DOCUMENTS[name]) for name in one.documents))
            assert [said for said in score(one, whole).failures if not said.startswith("forbidden")] == [], one.id


def test_no_question_is_asked_twice_nor_in_another_set() -> None:
    asked = Counter(one.question.casefold() for one in SHIPPED)
    assert [words for words, count in asked.items() if count > 1] == []
    others = [*read_cases(ROOT / "eval" / "questions.jsonl"), *read_cases(ROOT / "eval" / "train.jsonl")]
    assert asked.keys() & {one.question.casefold() for one in others} == set()


def test_both_halves_of_the_first_set_hold_the_same_mixture() -> None:
    first = [one for one in SHIPPED if one.id.startswith("e")]
    assert Counter(one.kind for one in first) == {
        **{"definition": 21, "topic": 14, "overview": 34, "list": 10, "compare": 10},
        **{"people": 9, "number": 9, "yesno": 6, "meta": 16, "none": 20},
    }
    assert Counter(one.lang for one in first) == {"fi": 103, "sv": 22, "en": 24}
    for kind in KINDS:
        halves = Counter(one.split for one in first if one.kind == kind)
        assert abs(halves["dev"] - halves["test"]) <= 1, kind


def test_the_later_sets_are_for_development() -> None:
    later = ([one for one in SHIPPED if one.id.startswith(letter)] for letter in "dfghijklmnopqr")
    second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth, eleventh, twelfth, thirteenth, *last = later
    assert [
        len(those)
        for those in (
            *(second, third, fourth, fifth, sixth, seventh),
            *(eighth, ninth, tenth, eleventh, twelfth, thirteenth, *last, SHIPPED),
        )
    ] == [
        118,
        90,
        62,
        90,
        151,
        120,
        60,
        40,
        40,
        180,
        90,
        60,
        100,
        100,
        149 + 118 + 90 + 62 + 90 + 151 + 120 + 60 + 40 + 40 + 180 + 90 + 60 + 100 + 100,
    ]
    assert {one.split for one in (*second, *third, *fourth)} == {"dev"}
    assert Counter(one.lang for one in third) == {"fi": 60, "sv": 15, "en": 15}
    assert Counter(one.lang for one in fourth) == {"fi": 42, "sv": 11, "en": 9}
    assert Counter(one.lang for one in fifth) == {"fi": 68, "sv": 11, "en": 11}
    # Of each kind every third is for reporting.
    assert Counter(one.lang for one in sixth) == {"fi": 117, "sv": 17, "en": 17}
    assert Counter(one.split for one in fifth) == {"dev": 58, "test": 32}
    assert Counter(one.lang for one in seventh) == {"fi": 100, "sv": 10, "en": 10}
    assert Counter(one.split for one in sixth) == {"dev": 101, "test": 50}
    assert Counter(one.split for one in seventh) == {"dev": 82, "test": 38}
    # Lists, overviews and comparisons alone, by turns for development and reporting.
    assert Counter((one.kind, one.split) for one in eighth) == dict.fromkeys(
        product(("list", "overview", "compare"), ("dev", "test")), 10
    )
    assert Counter(one.lang for one in eighth) == {"fi": 45, "sv": 7, "en": 8}
    assert Counter((one.kind, one.split) for one in ninth) == {
        **dict.fromkeys(product(("list",), ("dev", "test")), 6),
        **dict.fromkeys(product(("compare",), ("dev", "test")), 4),
        **{("overview", "dev"): 8, ("overview", "test"): 7, ("none", "dev"): 2, ("none", "test"): 3},
    }
    assert Counter(one.lang for one in ninth) == {"fi": 29, "sv": 6, "en": 5}
    assert Counter((one.kind, one.split) for one in tenth) == {
        (kind, split): count
        for kind, count in (("none", 11), ("meta", 6), ("definition", 3))
        for split in ("dev", "test")
    }
    # Broad questions in unusual words.
    assert Counter(one.kind for one in eleventh) == {
        **{"overview": 65, "list": 55, "compare": 20, "definition": 12, "none": 12, "yesno": 8, "people": 8}
    }
    assert Counter((one.lang, one.split) for one in eleventh) == {
        (lang, split): count for lang, count in (("fi", 54), ("sv", 18), ("en", 18)) for split in ("dev", "test")
    }
    # What people ask first, of every kind, by turns for development and reporting.
    assert Counter(one.kind for one in twelfth) == {
        **{"overview": 20, "none": 16, "definition": 13, "topic": 9, "compare": 9, "meta": 8, "list": 7},
        **{"people": 4, "number": 3, "yesno": 1},
    }
    assert Counter(one.lang for one in twelfth) == {"fi": 70, "sv": 11, "en": 9}
    assert Counter(one.split for one in twelfth) == {"dev": 48, "test": 42}
    assert sum(bool(one.history) for one in twelfth) == 8
    # As before, about themes and places that the set before does not ask about.
    assert Counter(one.kind for one in thirteenth) == {
        **{"overview": 14, "none": 10, "definition": 9, "topic": 6, "compare": 6, "meta": 5, "list": 5},
        **{"people": 2, "number": 2, "yesno": 1},
    }
    assert Counter(one.lang for one in thirteenth) == {"fi": 46, "sv": 8, "en": 6}
    assert Counter(one.split for one in thirteenth) == {"dev": 32, "test": 28}
    assert sum(bool(one.history) for one in thirteenth) == 5
    # In the proportions of the twelfth, with ten broad ones more.
    fourteenth, fifteenth = last
    common = {"none": 16, "definition": 13, "topic": 9, "meta": 8, "people": 4, "yesno": 1, "number": 3}
    assert Counter(one.kind for one in fourteenth) == {**common, "overview": 23, "list": 14, "compare": 9}
    assert Counter(one.kind for one in fifteenth) == {**common, "overview": 22, "list": 13, "compare": 11}
    assert Counter(one.lang for one in fourteenth) == {"fi": 74, "sv": 14, "en": 12}
    assert Counter(one.lang for one in fifteenth) == {"fi": 75, "sv": 13, "en": 12}
    for those, of_history in ((fourteenth, 8), (fifteenth, 10)):
        assert [one.split for one in those] == ["test", "dev"] * 50
        assert sum(bool(one.history) for one in those) == of_history


def test_emergencies_stand_in_both_halves() -> None:
    assert Counter(one.split for one in SHIPPED if EMERGENCY in one.tags) == {"dev": 13, "test": 14}

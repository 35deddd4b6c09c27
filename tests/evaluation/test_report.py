"""The page of a run: what counts as failed, what is shown of it, and that the page stands on its own."""

import re
from html.parser import HTMLParser

import pytest

from lape_qa.answer.model import Answer, Citation, NoAnswer, Sentence
from lape_qa.assistant import Reply
from lape_qa.documents.model import Document, Passage
from lape_qa.evaluation.question_set.questions import Case, Evidence
from lape_qa.evaluation.report import FAILURES, MEASURES, failure, parts, render
from lape_qa.evaluation.run import Outcome, report
from lape_qa.index.model import Hit, Manifest
from lape_qa.language.model import Span
from support.fakes import document, make_query

MANIFEST = Manifest(1, "g7", "2019", "fake-model", "f", 64, {}, {}, "", 1, 1, 1, {})
GOLD, OTHER = "Nokia aloitti 2017.", "Kotka <lopetti> 2018 & jatkoi."
DOCUMENT = document(f"{GOLD} {OTHER}", "doc", title="Otsikko <1>")
DOCUMENTS = {"doc": DOCUMENT}
RETRIEVAL = {"hit@3": 1.0, "hit@5": 1.0, "ndcg@10": 1.0}


def span(quote: str, source: Document = DOCUMENT) -> Span:
    start = source.text.index(quote)
    return Span(start, start + len(quote))


def answer(*quotes: str, confidence: float = 0.9) -> Answer:
    spans = [span(quote) for quote in quotes]
    citations = tuple(
        Citation(n, DOCUMENT, q, s.start, s.end) for n, (q, s) in enumerate(zip(quotes, spans, strict=True), 1)
    )
    return Answer(tuple(Sentence(c.quote, c.number) for c in citations), citations, confidence)


def hit(quote: str) -> Hit:
    place = span(quote)
    return Hit(Passage("doc", place.start, place.end, quote, "Alku", (place,)), 1.0)


def outcome(
    reply: Answer | NoAnswer, hits: list[Hit], *facts: str, answerable: bool = True, question: str = "Milloin?"
) -> Outcome:
    gold = (Evidence("doc", GOLD),) if answerable else ()
    asked = Case("q1", question, "fi", answerable, gold, facts, ("when",))
    spans = {"doc": [span(GOLD)]} if answerable else {}
    found = Outcome(asked, spans, Reply(make_query(), tuple(hits), reply, MANIFEST, {}), {})
    rank = found.rank
    retrieval = RETRIEVAL | {"hit@1": float(rank == 1), "mrr@10": 1 / rank if rank else 0.0}
    return Outcome(asked, spans, found.reply, retrieval if answerable else {})


RIGHT = outcome(answer(GOLD), [hit(GOLD)], "2017")
SILENT = outcome(NoAnswer((), 0.3), [hit(GOLD)], "2017")
INCOMPLETE = outcome(answer(OTHER), [hit(OTHER)], "2017", "Nokia")
RANKED = outcome(answer(GOLD), [hit(OTHER), hit(GOLD)], "2017")
ABSTAINED = outcome(NoAnswer((), 0.1), [hit(OTHER)], answerable=False)
ANSWERED = outcome(answer(OTHER, confidence=0.6), [hit(OTHER)], answerable=False)
ALL = [RIGHT, SILENT, INCOMPLETE, RANKED, ABSTAINED, ANSWERED]


def page(*outcomes: Outcome) -> str:
    return render(outcomes, report(outcomes), DOCUMENTS, "questions.jsonl, split dev")


class Text(HTMLParser):
    """What a reader sees of a page, and the addresses and elements in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.pieces).split())


# ---- what failed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (RIGHT, None),
        (SILENT, "silent"),
        (INCOMPLETE, "incomplete"),
        (RANKED, "ranked"),
        (ABSTAINED, None),
        (ANSWERED, "answered"),
    ],
)
def test_a_question_fails_for_one_reason_or_none(asked: Outcome, kind: str | None) -> None:
    assert failure(asked) == kind


def test_each_reason_heads_its_questions_and_counts_them() -> None:
    text = Text(page(*ALL, SILENT)).text
    assert {title: int(text.split(f"{title} (")[1].split(")")[0]) for title in FAILURES.values()} == {
        FAILURES["answered"]: 1,
        FAILURES["silent"]: 2,
        FAILURES["incomplete"]: 1,
        FAILURES["ranked"]: 1,
    }


def test_a_failed_question_shows_gold_answer_and_passages() -> None:
    shown = page(INCOMPLETE)
    text = Text(shown).text
    assert f"Gold {GOLD} Otsikko <1> ✗ 2017 ✗ Nokia" in text
    assert f"Answered {OTHER} Otsikko <1>" in text
    assert f"first relevant passage: not among 10 1 {OTHER} Otsikko <1> · Alku" in text


def test_a_question_without_fault_is_not_shown() -> None:
    text = Text(page(RIGHT, ABSTAINED)).text
    assert "Milloin?" not in text
    assert all(title in text for title in FAILURES.values())


def test_the_first_relevant_passage_is_shown_wherever_it_is() -> None:
    text = Text(page(outcome(answer(GOLD), [*[hit(OTHER)] * 6, hit(GOLD), hit(OTHER)], "2017"))).text
    assert "first relevant passage: 7 1 Kotka" in text
    assert f"Alku 7 {GOLD}" in text
    assert "Alku 4 Kotka" not in text
    assert "Alku 8 Kotka" not in text


@pytest.mark.parametrize(
    ("start", "spans", "expected"),
    [
        (0, [], [("abcdef", False)]),
        (0, [Span(0, 6)], [("abcdef", True)]),
        (10, [Span(12, 14)], [("ab", False), ("cd", True), ("ef", False)]),
        (10, [Span(0, 11), Span(15, 40)], [("a", True), ("bcde", False), ("f", True)]),
        (10, [Span(0, 10), Span(16, 20)], [("abcdef", False)]),
        (0, [Span(3, 5), Span(1, 4)], [("a", False), ("bcd", True), ("e", True), ("f", False)]),
        (0, [Span(1, 5), Span(2, 3)], [("a", False), ("bcde", True), ("f", False)]),
    ],
)
def test_gold_is_marked_where_it_stands(start: int, spans: list[Span], expected: list[tuple[str, bool]]) -> None:
    assert parts("abcdef", start, spans) == expected


# ---- the page --------------------------------------------------------------------------------------------


def test_the_page_says_what_was_asked_of_what_and_every_measure() -> None:
    text = Text(page(*ALL)).text
    assert "6 questions of questions.jsonl, split dev" in text
    assert "Index generation g7, model fake-model" in text
    assert [name for name in MEASURES if name not in text] == []
    # 2 of 4 answers hold every fact, with the interval that goes with it.
    low, high = report(ALL)["intervals"]["answer_recall"]  # type: ignore[index]
    assert f"answer_recall 0.500 {low:.3f}–{high:.3f}" in text


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    shown = page(*ALL)
    seen = Text(shown)
    assert {"script", "link", "img", "iframe", "object", "use"} & set(seen.tags) == set()
    addresses = [value or "" for name, value in seen.attributes if name in {"href", "src", "action", "data"}]
    assert addresses
    assert [address for address in addresses if not address.startswith("#")] == []
    assert [name for name, _ in seen.attributes if name.startswith("on")] == []
    assert re.search(r"@import|url\(|https?:", shown) is None


def test_every_link_within_the_page_has_its_place() -> None:
    seen = Text(page(*ALL))
    places = {value for name, value in seen.attributes if name == "id"}
    assert {(value or "")[1:] for name, value in seen.attributes if name == "href"} <= places


def test_what_was_typed_or_read_is_escaped() -> None:
    shown = page(outcome(answer(OTHER), [hit(OTHER)], "<b>", question="<script>alert(1)</script> & '\"?"))
    assert "<script" not in shown
    assert "<lopetti>" not in shown
    assert "<b>" not in shown.split('id="failures"')[1].split("</ul>")[1]
    assert "<script>alert(1)</script> & '\"?" in Text(shown).text


@pytest.mark.parametrize("outcomes", [[RIGHT], [SILENT], [ABSTAINED], [ANSWERED], [outcome(NoAnswer((), 0.0), [])]])
def test_a_run_of_one_question_is_a_page_too(outcomes: list[Outcome]) -> None:
    assert re.search(r"\b(nan|None|inf)\b", page(*outcomes)) is None


def test_the_page_begins_with_what_whoever_asks_will_feel() -> None:
    shown = page(*ALL)
    text = Text(shown).text
    assert text.index("What whoever asks will feel") < text.index("Measures Measure")
    assert (
        "Questions that the sources answer: 4 2 answered rightly (50 %) 1 answered in part or wrongly (25 %) "
        "1 not answered (25 %) Questions that they do not answer: 2 1 rightly not answered (50 %) "
        "1 answered all the same (50 %)"
    ) in text
    assert 'aria-label="Questions that they do not answer: rightly not answered 1, answered all the same 1."' in shown

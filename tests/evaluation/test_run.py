"""Measures of a run, worked out by hand for known rankings and answers."""

import hashlib
from collections.abc import Sequence
from math import log2

import pytest

from lape_qa.answer.model import Answer, Citation, NoAnswer, Sentence
from lape_qa.assistant import EVERYTHING, HITS, Assistant, Reply
from lape_qa.documents.chunking import Chunking
from lape_qa.documents.model import Document, Filters, Passage
from lape_qa.errors import UsageError
from lape_qa.evaluation.question_set.questions import Case, Evidence
from lape_qa.evaluation.run import DEPTH, Outcome, evaluate, intervals, report, summary
from lape_qa.index import store
from lape_qa.index.model import Hit, Manifest
from lape_qa.index.recipe import IndexRecipe
from lape_qa.language.model import Span
from support.fakes import FakeEncoder, document, make_query

MEASURES = {
    *("questions", "hit@1", "hit@3", "hit@5", "mrr@10", "ndcg@10", "answer_recall", "citation_precision"),
    *("quote_fidelity", "answered_when_answerable", "abstained_when_unanswerable", "abstention_auroc"),
    "answer_words_median",
}
MANIFEST = Manifest(1, "g", "2019", "fake", "f", 64, {}, {}, "", 1, 1, 1, {})
TEXTS = {
    "a": "Nokian perhekeskuspilotti alkoi syyskuussa 2017.",
    "b": "Kittilässä avattiin kolme kohtaamispaikkaa.",
    "c": "Borgå arbetar för barnens bästa.",
    "d": "Vaasassa pidettiin LAPE-akatemia.",
    "e": "Kainuussa koulutettiin ohjaajia.",
    "f": "Porissa budjetoitiin lapsille.",
    # Two passages: the answer needs both.
    "two": f"## Alku\n\nKouvolassa aloitettiin. {'Yksi virke lisää. ' * 6}\n\n## Loppu\n\nKotkassa lopetettiin.",
}


def case(
    identifier: str, *gold: tuple[str, str], answer: tuple[str, ...] = (), lang: str = "fi", tag: str = "x"
) -> Case:
    evidence = tuple(Evidence(name, quote) for name, quote in gold)
    return Case(identifier, f"Kysymys {identifier}?", lang, bool(gold), evidence, answer, (tag,))


# ---- retrieval -------------------------------------------------------------------------------------------


class Scripted(Assistant):
    """An assistant over a real index whose rankings are given, each once; it never answers."""

    rankings: dict[str, list[Hit]]

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        exclude: Sequence[str] = (),
        filters: Filters = EVERYTHING,
    ) -> Reply:
        """Find what is given for the question, and no answer."""
        hits = tuple(self.rankings.pop(question))
        return Reply(make_query(text=question), hits, NoAnswer((), 0.25), self.generation.manifest, {})


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Scripted:
    """An assistant over the texts above, one passage each, two for the last."""
    root = tmp_path_factory.mktemp("index")
    encoder = FakeEncoder()
    documents = [document(text, name) for name, text in TEXTS.items()]
    store.build(root, documents, IndexRecipe(encoder, Chunking(20, 60)))
    return Scripted(store.open_index(root, encoder), encoder)


def passage(assistant: Assistant, name: str, holding: str = "") -> Passage:
    found = [p for p in assistant.generation.passages if p.document_id == name and holding in p.text]
    return found[0]


def retrieval(assistant: Scripted, gold: Case, ranking: list[Passage], *, equal: bool = False) -> dict[str, float]:
    hits = [Hit(p, 1.0 if equal else 9.0 - rank) for rank, p in enumerate(ranking)]
    assistant.rankings = {gold.question: hits}
    [outcome] = evaluate(assistant, [gold])
    assert (outcome.case, list(outcome.hits)) == (gold, hits)
    return dict(outcome.retrieval)


@pytest.mark.parametrize("equal", [False, True], ids=["falling scores", "equal scores"])
@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("abcdef", {"hit@1": 1, "hit@3": 1, "hit@5": 1, "mrr@10": 1, "ndcg@10": 1}),
        ("bacdef", {"hit@1": 0, "hit@3": 1, "hit@5": 1, "mrr@10": 1 / 2, "ndcg@10": 1 / log2(3)}),
        ("bcadef", {"hit@1": 0, "hit@3": 1, "hit@5": 1, "mrr@10": 1 / 3, "ndcg@10": 1 / 2}),
        ("bcdeaf", {"hit@1": 0, "hit@3": 0, "hit@5": 1, "mrr@10": 1 / 5, "ndcg@10": 1 / log2(6)}),
        ("bcdefa", {"hit@1": 0, "hit@3": 0, "hit@5": 0, "mrr@10": 1 / 6, "ndcg@10": 1 / log2(7)}),
        ("bcdef", {"hit@1": 0, "hit@3": 0, "hit@5": 0, "mrr@10": 0, "ndcg@10": 0}),
        ("", {"hit@1": 0, "hit@3": 0, "hit@5": 0, "mrr@10": 0, "ndcg@10": 0}),
    ],
)
def test_measures_of_one_relevant_passage_follow_its_rank(
    scripted: Scripted, order: str, expected: dict[str, float], equal: bool
) -> None:
    ranking = [passage(scripted, name) for name in order]
    assert retrieval(scripted, case("q", ("a", "syyskuussa 2017")), ranking, equal=equal) == pytest.approx(expected)


def test_a_right_passage_of_another_document_is_no_hit(scripted: Scripted) -> None:
    found = retrieval(scripted, case("q", ("a", TEXTS["a"])), [passage(scripted, "b")])
    assert set(found.values()) == {0.0}


def test_a_passage_of_the_gold_document_without_the_quote_is_no_hit(scripted: Scripted) -> None:
    beginning, end = passage(scripted, "two", "Kouvolassa"), passage(scripted, "two", "Kotkassa")
    assert beginning != end
    assert retrieval(scripted, case("q", ("two", "Kotkassa lopetettiin.")), [beginning])["hit@1"] == 0
    assert retrieval(scripted, case("q", ("two", "Kotkassa lopetettiin.")), [end])["hit@1"] == 1


def test_of_two_relevant_passages_the_first_counts_for_hits_and_both_for_ndcg(scripted: Scripted) -> None:
    gold = case("q", ("two", "Kouvolassa aloitettiin."), ("a", TEXTS["a"]))
    order = [passage(scripted, "b"), passage(scripted, "two", "Kouvolassa"), passage(scripted, "a")]
    assert retrieval(scripted, gold, order) == pytest.approx(
        {
            "hit@1": 0.0,
            "hit@3": 1.0,
            "hit@5": 1.0,
            "mrr@10": 1 / 2,
            # At ranks 2 and 3, where 1 and 2 were best.
            "ndcg@10": (1 / log2(3) + 1 / log2(4)) / (1 + 1 / log2(3)),
        }
    )


def test_an_unanswerable_question_has_no_retrieval_measures(scripted: Scripted) -> None:
    assert retrieval(scripted, case("q"), [passage(scripted, "a")]) == {}


def test_means_are_over_answerable_questions_and_each_step_is_told(scripted: Scripted) -> None:
    asked = [case("q1", ("a", TEXTS["a"])), case("q2", ("b", TEXTS["b"])), case("q3")]
    ranking = [Hit(passage(scripted, name), score) for name, score in (("a", 3.0), ("c", 2.0), ("b", 1.0))]
    scripted.rankings = {one.question: ranking for one in asked}
    steps: list[None] = []
    measured = summary(evaluate(scripted, asked, lambda: steps.append(None)))
    assert len(steps) == 3
    assert (measured["questions"], measured["hit@1"], measured["hit@3"]) == (3, 0.5, 1.0)
    assert measured["mrr@10"] == pytest.approx((1 + 1 / 3) / 2)
    assert measured["ndcg@10"] == pytest.approx((1 + 1 / 2) / 2)


def test_the_assistant_looks_at_as_many_passages_as_are_measured() -> None:
    assert HITS >= DEPTH


def test_gold_that_is_not_in_the_index_is_refused_before_anything_is_asked(scripted: Scripted) -> None:
    scripted.rankings = {}
    with pytest.raises(UsageError, match="question q2: its quote does not stand in 'a'"):
        evaluate(scripted, [case("q1", ("a", TEXTS["a"])), case("q2", ("a", "Tätä ei ole."))])


# ---- answers ---------------------------------------------------------------------------------------------

DOCUMENT = document("Nokia aloitti 2017. Kotka lopetti 2018. Pori jatkaa yhä.", "doc")
FIRST, SECOND, THIRD = "Nokia aloitti 2017.", "Kotka lopetti 2018.", "Pori jatkaa yhä."
ZERO = dict.fromkeys(("hit@1", "hit@3", "hit@5", "mrr@10", "ndcg@10"), 0.0)


def quoted(*quotes: str, confidence: float = 0.9, source: Document = DOCUMENT) -> Answer:
    starts = [source.text.find(quote) for quote in quotes]
    citations = tuple(
        Citation(number, source, quote, start, start + len(quote))
        for number, (quote, start) in enumerate(zip(quotes, starts, strict=True), start=1)
    )
    return Answer(tuple(Sentence(c.quote, c.number) for c in citations), citations, confidence)


def outcome(
    reply: Answer | NoAnswer,
    *gold: str,
    answer: tuple[str, ...] = (),
    lang: str = "fi",
    tag: str = "x",
    identifier: str = "q",
) -> Outcome:
    asked = case(identifier, *(("doc", quote) for quote in gold), answer=answer, lang=lang, tag=tag)
    places = [DOCUMENT.text.find(quote) for quote in gold]
    spans = {"doc": [Span(s, s + len(q)) for s, q in zip(places, gold, strict=True)]} if gold else {}
    return Outcome(asked, spans, Reply(make_query(), (), reply, MANIFEST, {}), ZERO if gold else {})


def silence(confidence: float = 0.1) -> NoAnswer:
    return NoAnswer((), confidence)


@pytest.mark.parametrize(
    ("reply", "facts", "recalled"),
    [
        pytest.param(quoted(FIRST), ("2017",), 1.0, id="the fact"),
        pytest.param(quoted(FIRST), ("NOKIA", "aloitti"), 1.0, id="case does not matter"),
        pytest.param(quoted(FIRST), ("2017", "Kotka"), 0.0, id="one of two facts"),
        pytest.param(quoted(FIRST, SECOND), ("2017", "Kotka"), 1.0, id="facts in two sentences"),
        pytest.param(silence(), ("2017",), 0.0, id="no answer"),
    ],
)
def test_answer_recall_is_the_share_whose_answer_holds_every_fact(
    reply: Answer | NoAnswer, facts: tuple[str, ...], recalled: float
) -> None:
    assert summary([outcome(reply, FIRST, answer=facts)])["answer_recall"] == recalled


def test_answer_recall_leaves_unanswerable_questions_out() -> None:
    outcomes = [
        outcome(quoted(FIRST), FIRST, answer=("2017",)),
        outcome(silence(), FIRST, answer=("2017",)),
        outcome(quoted(SECOND)),
        outcome(silence()),
    ]
    assert summary(outcomes)["answer_recall"] == 0.5


def test_citation_precision_is_the_share_of_quotes_that_overlap_gold() -> None:
    outcomes = [
        outcome(quoted(FIRST, SECOND, THIRD), FIRST, SECOND),  # 2 of 3
        outcome(quoted(SECOND), "lopetti"),  # a part of the quote is gold: 1 of 1
        outcome(quoted(FIRST), "Kotka"),  # next to it, but not the same: 0 of 1
        outcome(quoted(THIRD)),  # nothing is gold: 0 of 1
        outcome(silence(), FIRST),  # cites nothing
    ]
    assert summary(outcomes)["citation_precision"] == 3 / 6


def test_a_quote_at_golds_place_in_another_document_is_not_precise() -> None:
    other = document(DOCUMENT.text, "other")
    assert summary([outcome(quoted(FIRST, source=other), FIRST)])["citation_precision"] == 0.0


def test_quote_fidelity_is_one_only_while_every_quote_stands_there() -> None:
    sound = quoted(FIRST, SECOND, THIRD)
    moved = Citation(1, DOCUMENT, FIRST, 1, 1 + len(FIRST))
    falsified = Citation(2, Document("doc", DOCUMENT.text, hashlib.sha256(b"").hexdigest(), "Title"), FIRST, 0, 19)
    broken = Answer((Sentence(FIRST, 1), Sentence(FIRST, 2)), (moved, falsified), 0.9)
    assert summary([outcome(sound, FIRST)])["quote_fidelity"] == 1.0
    assert summary([outcome(sound, FIRST), outcome(broken, FIRST)])["quote_fidelity"] == 3 / 5


def test_answering_and_abstaining_are_counted_where_they_are_right() -> None:
    outcomes = [
        *(outcome(quoted(FIRST), FIRST), outcome(quoted(SECOND), FIRST), outcome(silence(), FIRST)),
        *(outcome(silence()), outcome(silence()), outcome(silence()), outcome(quoted(THIRD))),
    ]
    measured = summary(outcomes)
    assert measured["answered_when_answerable"] == 2 / 3
    assert measured["abstained_when_unanswerable"] == 3 / 4


def test_auroc_compares_confidence_whatever_was_decided() -> None:
    outcomes = [
        outcome(quoted(FIRST, confidence=0.9), FIRST),
        outcome(silence(0.3), FIRST),
        outcome(quoted(FIRST, confidence=0.6)),
        outcome(silence(0.1)),
    ]
    # 0.9 beats both; 0.3 beats 0.1 alone: 3 of 4 pairs.
    assert summary(outcomes)["abstention_auroc"] == 3 / 4


@pytest.mark.parametrize(
    ("replies", "middle"),
    [
        ([quoted(FIRST)], 3),
        ([quoted(FIRST, SECOND), quoted(FIRST), quoted(FIRST, SECOND, THIRD)], 6),
        ([quoted(FIRST), quoted(FIRST, SECOND)], 4.5),
        ([quoted(FIRST), silence()], 3),
    ],
)
def test_median_length_is_in_words_over_what_was_answered(replies: list[Answer | NoAnswer], middle: float) -> None:
    assert summary([outcome(reply, FIRST) for reply in replies])["answer_words_median"] == middle


def test_a_measure_that_no_question_bears_on_is_none() -> None:
    assert summary([]) == dict.fromkeys(MEASURES, None) | {"questions": 0}
    only_unanswerable = summary([outcome(silence())])
    assert {name for name, value in only_unanswerable.items() if value is not None} == {
        "questions",
        "abstained_when_unanswerable",
    }


# ---- report ----------------------------------------------------------------------------------------------


def test_report_gives_the_same_measures_by_language_and_by_tag() -> None:
    outcomes = [
        outcome(quoted(FIRST), FIRST, lang="fi", tag="who"),
        outcome(silence(), FIRST, lang="sv", tag="who"),
        outcome(silence(), lang="fi", tag="far-off"),
    ]
    measures = report(outcomes)
    assert set(measures) == MEASURES | {"by_lang", "by_tag", "calibration_error", "intervals", "questions_detail"}
    assert {name: measures[name] for name in MEASURES} == summary(outcomes)
    assert measures["by_lang"] == {"fi": summary([outcomes[0], outcomes[2]]), "sv": summary([outcomes[1]])}
    assert measures["by_tag"] == {"far-off": summary([outcomes[2]]), "who": summary(outcomes[:2])}


def test_calibration_error_takes_confidence_for_the_chance_that_the_sources_answer() -> None:
    outcomes = [
        outcome(quoted(FIRST, confidence=0.9), FIRST),
        outcome(silence(0.3), FIRST),
        outcome(quoted(FIRST, confidence=0.6)),
        outcome(silence(0.1)),
    ]
    # Each in a bin of its own: |1 - 0.9|, |1 - 0.3|, |0 - 0.6| and |0 - 0.1|, a quarter each.
    assert report(outcomes)["calibration_error"] == pytest.approx((0.1 + 0.7 + 0.6 + 0.1) / 4)
    assert report([])["calibration_error"] is None


def test_every_interval_is_around_its_measure_and_none_where_the_measure_is_none() -> None:
    outcomes = [
        outcome(quoted(FIRST, SECOND, confidence=0.8), FIRST, answer=("2017",)),
        outcome(quoted(THIRD, confidence=0.4), FIRST, answer=("2017",)),
        outcome(silence(0.2), FIRST, answer=("2017",)),
        outcome(quoted(THIRD, confidence=0.5)),
        outcome(silence(0.1)),
    ]
    measured, found = summary(outcomes), intervals(outcomes)
    # Fidelity must be 1 and the median length is a description: neither is estimated.
    assert set(found) == MEASURES - {"questions", "quote_fidelity", "answer_words_median"}
    for name, interval in found.items():
        value = measured[name]
        assert interval is not None
        assert value is not None
        assert 0 <= interval[0] <= value <= interval[1] <= 1, name
    assert set(intervals([outcome(silence())]).items()) == {
        *((name, None) for name in found if name != "abstained_when_unanswerable"),
        ("abstained_when_unanswerable", (1.0, 1.0)),
    }


def test_the_quotes_of_one_question_are_drawn_together() -> None:
    outcomes = [outcome(quoted(FIRST, SECOND, THIRD), FIRST, SECOND, THIRD), outcome(quoted(FIRST), SECOND)]
    # Either question twice gives 3 of 3 or 0 of 1.
    assert intervals(outcomes)["citation_precision"] == (0.0, 1.0)
    assert summary(outcomes)["citation_precision"] == 3 / 4


def test_each_question_has_its_own_values_by_id() -> None:
    outcomes = [
        outcome(quoted(FIRST, THIRD, confidence=0.8), FIRST, answer=("2017",), tag="when", identifier="q1"),
        outcome(quoted(THIRD, confidence=0.7), FIRST, answer=("2017",), lang="sv", identifier="q2"),
        outcome(silence(0.1), identifier="q3"),
    ]
    details = report(outcomes)["questions_detail"]
    assert details == {
        "q1": {
            **{"question": "Kysymys q1?", "lang": "fi", "tags": ["when"], "answerable": True},
            **{"first_relevant_rank": None, **ZERO, "answered": True, "answer_holds_every_fact": True},
            **{"citations": 2, "citations_gold": 1, "answer_words": 6, "confidence": 0.8},
        },
        "q2": {
            **{"question": "Kysymys q2?", "lang": "sv", "tags": ["x"], "answerable": True},
            **{"first_relevant_rank": None, **ZERO, "answered": True, "answer_holds_every_fact": False},
            **{"citations": 1, "citations_gold": 0, "answer_words": 3, "confidence": 0.7},
        },
        "q3": {
            **{"question": "Kysymys q3?", "lang": "fi", "tags": ["x"], "answerable": False},
            **{"first_relevant_rank": None, **dict.fromkeys(ZERO), "answered": False, "answer_holds_every_fact": None},
            **{"citations": 0, "citations_gold": 0, "answer_words": None, "confidence": 0.1},
        },
    }


def test_the_first_relevant_rank_is_that_of_the_first_hit_on_gold(scripted: Scripted) -> None:
    ranking = [Hit(passage(scripted, name), 1.0) for name in "bca"]
    asked = [case("q1", ("a", TEXTS["a"])), case("q2", ("f", TEXTS["f"])), case("q3")]
    scripted.rankings = {one.question: ranking for one in asked}
    assert [o.rank for o in evaluate(scripted, asked)] == [3, None, None]


def test_missing_facts_are_those_the_answer_does_not_hold() -> None:
    facts = ("2017", "KOTKA", "Pori")
    assert outcome(quoted(FIRST, SECOND), FIRST, answer=facts).missing_facts == ["Pori"]
    assert outcome(silence(), FIRST, answer=facts).missing_facts == list(facts)

"""Sentences judged by fitted weights: whether they belong in an overview or a list, and how likely."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lape_qa.answer.broad import BROAD_FEATURES, judged, matrix, relevance, to_the_point
from lape_qa.answer.fitted import Excerpts, fitted_broad_model
from lape_qa.answer.pool import Pool
from support.fakes import document
from support.indexes import indexed
from support.pools import pool, scores

OPENED = "Hankkeessa avattiin kerho nuorille ja koulutettiin ohjaajia."
HELD = "Kerho kokoontui nuorisotalossa koko kevään ajan."
OTHER = "Toisessa kunnassa kerho avattiin vasta syksyn aikana."
DOCUMENTS = [
    document(f"# Kerhot\n\n{OPENED} {HELD}\n", "a", title="Kerhot"),
    document(f"# Toinen\n\n{OTHER}\n", "b", title="Toinen"),
]
NOTHING = dict.fromkeys(BROAD_FEATURES, 0.0)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """The pool of a question, with what the reader might have said of its sentences."""
    generation = indexed(tmp_path_factory.mktemp("index"), DOCUMENTS)
    made = pool(generation, "Missä kaikkialla on kerhoja?")
    said = {OPENED: 2.0, HELD: -1.0, OTHER: 0.5}
    read = np.array([said[text] for text in made.grounds.texts], np.float32)
    names = np.array([1.0 if text == HELD else 0.0 for text in made.grounds.texts], np.float32)
    return replace(made, signals=replace(made.signals, read=read, names=names))


def test_scores_are_the_weighted_sum_of_the_features(found: Pool) -> None:
    weights = {**NOTHING, "read": 2.0, "names": 0.5, "read_in_passage": 10.0}
    assert scores(judged(found, weights)) == {OPENED: 24.0, HELD: 18.5, OTHER: 6.0}


def test_what_a_rule_has_put_aside_stays_so(found: Pool) -> None:
    kept = np.array([text != HELD for text in found.grounds.texts], np.bool_)
    assert scores(judged(found.only(kept), {**NOTHING, "read": 1.0})) == {OPENED: 2.0, OTHER: 0.5}


def test_wording_is_what_looking_added(found: Pool) -> None:
    before = found.signals.nearness + 2 * found.support + found.signals.read * 0
    assert found.scores - before == pytest.approx(found.signals.wording, abs=1e-5)


def test_the_fitted_weights_are_those_of_the_features(found: Pool) -> None:
    model = fitted_broad_model()
    for kind in (model.overview, model.list):
        assert list(kind.order) == list(kind.relevance) == list(BROAD_FEATURES)
    assert matrix(found).shape == (3, len(BROAD_FEATURES))


def test_passages_that_retrieval_found_last_lie_furthest_behind(tmp_path: Path) -> None:
    made = pool(indexed(tmp_path, DOCUMENTS), "Missä kaikkialla on kerhoja?")
    assert made.signals.passage.max() == 0.0
    assert made.signals.passage.min() < 0.0


MODEL = Excerpts(order=NOTHING, relevance={**NOTHING, "read": 2.0}, bias=-1.0, bias_unread=-3.0)


def likely(found: Pool) -> dict[str, float]:
    return dict(zip(found.grounds.texts, relevance(found, MODEL).tolist(), strict=True))


def test_how_likely_a_sentence_is_to_the_point_is_told_by_logistic_regression(found: Pool) -> None:
    # 1 / (1 + e^-x) of 2 * 2 - 1, 2 * -1 - 1 and 2 * 0.5 - 1.
    assert likely(found) == pytest.approx({OPENED: 0.952574, HELD: 0.047426, OTHER: 0.5}, abs=1e-5)


def test_without_a_reader_what_it_says_in_the_mean_counts(found: Pool) -> None:
    unread = replace(found, signals=replace(found.signals, read=np.zeros(3, np.float32)))
    assert likely(unread) == pytest.approx(dict.fromkeys((OPENED, HELD, OTHER), 0.047426), abs=1e-5)


def by_score(found: Pool) -> list[int]:
    return sorted(found.quotable(), key=lambda number: -found.scores[number])


@pytest.mark.parametrize(
    ("bias", "quoted"),
    [
        # 1 / (1 + e^-x) of 2, 0.5 and -1, the reader's logits, is 0.88, 0.62 and 0.27.
        (0.0, [OPENED, OTHER, HELD]),
        # Of 1.5, 0 and -1.5: 0.82, 0.5 and 0.18.
        (-0.5, [OPENED, OTHER]),
        # Of -0.3, -1.8 and -3.3: 0.43, 0.14 and 0.04.
        (-2.3, [OPENED]),
        # Of -0.5: 0.38, too little for the best.
        (-2.5, []),
    ],
)
def test_what_is_likely_is_quoted_where_one_is_likely_enough(found: Pool, bias: float, quoted: list[str]) -> None:
    reading = {**NOTHING, "read": 1.0}
    chosen, likely = to_the_point(found, Excerpts(reading, reading, bias, bias), by_score)
    assert [found.grounds.texts[number] for number in chosen] == quoted
    assert likely.tolist() == pytest.approx(relevance(found, Excerpts(reading, reading, bias, bias)).tolist())


def test_what_is_surely_to_be_quoted_is_however_unlikely(found: Pool) -> None:
    reading = {**NOTHING, "read": 1.0}
    sure = replace(found, surest=frozenset({found.grounds.texts.index(OPENED)}))
    chosen, _ = to_the_point(sure, Excerpts(reading, reading, -2.5, -2.5), by_score)
    assert [found.grounds.texts[number] for number in chosen] == [OPENED]


def test_beside_what_seems_to_be_all_only_what_is_likelier_is_quoted(found: Pool) -> None:
    reading = {**NOTHING, "read": 1.0}
    # Of 2.42, -2.98 and -0.28.
    model = Excerpts(reading, {**NOTHING, "read": 1.8}, -1.18, -1.18)
    assert likely_of(found, model) == pytest.approx([0.918, 0.048, 0.430], abs=1e-3)
    surest = replace(found, surest=frozenset({found.grounds.texts.index(OPENED)}))
    assert [found.grounds.texts[n] for n in to_the_point(surest, model, by_score)[0]] == [OPENED, OTHER]
    assert [found.grounds.texts[n] for n in to_the_point(replace(surest, alone=True), model, by_score)[0]] == [OPENED]


def likely_of(found: Pool, model: Excerpts) -> list[float]:
    values: list[float] = relevance(found, model).tolist()
    return values

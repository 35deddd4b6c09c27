from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from lape_qa.index.generation import Generation
from lape_qa.retrieval import reranking
from lape_qa.retrieval.candidates import SIGNALS, Part, gather
from lape_qa.retrieval.place_and_year import ELSEWHERE
from lape_qa.retrieval.reranking import design, prefer, rerank
from support.indexes import ask, ranked


def found_for(generation: Generation, question: str, **scores: float) -> Part:
    return gather(generation, ask(question), ranked(generation, **scores))


def named(part: Part) -> list[tuple[str, float]]:
    scores = part.ranking.scores.tolist()
    return [(passage.document_id, score) for passage, score in zip(part.passages, scores, strict=True)]


# ---- the model -------------------------------------------------------------------------------------------


def test_design_is_value_gap_and_one_over_rank() -> None:
    values = np.array([[1, 10], [3, 10], [2, 5]], np.float32)
    expected = [
        [1, 10, -2, 0, 1 / 3, 1],
        [3, 10, 0, 0, 1, 1 / 2],
        [2, 5, -1, -5, 1 / 2, 1 / 3],
    ]
    np.testing.assert_allclose(design(values), expected, rtol=1e-6)


def test_design_of_one_candidate_has_no_gap_and_the_first_rank() -> None:
    np.testing.assert_allclose(design(np.array([[-4, 0.5]], np.float32)), [[-4, 0.5, 0, 0, 1, 1]])


def weights(**named: float) -> NDArray[np.float32]:
    """Weights by name: `value_dense`, `gap_bm25`, `rank_coverage`; the others are zero."""
    names = [f"{kind}_{signal}" for kind in ("value", "gap", "rank") for signal in SIGNALS]
    assert set(named) <= set(names)
    return np.array([named.get(name, 0.0) for name in names], np.float32)


Patch = Callable[..., None]


@pytest.fixture
def weigh(monkeypatch: pytest.MonkeyPatch) -> Patch:
    def patch(**named: float) -> None:
        monkeypatch.setattr(reranking, "weights", lambda late: weights(**named))

    return patch


def test_rerank_orders_by_the_weighted_signals(generation: Generation, weigh: Patch) -> None:
    found = found_for(generation, "Missä kerho toimi?", lappi=3.0, nowhere=2.0, savo=1.0)
    weigh(rank_coverage=6.0)
    # Only savo has both words; the others tie and stay in their order.
    assert named(rerank(found, late=False)) == [("savo", 6.0), ("lappi", 3.0), ("nowhere", 2.0)]
    weigh(value_coverage=10.0)
    best, score = named(rerank(found, late=False))[0]
    assert best == "savo"
    assert score == pytest.approx(10.0)
    weigh(rank_coverage=-6.0)
    assert named(rerank(found, late=False)) == [("nowhere", -2.0), ("lappi", -3.0), ("savo", -6.0)]


def test_rerank_without_weight_keeps_the_order_and_forgets_the_scores(generation: Generation, weigh: Patch) -> None:
    weigh()
    found = found_for(generation, "Missä kerho toimi?", nowhere=3.0, savo=2.0, lappi=1.0)
    expected = [("nowhere", 0.0), ("savo", 0.0), ("lappi", 0.0)]
    assert named(rerank(found, late=False)) == expected


def test_rerank_of_nothing_is_nothing(generation: Generation) -> None:
    nothing = gather(generation, ask("Missä kerho toimi?"), ranked(generation))
    assert named(rerank(nothing, late=False)) == []


@pytest.mark.parametrize("late", [True, False])
def test_the_shipped_weights_are_there_for_every_signal(late: bool) -> None:
    shipped = reranking.weights(late)
    assert shipped.shape == (3 * len(SIGNALS),)
    assert np.isfinite(shipped).all()
    assert shipped.any()


def test_weights_are_those_with_late_interaction_when_it_is_on(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def patched(late: bool) -> NDArray[np.float32]:
        asked.append(late)
        return weights()

    monkeypatch.setattr(reranking, "weights", patched)
    found = found_for(generation, "Missä kerho toimi?", lappi=1.0)
    rerank(found, late=False)
    rerank(found, late=True)
    assert asked == [False, True]


def test_a_signal_left_out_weighs_nothing(generation: Generation, weigh: Patch) -> None:
    found = found_for(generation, "Missä kerho toimi?", lappi=3.0, savo=1.0)
    weigh(rank_coverage=6.0, value_coverage=1.0, gap_coverage=1.0, rank_window=2.0)
    assert named(rerank(found, late=False, without={"coverage"})) == [("savo", 2.0), ("lappi", 1.0)]


# ---- preferring ------------------------------------------------------------------------------------------


def test_prefer_moves_down_only_documents_whose_region_is_known(generation: Generation) -> None:
    found = found_for(generation, "Mitä kerho teki Lapissa?", savo=5.0, nowhere=4.0, lappi=3.0)
    preferred = prefer(found)
    assert ELSEWHERE == 4.0
    assert named(preferred) == [("nowhere", 4.0), ("lappi", 3.0), ("savo", 1.0)]


def test_prefer_moves_documents_of_another_year_too(generation: Generation) -> None:
    found = found_for(generation, "Mitä kerho teki vuonna 2017?", lappi=5.0, savo=2.0, nowhere=1.5)
    preferred = prefer(found)
    assert named(preferred) == [("savo", 2.0), ("nowhere", 1.5), ("lappi", 1.0)]


def test_prefer_leaves_a_much_better_hit_first(generation: Generation) -> None:
    found = found_for(generation, "Mitä kerho teki Lapissa?", savo=9.0, lappi=3.0)
    preferred = prefer(found)
    assert named(preferred) == [("savo", 5.0), ("lappi", 3.0)]


def test_prefer_keeps_the_order_of_equals(generation: Generation) -> None:
    found = found_for(generation, "Mitä kerho teki Lapissa?", savo=7.0, nowhere=3.0, lappi=3.0)
    preferred = prefer(found)
    assert named(preferred) == [("savo", 3.0), ("nowhere", 3.0), ("lappi", 3.0)]


def test_prefer_changes_nothing_when_no_place_or_year_is_asked_for(generation: Generation) -> None:
    found = found_for(generation, "Mitä kerho teki?", lappi=3.0, nowhere=2.0, savo=1.0)
    assert named(prefer(found)) == named(found)


def test_prefer_changes_nothing_when_every_place_is_named_among_the_hits(generation: Generation) -> None:
    found = gather(
        generation,
        ask("Missä kerho alkoi ensin, Inarissa vai Kuopiossa?"),
        ranked(generation, lappi=3.0, savo=2.0, nowhere=1.0),
    )
    assert named(prefer(found)) == named(found)


def test_prefer_of_nothing_is_nothing(generation: Generation) -> None:
    assert named(prefer(gather(generation, ask("Mitä kerho teki Lapissa?"), ranked(generation)))) == []

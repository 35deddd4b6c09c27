import numpy as np
import pytest

from lape_qa.index.model import Ranking
from lape_qa.retrieval.retriever import convex, reciprocal

A, B, C, D = 1, 5, 3, 2


def ranking(**scores: float) -> Ranking:
    """Rows by their letter, best first."""
    rows = [{"a": A, "b": B, "c": C, "d": D}[name] for name in scores]
    return Ranking(np.array(rows, np.int64), np.array(list(scores.values()), np.float64))


def fused(found: Ranking) -> dict[int, float]:
    return dict(zip(found.rows.tolist(), found.scores.tolist(), strict=True))


def test_scores_by_hand() -> None:
    # First: 4, 3, 2 -> 1, 0.5, 0. Second: 0.9, 0.8, 0.5 -> 1, 0.75, 0.
    found = convex([ranking(a=4, b=3, c=2), ranking(b=0.9, c=0.8, a=0.5)], [0.25, 0.75], 10)
    assert found.rows.tolist() == [B, C, A]
    assert fused(found) == pytest.approx({B: 0.25 * 0.5 + 0.75, C: 0.75 * 0.75, A: 0.25})


def test_passage_missing_from_a_ranking_gets_nothing_from_it() -> None:
    found = convex([ranking(a=4, b=3, c=2), ranking(d=2, b=1)], [0.5, 0.5], 10)
    assert fused(found) == pytest.approx({A: 0.5, D: 0.5, B: 0.25, C: 0.0})


@pytest.mark.parametrize("score", [3.0, 0.0, -1.0])
def test_constant_scores_count_in_full(score: float) -> None:
    found = convex([ranking(a=score, b=score), ranking(b=2, a=1)], [0.5, 0.5], 10)
    assert fused(found) == pytest.approx({B: 1.0, A: 0.5})


def test_single_hit_counts_in_full() -> None:
    assert fused(convex([ranking(a=0.1), ranking()], [0.3, 0.7], 10)) == pytest.approx({A: 0.3})


def test_negative_scores_are_ranked_like_any() -> None:
    assert fused(convex([ranking(a=-1, b=-2, c=-5)], [1.0], 10)) == pytest.approx({A: 1.0, B: 0.75, C: 0.0})


def test_ties_go_to_the_passage_seen_first() -> None:
    found = convex([ranking(d=2, a=1), ranking(c=2, b=1)], [0.5, 0.5], 10)
    assert found.rows.tolist() == [D, C, A, B]


def test_at_most_k_rows_are_returned() -> None:
    assert convex([ranking(a=3, b=2, c=1)], [1.0], 2).rows.tolist() == [A, B]


def test_no_ranking_gives_no_row() -> None:
    assert convex([ranking(), ranking()], [0.5, 0.5], 10).rows.tolist() == []
    assert convex([], [], 10).rows.tolist() == []


def test_every_ranking_needs_its_weight() -> None:
    with pytest.raises(ValueError, match="zip"):
        convex([ranking(a=1), ranking(a=1)], [1.0], 10)


def test_reciprocal_ranks_count_whatever_the_scores_and_the_weights() -> None:
    found = reciprocal([ranking(a=4, b=3, c=2), ranking(b=0.9, d=0.1)], [0.1, 0.9], 3)
    assert found.rows.tolist() == [B, A, D]
    assert fused(found) == pytest.approx({B: 1 / 62 + 1 / 61, A: 1 / 61, D: 1 / 62})

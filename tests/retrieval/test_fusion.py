import pytest

from lape_qa.documents.model import Passage
from lape_qa.index.model import Hit
from lape_qa.retrieval.retriever import convex


def hits(**scores: float) -> list[Hit]:
    return [Hit(Passage(name, 0, 1, "x", "", ()), score) for name, score in scores.items()]


def fused(found: list[Hit]) -> dict[str, float]:
    return {hit.passage.document_id: hit.score for hit in found}


def test_scores_by_hand() -> None:
    # First: 4, 3, 2 -> 1, 0.5, 0. Second: 0.9, 0.8, 0.5 -> 1, 0.75, 0.
    found = convex([hits(a=4, b=3, c=2), hits(b=0.9, c=0.8, a=0.5)], [0.25, 0.75], 10)
    assert [hit.passage.document_id for hit in found] == ["b", "c", "a"]
    assert fused(found) == pytest.approx({"b": 0.25 * 0.5 + 0.75, "c": 0.75 * 0.75, "a": 0.25})


def test_passage_missing_from_a_ranking_gets_nothing_from_it() -> None:
    found = convex([hits(a=4, b=3, c=2), hits(d=2, b=1)], [0.5, 0.5], 10)
    assert fused(found) == pytest.approx({"a": 0.5, "d": 0.5, "b": 0.25, "c": 0.0})


@pytest.mark.parametrize("score", [3.0, 0.0, -1.0])
def test_constant_scores_count_in_full(score: float) -> None:
    found = convex([hits(a=score, b=score), hits(b=2, a=1)], [0.5, 0.5], 10)
    assert fused(found) == pytest.approx({"b": 1.0, "a": 0.5})


def test_single_hit_counts_in_full() -> None:
    assert fused(convex([hits(a=0.1), hits()], [0.3, 0.7], 10)) == pytest.approx({"a": 0.3})


def test_negative_scores_are_ranked_like_any() -> None:
    assert fused(convex([hits(a=-1, b=-2, c=-5)], [1.0], 10)) == pytest.approx({"a": 1.0, "b": 0.75, "c": 0.0})


def test_ties_go_to_the_passage_seen_first() -> None:
    found = convex([hits(x=2, a=1), hits(c=2, b=1)], [0.5, 0.5], 10)
    assert [hit.passage.document_id for hit in found] == ["x", "c", "a", "b"]


def test_passages_of_one_document_are_told_apart() -> None:
    first, second = Passage("doc", 0, 5, "x", "", ()), Passage("doc", 5, 9, "y", "", ())
    found = convex([[Hit(first, 2.0), Hit(second, 1.0)], [Hit(second, 1.0)]], [0.4, 0.6], 10)
    assert [(hit.passage, hit.score) for hit in found] == [(second, 0.6), (first, 0.4)]


def test_at_most_k_hits_are_returned() -> None:
    assert [hit.passage.document_id for hit in convex([hits(a=3, b=2, c=1)], [1.0], 2)] == ["a", "b"]


def test_no_ranking_gives_no_hit() -> None:
    assert convex([hits(), hits()], [0.5, 0.5], 10) == []


def test_every_ranking_needs_its_weight() -> None:
    with pytest.raises(ValueError, match="zip"):
        convex([hits(a=1), hits(a=1)], [1.0], 10)

"""Measures of rankings worked out by hand, runs of others, and systems side by side."""

from collections.abc import Mapping
from dataclasses import replace
from math import log2
from pathlib import Path

import pytest

from lape_qa.errors import UsageError
from lape_qa.evaluation import beir
from lape_qa.evaluation.asking import Asked
from lape_qa.evaluation.benchmark import (
    DEPTH,
    MEASURES,
    TESTED,
    Measured,
    _values,
    comparison_json,
    differences,
    measured,
    measured_run,
    per_query_text,
    quality,
    query_times,
    report,
    told_apart,
)
from lape_qa.evaluation.collection import Collection
from lape_qa.evaluation.metrics import mean_interval
from lape_qa.evaluation.systems import VARIANTS, variant
from lape_qa.evaluation.trec import Scored, TrecRun
from support.collections import write_collection


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    """Three judged queries: q1 with d1, q2 with d2 of grade 2, q3 with d1 and d3."""
    return beir.read(write_collection(tmp_path / "beir"))


def scored(*documents: str) -> Scored:
    return [(document, 1.0 - place / 10) for place, document in enumerate(documents)]


BEST: Mapping[str, Scored] = {"q1": scored("d1"), "q2": scored("d2"), "q3": scored("d3", "d1")}
WORSE: Mapping[str, Scored] = {"q1": scored("d2", "d1"), "q2": scored("d2"), "q3": ()}


def ours(collection: Collection, name: str, rankings: Mapping[str, Scored]) -> Measured:
    return measured(name, collection, Asked(rankings, [1.0, 2.0, 3.0], 1), {"model": "fake", "reader": None})


def test_each_query_has_its_own_value_and_one_without_hits_has_none() -> None:
    relevant = {"q1": {"d1": 1}, "q2": {"d2": 1, "d3": 1}, "q3": {"d1": 1}}
    # q1 finds its document second; q2 one of two first; q3 nothing.
    values = _values(relevant, {"q1": scored("d2", "d1"), "q2": scored("d3", "d1"), "q3": []})
    assert list(values["recall@1"].values()) == [0.0, 0.5, 0.0]
    assert list(values["recall@5"].values()) == list(values["recall@100"].values()) == [1.0, 0.5, 0.0]
    assert list(values["mrr@10"].values()) == [0.5, 1.0, 0.0]
    assert list(values["ndcg@10"].values()) == pytest.approx([1 / log2(3), 1 / (1 + 1 / log2(3)), 0.0])


def test_rankings_without_scores_are_measured_the_same(collection: Collection) -> None:
    found = quality(collection.relevant, {"q1": ["d2", "d1"], "q2": ["d2"], "q3": []})
    assert found == ours(collection, "b", WORSE).means
    assert found["mrr@10"] == 0.5


def test_a_report_has_the_measures_times_and_intervals(collection: Collection) -> None:
    found = report(collection, ours(collection, "a", BEST))
    assert {name: found[name] for name in MEASURES} == dict.fromkeys(MEASURES, 1.0) | {"recall@1": 0.8333}
    assert found["intervals"]["mrr@10"] == (1.0, 1.0)
    assert (found["documents"], found["queries"], found["queries_kept"], found["model"]) == (3, 3, 1, "fake")
    assert (found["query_ms_p50"], found["query_ms_p95"]) == (2.0, 2.9)
    assert query_times([5.0]) == {"query_ms_p50": 5.0, "query_ms_p95": 5.0}


def test_the_interval_of_thousands_of_queries_is_that_of_the_binomial() -> None:
    # 2,000 of 4,000: 0.5 within 1.96 * sqrt(0.25 / 4000), drawn in several parts.
    assert mean_interval([1.0, 0.0] * 2000) == pytest.approx((0.4845, 0.5155), abs=0.001)


# ---- runs of others --------------------------------------------------------------------------------------


def test_a_run_of_another_system_is_measured_and_what_does_not_fit_is_told(collection: Collection) -> None:
    rankings = {"q1": scored("x1", "d1"), "q2": scored("x1", "x2", "d2"), "q7": scored("d1"), "q9": scored("x9")}
    found, notes = measured_run(TrecRun("other", rankings), "other.run", collection)
    assert found.name == "other"
    assert found.values["mrr@10"] == {"q1": 0.5, "q2": pytest.approx(1 / 3), "q3": 0.0}
    assert notes == [
        "other.run: 2 queries that are not judged left out",
        "other.run: 1 query missing (first 'q3'), counted 0",
        "other.run: 2 documents (first 'x1') not in the collection, counted as not relevant",
    ]


def test_a_run_that_fits_has_nothing_to_be_told_of_and_is_cut_at_the_depth(collection: Collection) -> None:
    deep = scored(*(f"d{number}" for number in range(4, 3 + DEPTH)), "d3", "d1")
    documents = [replace(collection.documents[0], id=f"d{number}") for number in range(1, 110)]
    wider = replace(collection, documents=documents)
    found, notes = measured_run(TrecRun("x", {**BEST, "q3": deep}), "x.run", wider)
    assert notes == []
    # Of q3's two documents, the one at rank 100 counts and the one behind it does not.
    assert found.values["recall@100"]["q3"] == 0.5


def test_a_run_of_another_collection_is_refused(collection: Collection) -> None:
    with pytest.raises(UsageError) as error:
        measured_run(TrecRun("x", {"a": scored("d1"), "b": ()}), "x.run", collection)
    assert str(error.value) == (
        "x.run: none of its 2 queries is judged here, first 'a': is it a run of another collection?"
    )


# ---- side by side ----------------------------------------------------------------------------------------


def test_each_system_is_compared_with_the_first_query_by_query(collection: Collection) -> None:
    compared = differences([ours(collection, "a", BEST), ours(collection, "b", WORSE), ours(collection, "c", BEST)])
    assert [(one.system, one.measure) for one in compared] == [(name, m) for name in "bc" for m in TESTED]
    rr, ndcg, recall, *same = compared
    assert (rr.difference, rr.won, rr.lost) == (-0.5, (), ("q1", "q3"))
    # Signs of -1/2, 0 and -1: of eight, four give a mean as far from zero.
    assert rr.p == 0.5
    assert ndcg.difference == pytest.approx((1 / log2(3) - 1 - 1) / 3)
    assert recall.difference == pytest.approx(-1 / 3)
    assert (recall.lost, recall.p) == (("q3",), 1.0)
    assert rr.interval == (-1.0, 0.0)
    assert rr.p_holm == 1.0, "six p-values, of which 0.5 is the smallest"
    assert {(one.difference, one.p, one.won, one.lost) for one in same} == {(0.0, 1.0, (), ())}


def test_systems_side_by_side_are_told_for_other_programs(collection: Collection) -> None:
    systems = [ours(collection, "a", BEST), measured_run(TrecRun("b", WORSE), "b.run", collection)[0]]
    told = comparison_json(collection, systems, differences(systems))
    assert told["first"] == "a"
    assert told["systems"]["a"] == report(collection, systems[0])
    assert told["systems"]["b"]["run"] == "b.run"
    assert [row["won"] for row in told["differences"]] == [0, 0, 0]
    assert [row["lost"] for row in told["differences"]] == [2, 2, 1]


def test_systems_of_one_name_are_told_apart() -> None:
    assert told_apart(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]


def test_each_query_is_written_with_each_system(collection: Collection) -> None:
    systems = [ours(collection, "a", BEST), ours(collection, "b", WORSE)]
    table = per_query_text(systems, ".csv").splitlines()
    assert table[0] == "system,query,recall@1,recall@5,recall@10,recall@100,mrr@10,ndcg@10"
    assert table[3] == "a,q3,0.5,1.0,1.0,1.0,1.0,1.0"
    assert table[6] == "b,q3,0.0,0.0,0.0,0.0,0.0,0.0"
    rows = per_query_text(systems, ".jsonl").splitlines()
    assert len(rows) == 6
    assert rows[2] == (
        '{"system": "a", "query": "q3", "recall@1": 0.5, "recall@5": 1.0, "recall@10": 1.0, "recall@100": 1.0, '
        '"mrr@10": 1.0, "ndcg@10": 1.0}'
    )


def test_a_setting_that_does_not_exist_is_refused_with_those_that_do() -> None:
    assert list(VARIANTS) == ["default", "no-reader", "no-late", "fusion", "rrf", "lexical", "dense"]
    with pytest.raises(UsageError, match=r"^--system is 'bm25', expected one of default, no-reader, "):
        variant("bm25")

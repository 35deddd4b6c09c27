from collections import Counter
from collections.abc import Sequence
from math import log
from pathlib import Path

import bm25s
import numpy as np
import pytest
from bm25s.tokenization import Tokenized
from hypothesis import given
from hypothesis import strategies as st

from lape_qa.index import lexical
from lape_qa.index.lexical import LexicalSearcher, best
from lape_qa.index.model import Floats
from lape_qa.index.positions import Counted

# Four passages of 3, 2, 5 and 2 terms: on average 3.
ROWS = [
    ["lappi", "perhekeskus", "kunta"],
    ["kainuu", "perhekeskus"],
    ["lappi", "lappi", "kohtaamispaikka", "kunta", "lappi"],
    ["vaasa", "akatemia"],
]


def searcher(folder: Path, rows: Sequence[Sequence[str]] = ROWS) -> LexicalSearcher:
    vocabulary = {term: number for number, term in enumerate(dict.fromkeys(term for row in rows for term in row))}
    ids = [[vocabulary[term] for term in row] for row in rows]
    frequency = Counter(term for row in ids for term in set(row))
    starts = np.cumsum([0, *map(len, ids)])
    counted = Counted(
        np.array([number for row in ids for number in row], np.int32),
        starts,
        np.array([frequency[n] for n in vocabulary.values()]),
    )
    lexical.write(folder / "lexical", counted)
    return LexicalSearcher(folder / "lexical", len(rows), vocabulary)


def words(*terms: str) -> list[tuple[str]]:
    """The words of a question, with one search term each."""
    return [(term,) for term in terms]


def bm25(terms: Sequence[str], row: Sequence[str], rows: Sequence[Sequence[str]]) -> float:
    """The formula of the docstring, term by term."""
    k1, b = lexical.K1, lexical.B
    average = sum(map(len, rows)) / len(rows)
    score = 0.0
    for term in terms:
        holding = sum(term in other for other in rows)
        frequency = row.count(term)
        idf = log(1 + (len(rows) - holding + 0.5) / (holding + 0.5))
        score += idf * frequency / (frequency + k1 * (1 - b + b * len(row) / average))
    return score


def test_score_of_a_term_is_that_of_the_formula_by_hand(tmp_path: Path) -> None:
    # "kainuu": in 1 of 4 passages, once in one of 2 terms where 3 are average: idf = ln(1 + 3.5 / 1.5).
    found = searcher(tmp_path).search(words("kainuu"), 10)
    assert found.rows.tolist() == [1]
    assert found.scores[0] == pytest.approx(
        log(10 / 3) / (1 + lexical.K1 * (1 - lexical.B + lexical.B * 2 / 3)), abs=1e-5
    )


@pytest.mark.parametrize(
    "terms",
    [["lappi"], ["perhekeskus"], ["lappi", "kunta"], ["lappi", "perhekeskus", "vaasa"], ["lappi", "tuntematon"]],
)
def test_scores_are_those_of_the_formula(terms: list[str], tmp_path: Path) -> None:
    scores = searcher(tmp_path).scores(words(*terms))
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, [bm25(terms, row, ROWS) for row in ROWS], atol=1e-5)


def test_word_that_stands_twice_in_a_question_counts_once(tmp_path: Path) -> None:
    scores = searcher(tmp_path).scores(words("lappi", "lappi"))
    np.testing.assert_allclose(scores, [bm25(["lappi"], row, ROWS) for row in ROWS], atol=1e-5)


def test_hits_are_the_passages_that_share_a_term_best_first(tmp_path: Path) -> None:
    found = searcher(tmp_path).search(words("lappi", "kunta"), 10)
    assert dict(zip(found.rows.tolist(), found.scores.tolist(), strict=True)) == pytest.approx(
        {number: bm25(["lappi", "kunta"], ROWS[number], ROWS) for number in (0, 2)}, abs=1e-5
    )
    assert found.scores[0] > found.scores[1]


def test_at_most_k_hits_are_returned_the_best_ones(tmp_path: Path) -> None:
    found = searcher(tmp_path)
    one, all_of_them = (found.search(words("lappi", "kunta"), k) for k in (1, 10))
    assert one.rows.tolist() == all_of_them.rows[:1].tolist()
    assert one.scores.tolist() == all_of_them.scores[:1].tolist()


def test_equal_scores_come_in_the_order_of_the_passages(tmp_path: Path) -> None:
    rows = [["muu"], ["lappi"], ["lappi"], ["lappi"]]
    assert searcher(tmp_path, rows).search(words("lappi"), 3).rows.tolist() == [1, 2, 3]


@pytest.mark.parametrize("terms", [(), ("tuntematon",), ("lapp", "lappia")])
def test_without_a_shared_term_there_is_no_hit(terms: tuple[str, ...], tmp_path: Path) -> None:
    found = searcher(tmp_path)
    assert found.search(words(*terms), 10).rows.tolist() == []
    np.testing.assert_array_equal(found.scores(words(*terms)), np.zeros(4, np.float32))


def test_passage_without_terms_is_never_found(tmp_path: Path) -> None:
    rows = [["lappi"], [], ["kainuu"]]
    scores = searcher(tmp_path, rows).scores(words("lappi", "kainuu"))
    np.testing.assert_allclose(scores, [bm25(["lappi", "kainuu"], row, rows) for row in rows], atol=1e-5)
    assert scores[1] == 0


def test_further_terms_of_a_word_add_only_a_part_of_their_scores(tmp_path: Path) -> None:
    # One word with two readings: its best term counts whole, the other by TIE.
    asked = [("lappi", "kunta"), ("perhekeskus",)]
    expected, whole = [], []
    for row in ROWS:
        best, other = sorted((bm25(["lappi"], row, ROWS), bm25(["kunta"], row, ROWS)), reverse=True)
        expected.append(best + lexical.TIE * other + bm25(["perhekeskus"], row, ROWS))
        whole.append(best + other + bm25(["perhekeskus"], row, ROWS))
    found = searcher(tmp_path)
    np.testing.assert_allclose(found.scores(asked), expected, atol=1e-5)
    np.testing.assert_allclose(found.scores(asked, tie=1.0), whole, atol=1e-5)


# ---- the same to the bit as over all passages -------------------------------------------------------------


def by_dense_arrays(model: bm25s.BM25, vocabulary: dict[str, int], words: Sequence[Sequence[str]], rows: int) -> Floats:
    """The scores as bm25s itself gives them, an array of all passages for each term."""
    total = np.zeros(rows, np.float32)
    for word in dict.fromkeys(map(tuple, words)):
        if known := [vocabulary[term] for term in dict.fromkeys(word) if term in vocabulary]:
            each = np.stack([model.get_scores_from_ids([term]) for term in known])
            total += (1 - lexical.TIE) * each.max(axis=0) + lexical.TIE * each.sum(axis=0)
    return total


@pytest.mark.parametrize("counted", [7, lexical._COUNTED], ids=["in blocks", "at once"])
@pytest.mark.parametrize("rare", [1, lexical._RARE, 10**6], ids=["one by one", "as it is", "over all passages"])
def test_scores_are_to_the_bit_those_of_bm25s(
    rare: int, counted: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "_RARE", rare)
    monkeypatch.setattr(lexical, "_COUNTED", counted)
    chance = np.random.default_rng(5)
    terms = [f"t{number}" for number in range(40)]
    rows = [[terms[int(n)] for n in chance.zipf(1.4, chance.integers(0, 30)) % 40] for _ in range(300)]
    found = searcher(tmp_path, rows)
    vocabulary = {term: number for number, term in enumerate(dict.fromkeys(term for row in rows for term in row))}
    model = bm25s.BM25(method="lucene", k1=lexical.K1, b=lexical.B)
    ids = [[vocabulary[term] for term in row] for row in rows]
    model.index(Tokenized(ids=ids, vocab=vocabulary), create_empty_token=False, show_progress=False)
    for name in ("data", "indices", "indptr"):
        written = np.load(tmp_path / "lexical" / f"{name}.csc.index.npy")
        np.testing.assert_array_equal(written, model.scores[name])
    for _ in range(50):
        words = [[f"t{n}" for n in chance.integers(0, 45, chance.integers(1, 12))] for _ in range(4)]
        np.testing.assert_array_equal(found.scores(words), by_dense_arrays(model, vocabulary, words, len(rows)))


@given(
    scores=st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0]), max_size=30),
    k=st.integers(0, 32),
    limits=st.none() | st.lists(st.booleans(), min_size=30, max_size=30),
)
def test_the_best_are_those_of_a_stable_sort(scores: list[float], k: int, limits: list[bool] | None) -> None:
    every = np.array(scores, np.float32)
    within = None if limits is None else np.array(limits[: len(scores)], np.bool_)
    allowed = every if within is None else np.where(within, every, 0)
    order = [row for row in np.argsort(-allowed, kind="stable")[:k].tolist() if allowed[row] > 0]
    found = best(every, k, within)
    assert found.rows.tolist() == order
    assert found.scores.tolist() == [scores[row] for row in order]


def test_rows_rise_and_come_once_for_each_time_that_a_term_stands_there(tmp_path: Path) -> None:
    found, starts = searcher(tmp_path), np.array([0, 3, 5, 10, 12])
    assert found.occurring(["kunta", "lappi", "tuntematon", "kunta"], starts).tolist() == [0, 0, 2, 2, 2, 2]
    assert found.occurring(["akatemia", "kainuu"], starts).tolist() == [1, 3]
    assert found.occurring(["tuntematon"], starts).tolist() == []
    seen = np.array([False, True, True, True])
    part = found.among(seen, np.diff(starts), {"lappi": 0, "kainuu": 3})
    assert part.occurring(["kunta", "lappi", "kainuu"], starts).tolist() == [1, 2, 2, 2]


@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=400), min_size=1, max_size=8), st.integers(0, 3))
def test_how_often_a_term_stands_is_told_by_its_score(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[int]], term: int
) -> None:
    found = searcher(tmp_path_factory.mktemp("index"), [[str(number) for number in row] for row in rows])
    expected = [row for row, numbers in enumerate(rows) for number in numbers if number == term]
    assert found.occurring([str(term)], np.cumsum([0, *map(len, rows)])).tolist() == expected

import hashlib
from pathlib import Path

import numpy as np
import pytest

from lape_qa.encoding.model import Vectors
from lape_qa.errors import IndexUnavailable
from lape_qa.index import dense
from lape_qa.index.contents import Checked
from lape_qa.index.dense import DenseSearcher, Taken


def unit(rows: int, dimensions: int = 16, seed: int = 1) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimensions)).astype(np.float32)
    scaled: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


def searcher(folder: Path, vectors: Vectors) -> DenseSearcher:
    dense.write(folder / "dense.faiss", vectors.shape, [vectors[:7], vectors[7:]])
    return DenseSearcher(folder / "dense.faiss")


def test_cosines_by_hand(tmp_path: Path) -> None:
    vectors = np.array([[1, 0], [0.6, 0.8], [0, 1], [-1, 0]], np.float32)
    nearest = searcher(tmp_path, vectors).search(np.array([0.8, 0.6], np.float32), 4)
    assert nearest.rows.tolist() == [1, 0, 2, 3]
    assert nearest.scores.tolist() == pytest.approx([0.96, 0.8, 0.6, -0.8], abs=1e-6)


def test_order_and_cosines_are_those_of_numpy(tmp_path: Path) -> None:
    vectors, asked = unit(300), unit(1, seed=2)[0]
    nearest = searcher(tmp_path, vectors).search(asked, 50)
    cosines = vectors @ asked
    assert nearest.rows.tolist() == np.argsort(-cosines)[:50].tolist()
    np.testing.assert_allclose(nearest.scores.tolist(), np.sort(cosines)[::-1][:50], atol=1e-6)


def test_cosines_of_some_passages_are_those_of_numpy(tmp_path: Path) -> None:
    vectors, asked = unit(30), unit(1, seed=2)[0]
    cosines = searcher(tmp_path, vectors).cosines(asked, np.array([7, 3, 3, 29]))
    np.testing.assert_allclose(cosines, vectors[[7, 3, 3, 29]] @ asked, atol=1e-6)


def test_no_more_hits_than_passages(tmp_path: Path) -> None:
    assert len(searcher(tmp_path, unit(3)).search(unit(1)[0], 100).rows) == 3


def test_rows_that_are_not_contiguous_are_written_as_they_are(tmp_path: Path) -> None:
    vectors = unit(20)[::2]
    assert not vectors.flags["C_CONTIGUOUS"]
    nearest = searcher(tmp_path, vectors).search(vectors[7], 1)
    assert nearest.rows.tolist() == [7]
    assert nearest.scores[0] == pytest.approx(1.0, abs=1e-6)


def test_every_passage_of_a_sound_index_finds_itself(tmp_path: Path) -> None:
    found = searcher(tmp_path, unit(30))
    assert [found.self_rank(row) for row in range(30)] == [0] * 30


def test_self_rank_tells_a_vector_that_is_not_of_unit_length(tmp_path: Path) -> None:
    vectors = unit(30)
    vectors[4] = vectors[3] * 2
    found = searcher(tmp_path, vectors)
    assert found.self_rank(3) > 0
    assert found.self_rank(4) == 0


def shelf(folder: Path, **sizes: int) -> tuple[Checked, Vectors]:
    vectors = unit(40)
    dense.write(folder / "dense.faiss", vectors.shape, [vectors], **sizes)
    known = {"dense.faiss": hashlib.sha256((folder / "dense.faiss").read_bytes()).hexdigest()}
    return Checked(folder, folder, known, "dense.faiss"), vectors


@pytest.mark.parametrize("exact_up_to", [40, 39])
def test_what_is_taken_over_is_what_was_written(exact_up_to: int, tmp_path: Path) -> None:
    file, vectors = shelf(tmp_path, exact_up_to=exact_up_to)
    with Taken.opened(file, vectors.shape) as taken:
        first, left, last = (list(taken.until(row, 8)) for row in (20, 30, 39))
        taken.finish()
    assert [len(part) for part in (*first, *left, *last)] == [8, 8, 4, 8, 2, 8, 1]
    assert np.array_equal(np.concatenate([*first, *left, *last]), vectors[:39])
    assert file.read == {"dense.faiss"}


def test_what_is_not_as_it_was_is_not_taken_over(tmp_path: Path) -> None:
    file, vectors = shelf(tmp_path)
    message = rf"{tmp_path}/dense.faiss is missing or damaged"
    for shape in ((39, 16), (40, 15), (41, 16), (400, 16)):
        with pytest.raises(IndexUnavailable, match=message), Taken.opened(file, shape):
            pass
    content = (tmp_path / "dense.faiss").read_bytes()
    (tmp_path / "dense.faiss").write_bytes(content[:-1] + b"x")
    with Taken.opened(file, vectors.shape) as taken:
        assert np.array_equal(next(taken.until(40, 20)), vectors[:20])
        with pytest.raises(IndexUnavailable, match=message):
            taken.finish()


def test_graph_finds_nearly_what_an_exact_search_finds(tmp_path: Path) -> None:
    vectors, asked = unit(2000), unit(1, seed=2)[0]
    dense.write(tmp_path / "graph.faiss", vectors.shape, [vectors[:300], vectors[300:]], exact_up_to=1999)
    graph = DenseSearcher(tmp_path / "graph.faiss")
    exact = searcher(tmp_path, vectors)
    assert (tmp_path / "graph.faiss").stat().st_size > (tmp_path / "dense.faiss").stat().st_size
    found, right = (set(one.search(asked, 100).rows.tolist()) for one in (graph, exact))
    assert len(found & right) >= 98
    rows = np.array([5, 1999])
    np.testing.assert_allclose(graph.cosines(asked, rows), exact.cosines(asked, rows), atol=1e-6)
    assert graph.self_rank(7) == 0


@pytest.mark.parametrize("exact_up_to", [300, 0])
def test_limits_are_kept_before_ranking_and_the_search_within_them_is_exact(tmp_path: Path, exact_up_to: int) -> None:
    vectors, asked = unit(300), unit(1, seed=2)[0]
    dense.write(tmp_path / "dense.faiss", vectors.shape, [vectors], exact_up_to)
    found = DenseSearcher(tmp_path / "dense.faiss")
    within = np.arange(300) % 7 == 3
    nearest = found.search(asked, 10, within)
    allowed = np.flatnonzero(within)
    assert nearest.rows.tolist() == allowed[np.argsort(-(vectors @ asked)[allowed])][:10].tolist()
    assert len(found.search(asked, 300, within).rows) == len(allowed)

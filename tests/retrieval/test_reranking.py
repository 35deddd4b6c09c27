from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from math import log
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lape_qa.documents import chunking as passages
from lape_qa.documents.chunking import Chunking
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document
from lape_qa.encoding.bundled_e5 import BUNDLED_MODEL
from lape_qa.index import store, token_vectors
from lape_qa.index.generation import Generation
from lape_qa.index.model import Hit
from lape_qa.language.model import Language
from lape_qa.question.analysis import analyse
from lape_qa.question.model import Query
from lape_qa.retrieval import place_and_year, reranking
from lape_qa.retrieval.place_and_year import ELSEWHERE
from lape_qa.retrieval.reranking import SIGNALS, design
from support.fakes import FakeEncoder, make_query

LAPPI = make_document(
    "lappi",
    "Kerho alkoi Inarissa vuonna 2018. Siellä leikittiin.",
    {"title": "Pohjoinen kerho", "region": "Lappi", "published": "2019-03-20", "language": "fi"},
)
SAVO = make_document(
    "savo",
    "Kerho toimi Kuopiossa. Perheet tulivat vuonna 2017.",
    {"title": "Itäinen kerho", "region": "Pohjois-Savo", "published": "2018-11-05", "language": "fi"},
)
NOWHERE = make_document("nowhere", "Kerho on kaikille avoin.", {"title": "Yleinen kerho", "language": "fi"})
DOCUMENTS = [LAPPI, NOWHERE, SAVO]


def index(root: Path, documents: Sequence[Document] = DOCUMENTS, encoder: FakeEncoder | None = None) -> Generation:
    encoder = encoder or FakeEncoder()
    chunking = Chunking()
    split = partial(passages.split, chunking=chunking, fits=encoder.fits)
    store.build(root, documents, split, encoder, chunking, lambda _work, _done, _total: None)
    return store.open_index(root, encoder)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return index(tmp_path_factory.mktemp("index"))


def ask(question: str) -> Query:
    return analyse(question, FakeEncoder())


def required(*words: tuple[str, ...], language: Language = "fi") -> Query:
    """A question whose words are all places or years."""
    plain = make_query(*(word[0] for word in words), language=language, vector=[0.0] * 64)
    must = (True,) * len(words)
    return replace(plain, words=words, named=must, required=must)


def hits(source: Generation, **scores: float) -> list[Hit]:
    """One hit for each named document, in the order given."""
    return [Hit(source.passages[source.rows_of(name)[0]], score) for name, score in scores.items()]


def named(found: Sequence[Hit]) -> list[tuple[str, float]]:
    return [(hit.passage.document_id, hit.score) for hit in found]


# ---- signals ---------------------------------------------------------------------------------------------


def test_signals_of_passages_and_their_sentences(source: Generation) -> None:
    query = ask("Missä kerho alkoi vuonna 2017?")
    assert [word[0] for word in query.words] == ["kerho", "alkaa", "vuosi", "2017"]
    rows = [source.rows_of(name)[0] for name in ("savo", "nowhere", "lappi")]
    values, found = reranking.signals(source, query, rows)
    assert values.shape == (3, len(SIGNALS))
    assert found.passage.tolist() == [0, 0, 1, 2, 2]
    column = dict(zip(SIGNALS, values.T, strict=True))
    # Each sentence is credited with the title's kerho. In passages: kerho 3 of 3, alkaa 1, vuosi 2, 2017 1.
    kerho, one, two = log(1 + 0.5 / 3.5), log(1 + 2.5 / 1.5), log(1 + 1.5 / 2.5)
    total = kerho + one + two + one
    savo, nowhere, lappi = (kerho + two + one) / total, kerho / total, (kerho + one + two) / total
    np.testing.assert_allclose(column["coverage"], [savo, nowhere, lappi], rtol=1e-5)
    expected = [kerho / total, savo, nowhere, lappi, kerho / total]
    np.testing.assert_allclose(np.maximum(found.own, found.before).sum(axis=1), expected, rtol=1e-5)
    np.testing.assert_allclose(column["sentence_coverage"], [savo, nowhere, lappi], rtol=1e-5)
    # Each passage's dense and best sentence cosine are those of the vectors; sentences are stored as float16.
    encoder = FakeEncoder()
    texts = [passages.indexed_text(document, "", document.text) for document in (SAVO, NOWHERE, LAPPI)]
    np.testing.assert_allclose(column["dense"], encoder.encode(texts, "passage") @ query.vector, atol=1e-5)
    spans = [span for row in rows for span in source.passages[row].sentences]
    owners = [SAVO, SAVO, NOWHERE, LAPPI, LAPPI]
    texts = [document.text[span.start : span.end] for document, span in zip(owners, spans, strict=True)]
    cosines = encoder.encode(texts, "passage") @ query.vector
    np.testing.assert_allclose(found.cosine, cosines, atol=1e-3)
    best = [max(cosines[:2]), cosines[2], max(cosines[3:])]
    np.testing.assert_allclose(column["sentence_cosine"], best, atol=1e-3)
    np.testing.assert_allclose(column["bm25"], source.lexical.scores(query)[rows], rtol=1e-6)


def test_without_late_interaction_its_signal_is_zero(source: Generation) -> None:
    assert source.tokens is None
    values, found = reranking.signals(source, ask("Missä kerho toimi?"), [0, 1])
    np.testing.assert_array_equal(values[:, SIGNALS.index("closeness")], [0, 0])
    assert [values.tolist() for values in found.closeness_to(np.ones(0, np.float32))] == [[0.0] * len(found.cosine)] * 2


def test_late_interaction_finds_the_questions_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_vectors, "_directions", lambda: (np.zeros(64, np.float32), np.eye(64, dtype=np.float32)))
    encoder = FakeEncoder()
    encoder.name = BUNDLED_MODEL
    generation = index(tmp_path, encoder=encoder)
    assert generation.tokens is not None
    row = generation.rows_of("savo")[0]
    values, found = reranking.signals(generation, ask("Kerho toimi Kuopiossa"), [row])
    # All three stand in the first sentence, to the letter; the second has only the title's kerho.
    assert values[0, SIGNALS.index("closeness")] == pytest.approx(1, abs=0.01)
    closeness, weakest = found.closeness_to(np.ones(3, np.float32))
    assert closeness[0] == pytest.approx(1, abs=0.01)
    assert weakest[0] == pytest.approx(1, abs=0.01)
    assert closeness[1] < 0.7
    assert weakest[1] < 0.6
    # Of Kerho alone, which the title has, the second sentence is as close as the first.
    closeness, weakest = found.closeness_to(np.array([1, 0, 0], np.float32))
    assert closeness.tolist() == pytest.approx([1, 1], abs=0.01)
    assert weakest.tolist() == pytest.approx([1, 1], abs=0.01)


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


def test_rerank_orders_by_the_weighted_signals(source: Generation, weigh: Patch) -> None:
    query = ask("Missä kerho toimi?")
    found = hits(source, lappi=3.0, nowhere=2.0, savo=1.0)
    weigh(rank_coverage=6.0)
    # Only savo has both words; the others tie and stay in their order.
    assert named(reranking.rerank(source, query, found)) == [("savo", 6.0), ("lappi", 3.0), ("nowhere", 2.0)]
    weigh(value_coverage=10.0)
    best = reranking.rerank(source, query, found)[0]
    assert best.passage.document_id == "savo"
    assert best.score == pytest.approx(10.0)
    weigh(rank_coverage=-6.0)
    assert named(reranking.rerank(source, query, found)) == [("nowhere", -2.0), ("lappi", -3.0), ("savo", -6.0)]


def test_rerank_without_weight_keeps_the_order_and_forgets_the_scores(source: Generation, weigh: Patch) -> None:
    weigh()
    found = hits(source, nowhere=3.0, savo=2.0, lappi=1.0)
    expected = [("nowhere", 0.0), ("savo", 0.0), ("lappi", 0.0)]
    assert named(reranking.rerank(source, ask("Missä kerho toimi?"), found)) == expected


def test_rerank_of_nothing_is_nothing(source: Generation) -> None:
    assert reranking.rerank(source, ask("Missä kerho toimi?"), []) == []


@pytest.mark.parametrize("late", [True, False])
def test_the_shipped_weights_are_there_for_every_signal(late: bool) -> None:
    shipped = reranking.weights(late)
    assert shipped.shape == (3 * len(SIGNALS),)
    assert np.isfinite(shipped).all()
    assert shipped.any()


def test_weights_are_those_with_late_interaction_only_when_it_is_on(
    source: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def patched(late: bool) -> NDArray[np.float32]:
        asked.append(late)
        return weights()

    monkeypatch.setattr(reranking, "weights", patched)
    reranking.rerank(source, ask("Missä kerho toimi?"), hits(source, lappi=1.0))
    assert asked == [False]


# ---- what a source lacks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        # No place and no year: nothing can be lacking.
        ("Missä kerho toimi?", [False, False, False]),
        ("Mitä kerho teki Lapissa?", [False, True, True]),
        ("Mitä kerho teki Pohjois-Savossa?", [True, True, False]),
        # Another Savo is another region.
        ("Mitä kerho teki Etelä-Savossa?", [True, True, True]),
        ("Mitä kerho teki Kuopiossa?", [True, True, False]),
        ("Mitä kerho teki vuonna 2017?", [True, True, False]),
        # 2018 stands in one and is the year in which the other was published; 2019 only the latter.
        ("Mitä kerho teki vuonna 2018?", [False, True, False]),
        ("Mitä kerho teki vuonna 2019?", [False, True, True]),
        # The place in one, the year in another: neither will do.
        ("Mitä kerho teki Inarissa vuonna 2017?", [True, True, True]),
        ("Mitä kerho teki Inarissa vuonna 2018?", [False, True, True]),
        # Several places may be named together, by all the hits.
        ("Missä kerho alkoi ensin, Inarissa vai Kuopiossa?", [False, False, False]),
        ("Missä kerho alkoi ensin, Inarissa vai Kuopiossa vuonna 2017?", [False, False, False]),
        ("Missä kerho alkoi ensin, Inarissa vai Kajaanissa?", [True, True, True]),
    ],
)
def test_lacking(question: str, lacks: list[bool], source: Generation) -> None:
    found = hits(source, lappi=3.0, nowhere=2.0, savo=1.0)
    assert place_and_year.lacking(source, ask(question), found) == lacks


def test_several_places_must_be_named_by_the_hits_that_there_are(source: Generation) -> None:
    query = ask("Missä kerho alkoi ensin, Inarissa vai Kuopiossa?")
    assert place_and_year.lacking(source, query, hits(source, lappi=2.0, nowhere=1.0)) == [True, True]
    assert place_and_year.lacking(source, query, hits(source, lappi=2.0, savo=1.0)) == [False, False]
    assert place_and_year.lacking(source, query, []) == []


def test_in_finnish_only_the_most_exact_term_of_a_place_counts(source: Generation) -> None:
    words = ("kajaani", "kuopio")
    found = hits(source, savo=1.0)
    assert place_and_year.lacking(source, required(words), found) == [True]
    assert place_and_year.lacking(source, required(words, language="sv"), found) == [False]


def test_place_that_is_named_twice_is_not_lacking(source: Generation) -> None:
    assert place_and_year.lacking(source, required(("lappi",), ("lappi",)), hits(source, lappi=1.0)) == [False]


# ---- preferring ------------------------------------------------------------------------------------------


def test_prefer_moves_down_only_documents_whose_region_is_known(source: Generation) -> None:
    found = hits(source, savo=5.0, nowhere=4.0, lappi=3.0)
    preferred = place_and_year.prefer(source, ask("Mitä kerho teki Lapissa?"), found)
    assert ELSEWHERE == 4.0
    assert named(preferred) == [("nowhere", 4.0), ("lappi", 3.0), ("savo", 1.0)]


def test_prefer_moves_documents_of_another_year_too(source: Generation) -> None:
    found = hits(source, lappi=5.0, savo=2.0, nowhere=1.5)
    preferred = place_and_year.prefer(source, ask("Mitä kerho teki vuonna 2017?"), found)
    assert named(preferred) == [("savo", 2.0), ("nowhere", 1.5), ("lappi", 1.0)]


def test_prefer_leaves_a_much_better_hit_first(source: Generation) -> None:
    found = hits(source, savo=9.0, lappi=3.0)
    preferred = place_and_year.prefer(source, ask("Mitä kerho teki Lapissa?"), found)
    assert named(preferred) == [("savo", 5.0), ("lappi", 3.0)]


def test_prefer_keeps_the_order_of_equals(source: Generation) -> None:
    found = hits(source, savo=7.0, nowhere=3.0, lappi=3.0)
    preferred = place_and_year.prefer(source, ask("Mitä kerho teki Lapissa?"), found)
    assert named(preferred) == [("savo", 3.0), ("nowhere", 3.0), ("lappi", 3.0)]


def test_prefer_changes_nothing_when_no_place_or_year_is_asked_for(source: Generation) -> None:
    found = hits(source, savo=1.0, lappi=3.0, nowhere=2.0)
    assert place_and_year.prefer(source, ask("Mitä kerho teki?"), found) == found


def test_prefer_changes_nothing_when_every_place_is_named_among_the_hits(source: Generation) -> None:
    found = hits(source, lappi=3.0, savo=2.0, nowhere=1.0)
    assert place_and_year.prefer(source, ask("Missä kerho alkoi ensin, Inarissa vai Kuopiossa?"), found) == found


def test_prefer_of_nothing_is_nothing(source: Generation) -> None:
    assert place_and_year.prefer(source, ask("Mitä kerho teki Lapissa?"), []) == []


def test_document_about_another_region_must_name_the_place_in_the_hit_itself(tmp_path: Path) -> None:
    text = "Kerho alkoi Inarissa. " + "Siellä leikittiin paljon. " * 40 + "Myös Kuopiossa oli kerho."
    elsewhere = make_document("elsewhere", text, {"title": "Kerho", "region": "Lappi", "language": "fi"})
    everywhere = make_document("everywhere", text, {"title": "Kerho", "language": "fi"})
    generation = index(tmp_path, [elsewhere, everywhere])
    first, *_, last = [Hit(generation.passages[row], 1.0) for row in generation.rows_of("elsewhere")]
    query = ask("Milloin kerho alkoi Kuopiossa?")
    assert place_and_year.lacking(generation, query, [first, last]) == [True, False]
    # A document without a region, and one of the place's own, may name it anywhere.
    assert place_and_year.lacking(generation, query, hits(generation, everywhere=1.0)) == [False]
    assert place_and_year.lacking(generation, ask("Milloin kerho alkoi Inarissa?"), [first, last]) == [False, False]

from collections.abc import Sequence
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as arrays_of
from numpy.typing import NDArray

from lape_qa.documents.chunking import indexed_text
from lape_qa.index import token_vectors
from lape_qa.index.generation import Generation
from lape_qa.index.model import Ranking
from lape_qa.index.token_vectors import Closeness
from lape_qa.retrieval.candidates import SIGNALS, Part, Sentences, gather
from retrieval.conftest import DOCUMENTS, LAPPI, NOWHERE, SAVO
from support.fakes import FakeEncoder
from support.indexes import ask, indexed, ranked

# ---- signals ---------------------------------------------------------------------------------------------


def test_signals_of_passages_and_their_sentences(generation: Generation) -> None:
    query = ask("Missä kerho alkoi vuonna 2017?")
    assert [word[0] for word in query.words] == ["kerho", "alkaa", "vuosi", "2017"]
    ranking = ranked(generation, savo=3, nowhere=2, lappi=1)
    part = gather(generation, query, ranking)
    values, found = part.signals, part.sentences
    assert (part.query, part.ranking) == (query, ranking)
    assert [passage.document_id for passage in part.passages] == ["savo", "nowhere", "lappi"]
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
    texts = [indexed_text(document, "", document.text) for document in (SAVO, NOWHERE, LAPPI)]
    np.testing.assert_allclose(column["dense"], encoder.encode(texts, "passage") @ query.vector, atol=1e-5)
    spans = [span for passage in part.passages for span in passage.sentences]
    owners = [SAVO, SAVO, NOWHERE, LAPPI, LAPPI]
    texts = [document.text[span.start : span.end] for document, span in zip(owners, spans, strict=True)]
    cosines = encoder.encode(texts, "passage") @ query.vector
    np.testing.assert_allclose(found.cosine, cosines, atol=1e-3)
    best = [max(cosines[:2]), cosines[2], max(cosines[3:])]
    np.testing.assert_allclose(column["sentence_cosine"], best, atol=1e-3)
    np.testing.assert_allclose(column["bm25"], generation.lexical.scores(query.words)[ranking.rows], rtol=1e-6)


def test_without_late_interaction_its_signal_is_zero(generation: Generation) -> None:
    assert generation.tokens is None
    part = gather(generation, ask("Missä kerho toimi?"), ranked(generation, lappi=2, savo=1))
    found = part.sentences
    np.testing.assert_array_equal(part.signals[:, SIGNALS.index("closeness")], [0, 0])
    assert [values.tolist() for values in found.closeness_to(np.ones(0, np.float32))] == [[0.0] * len(found.cosine)] * 2


def test_late_interaction_finds_the_questions_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_vectors, "_directions", lambda: (np.zeros(64, np.float32), np.eye(64, dtype=np.float32)))
    monkeypatch.setattr(token_vectors, "_made_for", lambda: FakeEncoder.weights)
    generation = indexed(tmp_path, DOCUMENTS)
    part = gather(generation, ask("Kerho toimi Kuopiossa"), ranked(generation, savo=1))
    values, found = part.signals, part.sentences
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


def sentences_close(by_token: NDArray[np.float32], weight: NDArray[np.float32]) -> Sentences:
    count = len(by_token)
    none = np.zeros((count, 0), np.float32)
    close = Closeness(by_token[:1], by_token, weight)
    return Sentences(np.zeros(count, np.int64), np.zeros(count, np.float32), none, none, close)


def test_of_equal_weights_the_farthest_token_is_found_though_their_mean_exceeds_them_all() -> None:
    # Tokens that no document holds weigh the same; what is found of a question of any length is as for one.
    exceeded = 0
    for count in range(1, 200):
        weight = np.full(count, 1 / count, np.float32)
        exceeded += bool((weight / weight.sum()).mean() > (weight / weight.sum()).max())
        near = np.linspace(0, 1, count, dtype=np.float32)[None, :]
        mean, farthest = sentences_close(near, weight).closeness_to(np.ones(count, np.float32))
        assert mean.tolist() == pytest.approx([0.5 if count > 1 else 0.0], abs=1e-5)
        assert farthest.tolist() == [0.0]
    assert exceeded > 0


POSITIVE = st.floats(2.0**-10, 2.0**5, width=32)


@given(
    st.integers(1, 300).flatmap(
        lambda tokens: st.tuples(
            arrays_of(np.float32, tokens, elements=POSITIVE)
            | POSITIVE.map(lambda one: np.full(tokens, one, np.float32)),
            arrays_of(np.float32, tokens, elements=st.sampled_from([1.0, 0.3])),
            arrays_of(np.float32, (2, tokens), elements=st.floats(-1, 1, width=32)),
        )
    )
)
def test_whatever_tokens_weigh_there_is_a_mean_and_a_farthest_of_the_rarer(
    drawn: tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]],
) -> None:
    weight, emphasis, near = drawn
    mean, farthest = sentences_close(near, weight / weight.sum()).closeness_to(emphasis)
    rarest = near[:, (weight * emphasis).argmax()]
    slack = 1e-5
    assert np.all((near.min(axis=1) - slack <= mean) & (mean <= near.max(axis=1) + slack))
    assert np.all((near.min(axis=1) <= farthest) & (farthest <= rarest))


# ---- taking some, looking at more ------------------------------------------------------------------------


def assert_same(one: Part, other: Part) -> None:
    """Compare all that two parts know of their passages; cosines may differ by what their number rounds away."""
    assert one.passages == other.passages
    for mine, theirs in zip(arrays(one), arrays(other), strict=True):
        assert mine.shape == theirs.shape
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-6)


def arrays(part: Part) -> list[NDArray[Any]]:
    sentences, naming, close = part.sentences, part.naming, part.sentences.close
    return [
        *(part.ranking.rows, part.ranking.scores, part.signals),
        *(sentences.passage, sentences.cosine, sentences.own, sentences.before),
        *((close.passage, close.sentence, close.weight) if close else ()),
        *(array.astype(int) for array in (naming.document, naming.passage, naming.in_passing, naming.regional)),
    ]


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """The same index with late interaction."""
    with pytest.MonkeyPatch.context() as patched:
        directions = (np.zeros(64, np.float32), np.eye(64, dtype=np.float32))
        patched.setattr(token_vectors, "_directions", lambda: directions)
        patched.setattr(token_vectors, "_made_for", lambda: FakeEncoder.weights)
        return indexed(tmp_path_factory.mktemp("late"), DOCUMENTS)


@pytest.fixture(params=["generation", "late"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Generation:
    """The index without late interaction, and with it."""
    directions = (np.zeros(64, np.float32), np.eye(64, dtype=np.float32))
    monkeypatch.setattr(token_vectors, "_directions", lambda: directions)
    found: Generation = request.getfixturevalue(request.param)
    return found


QUESTION = "Mitä kerho teki Inarissa vuonna 2018?"


def test_what_is_taken_is_as_if_only_that_had_been_gather(either: Generation) -> None:
    query = ask(QUESTION)
    part = gather(either, query, ranked(either, lappi=3, nowhere=2, savo=1))
    alone = gather(either, query, ranked(either, savo=1, lappi=3))
    assert_same(part.take(np.array([2, 0])), alone)
    assert_same(part.first(2), gather(either, query, ranked(either, lappi=3, nowhere=2)))
    assert part.first(3) is part
    assert part.take(np.array([1]), np.array([7.0])).ranking.scores.tolist() == [7.0]


def test_passages_of_another_ranking_are_looked_at_only_where_they_are_not_known(
    either: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = ask(QUESTION)
    known = gather(either, query, ranked(either, savo=2, lappi=1))
    ranking = ranked(either, lappi=9, nowhere=8, savo=7)
    expected = gather(either, query, ranking)
    asked: list[list[int]] = []
    vectors = either.sentence_vectors

    def watched(rows: Sequence[int]) -> NDArray[np.float32]:
        asked.append(list(rows))
        return vectors(rows)

    monkeypatch.setattr(either, "sentence_vectors", watched)
    assert_same(known.at(either, ranking), expected)
    assert asked == [list(either.rows_of("nowhere"))]
    assert_same(known.at(either, ranked(either, lappi=9)), known.take(np.array([1]), np.array([9.0])))


def test_nothing_found_is_nothing_known_and_more_may_follow(either: Generation) -> None:
    query = ask(QUESTION)
    nothing = gather(either, query, Ranking(np.zeros(0, np.int64), np.zeros(0)))
    assert (nothing.passages, nothing.signals.shape) == ((), (0, len(SIGNALS)))
    ranking = ranked(either, lappi=1)
    assert_same(nothing.at(either, ranking), gather(either, query, ranking))

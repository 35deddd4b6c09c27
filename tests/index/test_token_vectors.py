from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lape_qa.documents.membership import Membership
from lape_qa.encoding.model import Encoded
from lape_qa.index import token_vectors
from lape_qa.index.contents import Checked
from lape_qa.index.model import CONTEXT
from lape_qa.index.payloads import Kept, Payload
from lape_qa.index.segments import Segments, SegmentWriter
from lape_qa.index.token_vectors import Frequencies, Packed, TokenIndex
from support.fakes import FakeEncoder

Floats = NDArray[np.float32]

CENTRE = np.array([1, 0, -1, 2], np.float32)
# The second and the first axis, in this order; the others are left out.
DIRECTIONS = np.array([[0, 1], [1, 0], [0, 0], [0, 0]], np.float32)
INT8_ERROR = 0.01
"""Rounding is half of 1/127 of the largest value in each of two dimensions; float16 scales add a thousandth."""


@pytest.fixture(autouse=True)
def small_directions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_vectors, "_directions", lambda: (CENTRE, DIRECTIONS))


def encoded(points: Sequence[Sequence[float]], ids: Sequence[int], starts: Sequence[int] | None = None) -> Encoded:
    """A text whose tokens lie at given points once they are centred and projected."""
    at = np.array(points, np.float32).reshape(-1, 2)
    return Encoded(
        vector=np.full(4, 0.5, np.float32),
        ids=np.array(ids, np.int64),
        starts=np.array(range(len(ids)) if starts is None else starts, np.int64),
        tokens=at @ DIRECTIONS.T + CENTRE,
    )


def unit(points: Sequence[Sequence[float]]) -> Floats:
    at = np.array(points, np.float32)
    found: Floats = at / np.linalg.norm(at, axis=1, keepdims=True)
    return found


# ---- projecting ------------------------------------------------------------------------------------------


def test_project_centres_projects_and_gives_unit_length() -> None:
    # Minus the centre: (4, 3, 8, 5) and (0, -2, 1, 0); the first two axes change places.
    found = token_vectors.project(np.array([[5, 3, 7, 7], [1, -2, 0, 2]], np.float32))
    np.testing.assert_allclose(found, np.array([[0.6, 0.8], [-1, 0]]), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), [1, 1], atol=1e-6)


def test_project_leaves_the_centre_itself_at_nothing() -> None:
    np.testing.assert_array_equal(token_vectors.project(CENTRE[None, :]), [[0, 0]])
    assert token_vectors.project(np.zeros((0, 4), np.float32)).shape == (0, 2)


def test_the_shipped_directions_are_orthonormal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    centre, directions = token_vectors._directions()
    assert centre.shape == (directions.shape[0],)
    np.testing.assert_allclose(directions.T @ directions, np.eye(directions.shape[1]), atol=1e-2)


def test_late_interaction_works_with_the_weights_that_the_directions_were_made_for() -> None:
    made_for = token_vectors._made_for()
    assert len(made_for) == 16
    assert token_vectors.available(made_for)
    assert not token_vectors.available(FakeEncoder.weights)
    assert not token_vectors.available("")


# ---- packing ---------------------------------------------------------------------------------------------


def test_pack_numbers_the_sentence_of_each_token() -> None:
    text = encoded([[1, 0]] * 6, [9, 8, 7, 6, 5, 4], starts=[0, 9, 10, 19, 20, 35])
    packed = token_vectors.pack(text, [10, 20], CONTEXT)
    assert packed.sentence.tolist() == [CONTEXT, CONTEXT, 0, 0, 1, 1]
    assert packed.ids.tolist() == [9, 8, 7, 6, 5, 4]
    arrays = (packed.ids, packed.sentence, packed.values, packed.scale)
    assert [array.dtype.name for array in arrays] == ["int32", "int16", "int8", "float16"]


def test_pack_without_sentences_is_all_context() -> None:
    assert token_vectors.pack(encoded([[1, 0], [0, 1]], [1, 2]), [], CONTEXT).sentence.tolist() == [CONTEXT, CONTEXT]


def test_pack_scales_each_token_to_127_steps() -> None:
    packed = token_vectors.pack(encoded([[3, 4], [-2, 0], [1, -1]], [1, 2, 3]), [0], CONTEXT)
    # (0.6, 0.8) -> 127 * 0.75, 127; (-1, 0); (0.707, -0.707).
    assert packed.values.tolist() == [[95, 127], [-127, 0], [127, -127]]
    np.testing.assert_allclose(packed.scale, [0.8 / 127, 1 / 127, np.sqrt(0.5) / 127], rtol=1e-3)
    np.testing.assert_allclose(packed.values * packed.scale[:, None], unit([[3, 4], [-2, 0], [1, -1]]), atol=INT8_ERROR)


def test_pack_of_no_tokens_is_empty() -> None:
    packed = token_vectors.pack(encoded([], []), [0], CONTEXT)
    assert (packed.ids.shape, packed.values.shape, packed.scale.shape) == ((0,), (0, 2), (0,))


# ---- comparing -------------------------------------------------------------------------------------------

POINTS = [
    [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [-3.0, 4.0]],
    [[0.0, -1.0], [2.0, 1.0]],
    [[-1.0, 0.0], [-1.0, -2.0], [5.0, 12.0]],
]
IDS = [[1, 2, 3, 2], [1, 4], [1, 3, 5]]
STARTS = [[0, 5, 10, 20], [3, 8], [0, 4, 9]]
SENTENCE_STARTS = [[5, 20], [0], [9]]
"""So the tokens of the first passage stand in its context, 0, 0 and 1; the third's in its context twice and in 0."""
QUESTION = [[2.0, 0.5], [-1.0, 1.0], [0.3, -2.0]]


Passages = Sequence[tuple[Packed, tuple[str, ...]]]


def stored(folder: Path, passages: Passages, *, some_are_closed: bool = False) -> TokenIndex:
    """The tokens of some passages, each with the groups that it is for."""
    frequencies = Frequencies()
    for packed, groups in passages:
        frequencies.add(packed.ids, groups)
    frequencies.write(folder)
    writer = SegmentWriter(folder / "segments")
    none = np.zeros((0, 4), np.float16)
    writer.write([Payload(none, packed.scale, packed.sentence, packed.values).to_bytes() for packed, _ in passages])
    names = writer.finish(folder / "payloads").names
    checked = Checked(folder, folder / "segments", {name: name for name in names})
    segments = Segments(checked, names, folder / "payloads", Kept())
    return TokenIndex(folder, segments, len(passages), some_are_closed=some_are_closed)


@pytest.fixture
def index(tmp_path: Path) -> TokenIndex:
    packed = [
        token_vectors.pack(encoded(points, ids, starts), sentences, CONTEXT)
        for points, ids, starts, sentences in zip(POINTS, IDS, STARTS, SENTENCE_STARTS, strict=True)
    ]
    return stored(tmp_path / "tokens", [(passage, ()) for passage in packed])


def cosines(passage: int) -> Floats:
    """Cosines of a passage's tokens with the question's, shape (tokens, question tokens)."""
    found: Floats = unit(POINTS[passage]) @ unit(QUESTION).T
    return found


def test_closeness_of_passages_is_plain_maxsim(index: TokenIndex) -> None:
    found = index.closeness(encoded(QUESTION, [1, 2, 3]), [0, 1, 2], np.array([2, 1, 1]), CONTEXT)
    expected = np.stack([cosines(passage).max(axis=0) for passage in range(3)])
    assert found.passage.shape == (3, 3)
    np.testing.assert_allclose(found.passage, expected, atol=INT8_ERROR)


def test_closeness_of_sentences_takes_the_context_along(index: TokenIndex) -> None:
    found = index.closeness(encoded(QUESTION, [1, 2, 3]), [0, 1, 2], np.array([2, 1, 1]), CONTEXT)
    first, second, third = cosines(0), cosines(1), cosines(2)
    expected = [first[[0, 1, 2]].max(axis=0), first[[0, 3]].max(axis=0), second.max(axis=0), third.max(axis=0)]
    np.testing.assert_allclose(found.sentence, np.stack(expected), atol=INT8_ERROR)


def test_rows_may_be_asked_for_in_any_order(index: TokenIndex) -> None:
    question = encoded(QUESTION, [1, 2, 3])
    whole = index.closeness(question, [0, 1, 2], np.array([2, 1, 1]), CONTEXT)
    some = index.closeness(question, [2, 0], np.array([1, 2]), CONTEXT)
    np.testing.assert_allclose(some.passage, whole.passage[[2, 0]], rtol=1e-6)
    np.testing.assert_allclose(some.sentence, whole.sentence[[3, 0, 1]], rtol=1e-6)


def test_hand_computed_cosines(index: TokenIndex) -> None:
    # The question's one token points to (1, 0): 1 with the first passage's context, so in both its sentences.
    found = index.closeness(encoded([[7, 0]], [1]), [0, 1, 2], np.array([2, 1, 1]), CONTEXT)
    np.testing.assert_allclose(found.passage, [[1], [2 / np.sqrt(5)], [5 / 13]], atol=INT8_ERROR)
    np.testing.assert_allclose(found.sentence, [[1], [1], [2 / np.sqrt(5)], [5 / 13]], atol=INT8_ERROR)


def test_a_sentence_without_a_token_and_without_context_is_as_far_as_can_be(tmp_path: Path) -> None:
    # The tokens end before the second sentence: a text longer than the model reads.
    index = stored(tmp_path / "tokens", [(token_vectors.pack(encoded([[1, 0]], [1]), [0, 50], CONTEXT), ())])
    found = index.closeness(encoded([[1, 0]], [1]), [0], np.array([2]), CONTEXT)
    np.testing.assert_allclose(found.sentence, [[1], [-1]], atol=INT8_ERROR)


def test_a_passage_without_tokens_is_as_far_as_can_be(tmp_path: Path) -> None:
    passages = [encoded([], []), encoded([[1, 0]], [1])]
    index = stored(tmp_path / "tokens", [(token_vectors.pack(passage, [0], CONTEXT), ()) for passage in passages])
    found = index.closeness(encoded([[1, 0]], [1]), [0, 1], np.array([1, 1]), CONTEXT)
    np.testing.assert_allclose(found.passage, [[-1], [1]], atol=INT8_ERROR)
    np.testing.assert_allclose(found.sentence, [[-1], [1]], atol=INT8_ERROR)


# ---- weights ---------------------------------------------------------------------------------------------


def test_weights_are_shares_by_rarity_and_sum_to_one(index: TokenIndex) -> None:
    found = index.closeness(encoded(QUESTION, [1, 2, 99]), [0], np.array([2]), CONTEXT)
    # Token 1 is in 3 of 3 passages, token 2 in one (twice, which does not count), 99 in none.
    rarity = np.log([1 + 0.5 / 3.5, 1 + 2.5 / 1.5, 1 + 3.5 / 0.5])
    np.testing.assert_allclose(found.weight, rarity / rarity.sum(), rtol=1e-5)
    assert float(found.weight.sum()) == pytest.approx(1)


def test_an_id_in_the_middle_that_never_occurs_weighs_as_an_unknown_one(index: TokenIndex) -> None:
    # 0 is below the greatest id of the index, 6 beyond it.
    found = index.closeness(encoded([[1, 0], [0, 1]], [0, 6]), [0], np.array([2]), CONTEXT)
    np.testing.assert_allclose(found.weight, [0.5, 0.5], rtol=1e-6)


def test_a_question_without_tokens_has_no_weights(index: TokenIndex) -> None:
    found = index.closeness(encoded([], []), [0, 1], np.array([2, 1]), CONTEXT)
    assert (found.passage.shape, found.sentence.shape, found.weight.shape) == ((2, 0), (3, 0), (0,))


def test_written_files_hold_in_how_many_passages_each_token_is(tmp_path: Path) -> None:
    def tokens(ids: list[int], sentence: int) -> Packed:
        count = len(ids)
        return Packed(
            np.array(ids, np.int32),
            np.full(count, sentence, np.int16),
            np.ones((count, 2), np.int8),
            np.ones(count, np.float16),
        )

    written = [(tokens([3, 1, 3], 0), ("johto",)), (tokens([], 0), ()), (tokens([1], 7), ())]
    stored(tmp_path / "open", [(passage, ()) for passage, _ in written])
    assert not (tmp_path / "open" / "apart.json").exists()
    index = stored(tmp_path / "tokens", written)
    assert np.load(tmp_path / "tokens" / "frequency_apart.npy").tolist() == [[0, 1, 0, 0], [0, 1, 0, 1]]
    assert np.load(tmp_path / "tokens" / "frequency.npy").tolist() == [0, 2, 0, 1]
    assert [found.tolist() for found in index.of_rows([2, 0, 1]).sentences] == [[7], [0, 0, 0], []]


def test_among_what_members_may_see_a_token_is_as_rare_as_where_nothing_else_is(tmp_path: Path) -> None:
    passages = [
        token_vectors.pack(encoded([[1, 0]] * len(ids), ids), [0], CONTEXT) for ids in ([1, 2], [1, 3], [1, 9], [2, 9])
    ]
    groups: list[tuple[str, ...]] = [("johto",), (), ("johto", "talous"), ()]
    whole = stored(tmp_path / "whole", list(zip(passages, groups, strict=True)), some_are_closed=True)
    question = encoded([[1, 0]] * 5, [1, 2, 3, 9, 12])
    for name in ("", "talous", "johto"):
        who = Membership(frozenset({name} - {""}))
        seen = [passage for passage, its in zip(passages, groups, strict=True) if who.opens(its)]
        only = stored(tmp_path / f"alone{name}", [(passage, ()) for passage in seen])
        alone = only.closeness(question, [0], np.array([1]), CONTEXT)
        part = whole.among(who, len(seen)).closeness(question, [1], np.array([1]), CONTEXT)
        np.testing.assert_array_equal(part.weight, alone.weight)
    assert whole.among(Membership(frozenset({"johto"})), 4)._rarity.tolist() == whole._rarity.tolist()


def test_packed_tokens_come_back_from_their_bytes() -> None:
    for points in ([[5, 3], [1, -2], [4, 4]], []):
        packed = token_vectors.pack(encoded(points, list(range(len(points)))), [0, 2], CONTEXT)
        again = token_vectors.from_bytes(token_vectors.to_bytes(packed))
        for name in ("ids", "sentence", "values", "scale"):
            before, after = getattr(packed, name), getattr(again, name)
            assert (before.dtype, before.shape) == (after.dtype, after.shape)
            np.testing.assert_array_equal(before, after)


def test_fingerprint_changes_with_the_directions(monkeypatch: pytest.MonkeyPatch) -> None:
    before = token_vectors.fingerprint.__wrapped__()
    monkeypatch.setattr(token_vectors, "_directions", lambda: (CENTRE, DIRECTIONS * 2))
    assert token_vectors.fingerprint.__wrapped__() != before

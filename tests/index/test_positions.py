import hashlib
import json
from math import log
from pathlib import Path

import numpy as np
import pytest

from lape_qa.errors import IndexUnavailable
from lape_qa.index import positions
from lape_qa.index.contents import Checked
from lape_qa.index.model import CONTEXT, Matches
from lape_qa.index.payloads import Kept
from lape_qa.index.positions import Counted, ForwardIndex, Occurrence, Occurrences, ReadForwardIndex

# Three passages; "lappi" is in two of them, twice in the first.
PASSAGES = [
    [
        Occurrence("lappi", 0, CONTEXT),
        Occurrence("perhekeskus", 1, 0),
        Occurrence("perhe", 1, 0),
        Occurrence("lappi", 4, 1),
    ],
    [],
    [Occurrence("kunta", 0, CONTEXT), Occurrence("lappi", 2, 0)],
]
# ln(1 + (N - df + 0.5) / (df + 0.5)) with N = 3.
IN_ONE = log(1 + 2.5 / 1.5)
IN_TWO = log(1 + 1.5 / 2.5)
IN_NONE = log(1 + 3.5 / 0.5)


def read(folder: Path, room: int = 0) -> ReadForwardIndex:
    """What reads the forward index in a folder when it is looked at."""
    names = [f"forward/{file.name}" for file in (folder / "forward").iterdir()]
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    return ReadForwardIndex(Checked(folder, folder, hashes, "forward"), Kept(room))


@pytest.fixture(params=["held", "read"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> ForwardIndex:
    positions.write(tmp_path / "forward", map(Occurrences.of, PASSAGES))
    return ForwardIndex(tmp_path / "forward") if request.param == "held" else read(tmp_path)


def columns(found: Matches) -> dict[str, list[int]]:
    return {name: getattr(found, name).tolist() for name in ("candidate", "place", "sentence", "word")}


def test_ids_are_positions_in_the_vocabulary(tmp_path: Path) -> None:
    positions.write(tmp_path / "forward", map(Occurrences.of, PASSAGES))
    counted = Counted.of(tmp_path / "forward")
    assert counted.terms.tolist() == [0, 1, 2, 0, 3, 0]
    assert counted.starts.tolist() == [0, 4, 4, 6]
    assert counted.frequency.tolist() == [2, 1, 1, 1]
    vocabulary = json.loads((tmp_path / "forward" / "vocabulary.json").read_text(encoding="utf-8"))
    assert vocabulary == ["lappi", "perhekeskus", "perhe", "kunta"]


def test_what_was_written_is_read_again(index: ForwardIndex) -> None:
    assert index.passages == 3
    assert index.vocabulary == {"lappi": 0, "perhekeskus": 1, "perhe": 2, "kunta": 3}
    words = [(term,) for term in index.vocabulary]
    assert columns(index.matches(words, [0, 1, 2])) == {
        "candidate": [0, 0, 0, 0, 2, 2],
        "place": [0, 1, 1, 4, 0, 2],
        "sentence": [CONTEXT, 0, 0, 1, CONTEXT, 0],
        "word": [0, 1, 2, 0, 3, 0],
    }


def test_rarity_counts_passages_and_not_occurrences(index: ForwardIndex) -> None:
    np.testing.assert_allclose(index.rarity, [IN_TWO, IN_ONE, IN_ONE, IN_ONE], rtol=1e-6)
    assert index.unknown_rarity == pytest.approx(IN_NONE)


def test_only_known_terms_have_ids(index: ForwardIndex) -> None:
    assert index.ids(["kunta", "kainuu", "lappi"]) == [3, 0]
    assert index.ids([]) == []


def test_weight_is_the_sum_of_the_words(index: ForwardIndex) -> None:
    assert index.weight([]) == 0
    assert index.weight([("lappi",)]) == pytest.approx(IN_TWO)
    assert index.weight([("lappi",), ("perhekeskus", "perhe", "keskus")]) == pytest.approx(IN_TWO + IN_ONE)


def test_weight_of_a_word_is_that_of_its_rarest_term(index: ForwardIndex) -> None:
    assert index.weight([("lappi", "kunta")]) == pytest.approx(IN_ONE)


def test_word_that_occurs_nowhere_counts_as_rarer_than_any(index: ForwardIndex) -> None:
    assert index.weight([("kainuu",)]) == pytest.approx(IN_NONE)
    # A part that occurs does not make up for the whole word, which does not.
    assert index.weight([("perhekahvila", "perhe", "kahvila")]) == pytest.approx(IN_NONE)
    assert IN_NONE > IN_ONE > IN_TWO


def test_matches_name_the_word_and_weigh_the_term(index: ForwardIndex) -> None:
    found = index.matches([("kainuu",), ("perhekeskus", "perhe"), ("lappi",)], [2, 0])
    # The candidates are numbered in the order asked for.
    assert columns(found) == {
        "candidate": [0, 1, 1, 1, 1],
        "place": [2, 0, 1, 1, 4],
        "sentence": [0, CONTEXT, 0, 0, 1],
        "word": [2, 2, 1, 1, 2],
    }
    np.testing.assert_allclose(found.weight, [IN_TWO, IN_TWO, IN_ONE, IN_ONE, IN_TWO], rtol=1e-6)


@pytest.mark.parametrize(
    ("words", "rows"), [([], [0, 1]), ([("lappi",)], []), ([("kainuu",)], [0, 1, 2]), ([("lappi",)], [1])]
)
def test_nothing_to_match_gives_empty_arrays(
    words: list[tuple[str, ...]], rows: list[int], index: ForwardIndex
) -> None:
    found = index.matches(words, rows)
    assert columns(found) == {"candidate": [], "place": [], "sentence": [], "word": []}
    assert found.weight.shape == (0,)


def test_index_without_any_term_opens(tmp_path: Path) -> None:
    positions.write(tmp_path / "forward", map(Occurrences.of, [[], []]))
    counted = Counted.of(tmp_path / "forward")
    assert (counted.terms.tolist(), counted.starts.tolist(), counted.frequency.tolist()) == ([], [0, 0, 0], [])
    index = ForwardIndex(tmp_path / "forward")
    assert (index.passages, index.vocabulary) == (2, {})
    assert index.weight([("lappi",)]) == pytest.approx(log(1 + 2.5 / 0.5))
    assert columns(index.matches([("lappi",)], [0, 1]))["word"] == []


def test_word_that_is_asked_twice_is_found_twice(index: ForwardIndex) -> None:
    found = index.matches([("perhe",), ("perhekeskus", "perhe")], [0])
    assert sorted(zip(found.word.tolist(), found.place.tolist(), strict=True)) == [(0, 1), (1, 1), (1, 1)]


def test_terms_that_are_not_as_they_were_are_refused_when_they_are_read(tmp_path: Path) -> None:
    positions.write(tmp_path / "forward", map(Occurrences.of, PASSAGES))
    held, nothing_held = read(tmp_path, room=1000), read(tmp_path)
    assert held.of_rows([2]).words[0].tolist() == [0, 2]
    file = tmp_path / "forward" / "words.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert held.of_rows([2]).words[0].tolist() == [0, 2]
    assert nothing_held.of_rows([0]).words[0].tolist() == [0, 1, 1, 4]
    with pytest.raises(IndexUnavailable, match=rf"{tmp_path}/forward/\S+ is missing or damaged: run"):
        nothing_held.of_rows([0, 1, 2])

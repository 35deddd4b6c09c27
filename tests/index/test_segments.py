"""What is large of a generation is cut at borders that stay, written once, and shared by all that hold it."""

import gc
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Passage
from lape_qa.errors import IndexUnavailable
from lape_qa.index import contents, segments
from lape_qa.index import store as storage
from lape_qa.index.contents import Checked
from lape_qa.index.generation import Generation
from lape_qa.index.model import Keep, Manifest
from lape_qa.index.passages import PassageColumns, Passages
from lape_qa.index.segments import EarlierSegments, Segment, Segments, borders
from lape_qa.index.store import Layout, open_generation, open_index
from support.fakes import FakeEncoder
from support.generations import build, built

# ---- borders -------------------------------------------------------------------------------------------


def rows(folder: Path, many: dict[str, int]) -> list[tuple[int, int]]:
    """Where segments begin and end, of documents with so many passages each."""
    documents = [make_document(name, "x" * 9, {}) for name in many]
    columns = PassageColumns()
    for name, count in many.items():
        columns.add([Passage(name, number, number + 1, "x", "", ()) for number in range(count)])
    columns.write(folder)
    return [(its.start, its.stop) for its in borders(documents, Passages(folder, documents))]


def test_a_document_begins_a_segment_by_the_hash_of_its_id_and_its_passages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Their hashes begin with ca, 3e, 2e, 18, cd and aa: below 80 one begins a segment.
    monkeypatch.setattr(segments, "_PASSAGES", 2)
    assert rows(tmp_path / "a", dict.fromkeys("abcdgh", 1)) == [(0, 1), (1, 2), (2, 3), (3, 6)]
    assert rows(tmp_path / "b", dict.fromkeys("agh", 1)) == [(0, 3)]
    monkeypatch.setattr(segments, "_PASSAGES", 4)
    # Below 40 with one passage, below c0 with three: h begins one now.
    assert rows(tmp_path / "c", {"a": 1, "b": 1, "c": 0, "g": 3, "h": 3}) == [(0, 1), (1, 5), (5, 8)]
    # As long as a segment, or longer: it begins one, and is cut.
    assert rows(tmp_path / "d", {"a": 1, "g": 4, "h": 1}) == [(0, 1), (1, 6)]
    assert rows(tmp_path / "e", {"a": 1, "g": 9, "h": 1}) == [(0, 1), (1, 5), (5, 9), (9, 11)]
    assert rows(tmp_path / "f", {"a": 9, "b": 0}) == [(0, 4), (4, 8), (8, 9)]


# ---- what one holds ------------------------------------------------------------------------------------


def segment(sentences: Sequence[int], tokens: Sequence[int], first: int = 0) -> Segment:
    """One whose numbers rise from the first, dimensions and directions both being two."""

    def column(rows: int, *width: int) -> NDArray[np.int64]:
        return np.arange(first, first + rows * int(np.prod(width))).reshape(rows, *width)

    vectors = column(sum(sentences), 2).astype(np.float16)
    packed, at = [], 0
    for count in tokens:
        part = slice(at, at + count)
        every = column(sum(tokens)), column(sum(tokens)), column(sum(tokens), 2)
        scales, numbers, values = (each[part] for each in every)
        packed.append((scales.astype(np.float16), numbers.astype(np.int16), values.astype(np.int8)))
        at += count
    return Segment.of(vectors, np.array(sentences, np.int64), packed)


def columns(found: Segment) -> list[list[object]]:
    return [column.tolist() for column in found._columns()]


def shelf(folder: Path, *parts: Segment) -> tuple[Checked, list[str]]:
    """Segments that were written into a folder, and their names."""
    names = [part.write(folder) for part in parts]
    return Checked(folder, folder, {name: name for name in names}), names


def test_a_segment_has_the_hash_of_its_content_for_a_name_and_comes_back(tmp_path: Path) -> None:
    folder, [name] = shelf(tmp_path, segment([1, 0], [2, 1]))
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == name
    found = segments.read(folder, name)
    assert columns(found) == [[[1, 2], [0, 1]], [[0, 1]], [0, 1, 2], [0, 1, 2], [[0, 1], [2, 3], [4, 5]]]
    types = [column.dtype.name for column in found._columns()]
    assert types == ["int32", "float16", "float16", "int16", "int8"]


def test_without_tokens_there_are_sentences_alone() -> None:
    found = Segment.of(np.ones((3, 2), np.float16), np.array([1, 2]), [])
    assert columns(found) == [[[1, 0], [2, 0]], [[1, 1]] * 3, [], [], []]
    assert columns(Segment.joined([found.part(range(1, 2)), found.part(range(1))])) == [
        [[2, 0], [1, 0]],
        [[1, 1]] * 3,
        [],
        [],
        [],
    ]


def test_parts_that_are_joined_are_the_whole() -> None:
    whole = segment([1, 0, 2], [2, 0, 1])
    assert columns(whole.part(range(1, 3))) == [[[0, 0], [2, 1]], [[2, 3], [4, 5]], [2], [2], [[4, 5]]]
    for at in range(4):
        assert columns(Segment.joined([whole.part(range(at)), whole.part(range(at, 3))])) == columns(whole)


def test_rows_of_several_segments_come_in_the_order_in_which_they_are_asked_for() -> None:
    stored = Segments([segment([1], [2]), segment([0, 2], [1, 0], first=50)])
    assert [found.tolist() for found in stored.vectors([2, 0, 1])] == [[[50, 51], [52, 53]], [[0, 1]], []]
    numbers, values, scales = stored.tokens([1, 2, 0])
    assert [found.tolist() for found in numbers] == [[50], [], [0, 1]]
    assert [found.tolist() for found in values] == [[[50, 51]], [], [[0, 1], [2, 3]]]
    assert [found.tolist() for found in scales] == [[50], [], [0, 1]]
    assert (stored.vectors([]), stored.tokens([])) == ([], ([], [], []))


def test_what_is_held_in_memory_is_not_read_again_but_checked(tmp_path: Path) -> None:
    folder, [name] = shelf(tmp_path, segment([1], [3]))
    held = segments.read(folder, name)
    assert segments.read(folder, name) is held
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(IndexUnavailable, match=rf"{name} is missing or damaged"):
        segments.read(folder, name)
    assert columns(held)[0] == [[1, 3]]
    del held
    gc.collect()
    assert name not in segments._held


def test_an_earlier_generations_segments_are_taken_whole_or_in_parts(tmp_path: Path) -> None:
    folder, names = shelf(tmp_path, segment([1, 0], [2, 1]), segment([1], [0], first=7), segment([1, 0], [2, 1]))
    found = EarlierSegments(folder, names)
    wanted = [range(2), range(2, 3), range(3, 5), range(1), range(1, 3), range(5), range(3, 4), range(4, 5)]
    assert [found.whole(its) for its in wanted] == [names[0], names[1], names[0], *[None] * 5]
    assert [columns(part)[0] for part in found.of_rows(range(1, 4))] == [[[0, 1]], [[1, 0]], [[1, 2]]]
    assert list(found.of_rows(range(2, 2))) == []
    assert segments.check(folder, names).tolist() == [[1, 2], [0, 1], [1, 0], [1, 2], [0, 1]]
    (tmp_path / names[1]).write_bytes(b"")
    with pytest.raises(IndexUnavailable, match=rf"{names[1]} is missing or damaged"):
        EarlierSegments(folder, names)


# ---- sharing -------------------------------------------------------------------------------------------

MANY = [make_document(f"d{n:02}", f"Virke numero {n}. Perhe{n} on uusi.", {"title": f"T{n % 3}"}) for n in range(40)]
OTHER = [*MANY[:17], make_document("d17", "Muu virke.", {"title": "T1"}), *MANY[18:]]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "_PASSAGES", 8)


def kept(root: Path) -> dict[str, tuple[int, int, int]]:
    """Which segments there are, and what is another when one was written or changed."""
    found = {file.name: file.stat() for file in Layout(root).segments.iterdir()}
    return {name: (at.st_ino, at.st_mtime_ns, at.st_ctime_ns) for name, at in found.items()}


@pytest.mark.usefixtures("small")
def test_a_changed_document_writes_its_own_segment_alone(tmp_path: Path) -> None:
    first = build(tmp_path, MANY)
    before = kept(tmp_path)
    assert before.keys() == set(first.segments)
    assert (len(before), len(first.segments)) == (5, 5)
    second = build(tmp_path, OTHER)
    after = kept(tmp_path)
    [was] = set(first.segments) - set(second.segments)
    [now] = set(second.segments) - set(first.segments)
    assert first.segments.index(was) == second.segments.index(now)
    assert after.keys() - before.keys() == {now}
    assert {name: after[name] for name in before} == before, "they were not touched"
    assert build(tmp_path / "whole", OTHER).segments == second.segments


@pytest.mark.usefixtures("small")
def test_an_added_and_a_removed_document_write_no_more(tmp_path: Path) -> None:
    first = build(tmp_path, MANY)
    for documents in ([*MANY[:17], *MANY[18:]], [*MANY[:17], make_document("e", "Yksi virke.", {}), *MANY[17:]]):
        changed = set(build(tmp_path, documents).segments) - set(first.segments)
        assert len(changed) in {1, 2}


@pytest.mark.usefixtures("small")
def test_a_segment_goes_with_the_last_generation_that_has_it(tmp_path: Path) -> None:
    def expected(*manifests: Manifest) -> set[str]:
        return {name for manifest in manifests for name in manifest.segments}

    keep = Keep(generations=2)
    first = built(tmp_path, MANY, keep=keep).manifest
    second = built(tmp_path, OTHER, keep=keep).manifest
    assert kept(tmp_path).keys() == expected(first, second)
    third = built(tmp_path, [*OTHER[:3], *OTHER[4:]], keep=keep).manifest
    assert kept(tmp_path).keys() == expected(second, third)
    assert not expected(first) <= kept(tmp_path).keys()
    (Layout(tmp_path).segments / "left").write_bytes(b"by a kill")
    fourth = built(tmp_path, MANY, keep=keep).manifest
    assert kept(tmp_path).keys() == expected(third, fourth)
    for name in (third.generation, fourth.generation):
        assert open_generation(tmp_path, name, FakeEncoder()).manifest.segments


@pytest.mark.usefixtures("small")
def test_a_generation_that_is_opened_next_reads_and_hashes_what_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "_TICK_NS", -(10**18))
    server, builder = contents._Hashes(), contents._Hashes()

    def opened() -> Generation:
        monkeypatch.setattr(contents, "_hashes", server)
        generation = open_index(tmp_path, FakeEncoder())
        monkeypatch.setattr(contents, "_hashes", builder)
        return generation

    monkeypatch.setattr(contents, "_hashes", builder)
    first = build(tmp_path, MANY)
    held = opened()
    assert set(server._known.values()) == {*first.files.values(), *first.segments}
    second = build(tmp_path, OTHER)
    server._known = {state: found for state, found in server._known.items() if found in first.segments}
    hashed = len(server._known)
    then = opened()
    [now] = set(second.segments) - set(first.segments)
    new = list(server._known.values())[hashed:]
    assert set(new) == {*second.files.values(), now}
    assert len(new) == len(second.files) + 1
    same = zip(held._segments._segments, then._segments._segments, strict=True)
    assert [one is other for one, other in same] == [name != now for name in second.segments]


@pytest.mark.usefixtures("small")
def test_a_damaged_segment_damages_every_generation_that_has_it_and_the_next_build_mends_them(tmp_path: Path) -> None:
    first, second = build(tmp_path, MANY), build(tmp_path, OTHER)
    shared = Layout(tmp_path).segments / second.segments[0]
    assert first.segments[0] == second.segments[0]
    shared.write_bytes(shared.read_bytes()[:-1])
    for manifest in (first, second):
        with pytest.raises(IndexUnavailable, match=rf"{shared} is missing or damaged: run `lape-qa index --index "):
            open_generation(tmp_path, manifest.generation, FakeEncoder())
    assert storage.open_before(tmp_path, second.generation, FakeEncoder()) is None
    third = build(tmp_path, [*OTHER, make_document("e", "Yksi virke.", {})])
    assert third.segments[0] == shared.name
    for manifest in (first, second, third):
        assert open_generation(tmp_path, manifest.generation, FakeEncoder()).manifest == manifest

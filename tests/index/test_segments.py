"""What is large of a generation is cut at borders that stay, written once, and shared by all that hold it."""

import errno
import hashlib
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Passage
from lape_qa.errors import IndexUnavailable
from lape_qa.index import segments
from lape_qa.index import store as storage
from lape_qa.index.contents import Checked
from lape_qa.index.generation import Generation
from lape_qa.index.model import Keep, Manifest
from lape_qa.index.passages import PassageColumns, Passages
from lape_qa.index.payloads import Kept, Payload
from lape_qa.index.segments import Segments, SegmentWriter, borders
from lape_qa.index.store import Layout, open_generation
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


# ---- reading -------------------------------------------------------------------------------------------


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def shelf(folder: Path, *parts: Sequence[bytes], room: int = 0) -> Segments:
    """Segments of what is stored of some passages each, written into a folder."""
    folder.mkdir(exist_ok=True)
    writer = SegmentWriter(folder / "segments")
    for part in parts:
        writer.write(part)
    return opened(folder, writer.finish(folder / "payloads").names, Kept(room))


def opened(folder: Path, names: Sequence[str], kept: Kept) -> Segments:
    checked = Checked(folder, folder / "segments", {name: name for name in names})
    return Segments(checked, names, folder / "payloads", kept)


def payload(number: int, sentences: int = 1) -> bytes:
    vectors = np.full((sentences, 2), number, np.float16)
    tokens = np.full(1, number, np.float16), np.full(1, number, np.int16), np.full((1, 3), number, np.int8)
    return Payload(vectors, *tokens).to_bytes()


def numbers(found: Sequence[Payload]) -> list[int]:
    return [int(stored.numbers[0]) for stored in found]


def test_a_segment_is_what_is_stored_of_its_passages_and_named_by_its_hash(tmp_path: Path) -> None:
    shelf(tmp_path, [b"abc", b""], [b"de"])
    hashes = {
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad": b"abc",
        sha256(b"de"): b"de",
    }
    assert {file.name: file.read_bytes() for file in (tmp_path / "segments").iterdir()} == hashes
    assert np.load(tmp_path / "payloads" / "many.npy").tolist() == [2, 1]
    sizes, digests = np.load(tmp_path / "payloads" / "sizes.npy"), np.load(tmp_path / "payloads" / "digests.npy")
    assert (sizes.dtype, sizes.tolist()) == (np.int32, [3, 0, 2])
    assert [bytes(digest).hex() for digest in digests] == [sha256(b"abc"), sha256(b""), sha256(b"de")]


def test_rows_of_several_segments_come_in_the_order_in_which_they_are_asked_for(tmp_path: Path) -> None:
    for room in (0, 10**6):
        stored = shelf(tmp_path / str(room), [payload(7), payload(8, 5)], [payload(9, 0)], room=room)
        assert numbers(stored.of_rows([2, 0, 1, 0])) == [9, 7, 8, 7]
        assert [found.vectors.tolist() for found in stored.of_rows([2, 0])] == [[], [[7, 7]]]
        assert stored.of_rows([]) == []
        assert len(stored) == 3


def test_what_is_held_is_not_read_again_and_what_is_not_is_checked_when_it_is(tmp_path: Path) -> None:
    # Of the two passages that there is room for, the one that was looked at longer ago goes.
    stored = shelf(tmp_path, [payload(7), payload(8), payload(9)], room=2 * len(payload(7)))
    assert numbers(stored.of_rows([0, 1])) == [7, 8]
    assert numbers(stored.of_rows([0, 2])) == [7, 9]
    [file] = (tmp_path / "segments").iterdir()
    file.unlink()
    assert numbers(stored.of_rows([2, 0])) == [9, 7]
    with pytest.raises(
        IndexUnavailable, match=rf"{file} is missing or damaged: run `lape-qa index --index {tmp_path}`"
    ):
        stored.of_rows([0, 1])


@pytest.mark.parametrize("harm", ["flipped", "cut off", "refused"])
def test_a_passage_that_is_not_as_it_was_is_an_error_and_its_neighbours_are_none(
    tmp_path: Path, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = shelf(tmp_path, [payload(7), payload(8)], [payload(9)])
    first = next(file for file in (tmp_path / "segments").iterdir() if file.stat().st_size > len(payload(9)))
    content = first.read_bytes()
    if harm == "refused":
        monkeypatch.setattr(os, "pread", refusing)
        with pytest.raises(IndexUnavailable, match=rf"{first} cannot be read: Input/output error: run `lape-qa index "):
            stored.of_rows([0])
        return
    places = range(len(payload(7)), len(content)) if harm == "flipped" else [len(content) - 1]
    for place in places:
        first.write_bytes(content[:place] + (bytes([content[place] ^ 1]) + content[place + 1 :]) * (harm == "flipped"))
        with pytest.raises(IndexUnavailable, match=rf"{first} is missing or damaged"):
            stored.of_rows([2, 1])
        assert numbers(stored.of_rows([2, 0])) == [9, 7]
    first.write_bytes(content)
    assert numbers(stored.of_rows([1])) == [8]


def refusing(*_: object) -> bytes:
    raise OSError(errno.EIO, "Input/output error")


def test_a_segment_that_is_missing_or_not_as_long_as_it_was_is_noticed_when_it_is_opened(tmp_path: Path) -> None:
    shelf(tmp_path, [payload(7)])
    [file] = (tmp_path / "segments").iterdir()
    content = file.read_bytes()
    for harmed in (content[:-1], content + b"x", None):
        file.unlink() if harmed is None else file.write_bytes(harmed)
        with pytest.raises(IndexUnavailable, match=rf"{file} is missing or damaged"):
            opened(tmp_path, [file.name], Kept())
    file.write_bytes(content[:-1] + b"x")
    stored = opened(tmp_path, [file.name], Kept())
    with pytest.raises(IndexUnavailable, match=rf"{file} is missing or damaged"):
        stored.hold()


def test_what_is_held_is_shared_and_stays_for_as_long_as_a_generation_does(tmp_path: Path) -> None:
    kept = Kept(3 * len(payload(7)))
    shelf(tmp_path / "first", [payload(7), payload(8)])
    shelf(tmp_path / "next", [payload(7)], [payload(9)])
    first, following = (
        opened(tmp_path / name, [sha256(b"".join(part)) for part in parts], kept.next())
        for name, parts in {"first": [[payload(7), payload(8)]], "next": [[payload(7)], [payload(9)]]}.items()
    )
    first.hold()
    following.hold()
    kept.next().only(following.digests)
    for name in ("first", "next"):
        shutil.rmtree(tmp_path / name)
    assert numbers(first.of_rows([0, 1])) == [7, 8]
    assert numbers(following.of_rows([0, 1])) == [7, 9]
    assert first.of_rows([0])[0] is following.of_rows([0])[0]
    held = [bytes.fromhex(sha256(payload(number))) for number in (7, 8, 9)]
    assert [kept.get(digest, Payload) is not None for digest in held] == [True, False, True]


def test_nothing_is_read_before_it_is_looked_at(tmp_path: Path) -> None:
    stored = shelf(tmp_path, [payload(7), payload(8)])
    [file] = (tmp_path / "segments").iterdir()
    content = file.read_bytes()
    file.write_bytes(bytes(len(content)))
    opened(tmp_path, [file.name], Kept())
    file.write_bytes(content)
    assert numbers(stored.of_rows([1, 0])) == [8, 7]
    assert stored.size == len(content)


def test_threads_look_at_once(tmp_path: Path) -> None:
    stored = shelf(tmp_path, [payload(number) for number in range(40)], room=9 * len(payload(0)))
    asked = [[(7 * step + number) % 40 for number in range(12)] for step in range(200)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(stored.of_rows, asked))
    assert [numbers(each) for each in found] == asked


def test_an_earlier_generations_segments_are_taken_whole_or_in_parts(tmp_path: Path) -> None:
    earlier = shelf(tmp_path, [b"a", b"bc"], [b""], [b"a", b"bc"])
    names = [sha256(b"abc"), sha256(b""), sha256(b"abc")]
    wanted = [range(2), range(2, 3), range(3, 5), range(1), range(1, 3), range(5), range(3, 4), range(4, 5)]
    assert [earlier.name_of(rows) for rows in wanted] == [*names, *[None] * 5]
    assert list(earlier.stored(range(1, 4))) == [(1, b"bc"), (2, b""), (3, b"a")]
    assert list(earlier.stored(range(2, 2))) == []
    writer = SegmentWriter(tmp_path / "new")
    writer.take(earlier, names[1], range(2, 3))
    writer.write([b"bc", b"d"])
    writer.take(earlier, names[2], range(3, 5))
    assert writer.finish(tmp_path / "taken").names == [names[1], sha256(b"bcd"), names[2]]
    assert [file.name for file in (tmp_path / "new").iterdir()] == [sha256(b"bcd")]
    made = SegmentWriter(tmp_path / "made")
    for part in ([b""], [b"bc", b"d"], [b"a", b"bc"]):
        made.write(part)
    made.finish(tmp_path / "whole")
    for name in ("many.npy", "sizes.npy", "digests.npy"):
        assert (tmp_path / "taken" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_some_segments_are_checked_passage_by_passage(tmp_path: Path) -> None:
    stored = shelf(tmp_path, [b"abc"], [b"de"])
    file = tmp_path / "segments" / sha256(b"abc")
    file.write_bytes(b"abd")
    stored.check({sha256(b"de")})
    with pytest.raises(IndexUnavailable, match=rf"{file} is missing or damaged"):
        stored.check({file.name})


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
@pytest.mark.parametrize("room", [0, 10**6])
def test_a_generation_that_is_opened_next_shares_what_is_held(tmp_path: Path, room: int) -> None:
    kept = Kept(room)

    def opened_now() -> Generation:
        return storage.open_current(tmp_path, storage.current(tmp_path), FakeEncoder(), kept)

    build(tmp_path, MANY)
    first = opened_now()
    build(tmp_path, OTHER)
    second = opened_now()
    rows = range(len(MANY))
    shared = zip(first.segments.of_rows(rows), second.segments.of_rows(rows), strict=True)
    assert [one is other for one, other in shared] == [bool(room) and row != 17 for row in rows]


@pytest.mark.usefixtures("small")
def test_a_damaged_segment_damages_every_generation_that_has_it_and_the_next_build_mends_them(tmp_path: Path) -> None:
    first, second = build(tmp_path, MANY), build(tmp_path, OTHER)
    shared = Layout(tmp_path).segments / second.segments[0]
    assert first.segments[0] == second.segments[0]
    shared.write_bytes(shared.read_bytes()[:-1])
    for manifest in (first, second):
        with pytest.raises(IndexUnavailable, match=rf"{shared} is missing or damaged: run `lape-qa index --index "):
            open_generation(tmp_path, manifest.generation, FakeEncoder())
    assert storage.open_before(tmp_path, second.generation, FakeEncoder(), Kept()) is None
    third = build(tmp_path, [*OTHER, make_document("e", "Yksi virke.", {})])
    assert third.segments[0] == shared.name
    for manifest in (first, second, third):
        assert open_generation(tmp_path, manifest.generation, FakeEncoder()).manifest == manifest

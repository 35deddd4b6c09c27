"""Files are hashed once for as long as they stay as they are, and arrays written some rows at a time."""

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lape_qa.errors import IndexUnavailable
from lape_qa.index import contents
from lape_qa.index.contents import ArrayFile, Checked, Hashed, array_of, sha256

CONTENT = b"Perhekeskus on Lapissa."
OTHER = b"Perhekeskus on Kemissa."
HASH = hashlib.sha256(CONTENT).hexdigest()
Computed = Callable[[], int]


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> Computed:
    """How often a hash was computed since it was asked last."""
    count = 0

    def counting(name: str) -> None:
        real = getattr(hashlib, name)

        def compute(*given: Any) -> Any:
            nonlocal count
            count += 1
            return real(*given)

        monkeypatch.setattr(hashlib, name, compute)

    def since() -> int:
        nonlocal count
        count, before = 0, count
        return before

    monkeypatch.setattr(contents, "_hashes", contents._Hashes())
    counting("file_digest")
    counting("sha256")
    return since


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file have stayed as it is for longer than a clock takes to tick."""
    monkeypatch.setattr(contents, "_TICK_NS", -(10**18))


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    (tmp_path / "a").write_bytes(CONTENT)
    return Checked(tmp_path, tmp_path, {"a": HASH})


def replaced(file: Path, content: bytes) -> None:
    """Put another file into the place of one, as large and as old."""
    at = file.stat()
    fresh = file.with_name("fresh")
    fresh.write_bytes(content)
    os.utime(fresh, ns=(at.st_atime_ns, at.st_mtime_ns))
    fresh.replace(file)


@pytest.mark.usefixtures("settled")
def test_a_file_is_hashed_once_however_it_is_looked_at(checked: Checked, hashed: Computed) -> None:
    assert (checked / "a").read_bytes() == CONTENT
    assert hashed() == 1
    checked.check_rest()
    Checked(checked.root, checked.folder, {"a": HASH}).check_rest()
    assert (checked / "a").read_bytes() == CONTENT
    assert sha256(checked.folder / "a") == HASH
    assert hashed() == 0


@pytest.mark.usefixtures("settled")
def test_a_known_file_that_is_another_ones_is_refused(checked: Checked, hashed: Computed) -> None:
    file = checked.folder / "a"
    (checked / "a").read_bytes()
    # Held open, so that its number cannot be given away again.
    with file.open("rb"):
        replaced(file, OTHER)
        with pytest.raises(IndexUnavailable, match="is missing or damaged"):
            (checked / "a").read_bytes()
        with pytest.raises(IndexUnavailable, match="is missing or damaged"):
            Checked(checked.root, checked.folder, {"a": HASH}).check_rest()
    with file.open("rb"):
        replaced(file, CONTENT)
        hashed()
        assert (checked / "a").read_bytes() == CONTENT
        assert hashed() == 1


def test_what_was_just_written_is_hashed_each_time(checked: Checked, hashed: Computed) -> None:
    for _ in range(3):
        (checked / "a").read_bytes()
    assert hashed() == 3


@pytest.mark.usefixtures("settled")
def test_what_changes_while_it_is_read_is_not_remembered(
    checked: Checked, hashed: Computed, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    def another(_stream: io.BufferedReader) -> tuple[tuple[int, int, int, int, int], bool]:
        nonlocal looks
        looks += 1
        return (1, 2, 3, 4, looks), True

    with monkeypatch.context() as patched:
        patched.setattr(contents, "_state", another)
        assert (checked / "a").read_bytes() == CONTENT
    (checked / "a").read_bytes()
    assert hashed() == 2


@pytest.mark.usefixtures("settled")
def test_the_hashes_of_only_so_many_files_are_remembered(
    tmp_path: Path, hashed: Computed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "_REMEMBERED", 2)
    for name in "abc":
        (tmp_path / name).write_bytes(name.encode())
        sha256(tmp_path / name)
    hashed()
    sha256(tmp_path / "c")
    sha256(tmp_path / "b")
    assert hashed() == 0
    sha256(tmp_path / "a")
    assert hashed() == 1


# ---- across processes ------------------------------------------------------------------------------------


def in_a_new_process(checked: Checked, marks: set[bytes], monkeypatch: pytest.MonkeyPatch) -> Hashed:
    """Check all files with what is known of an earlier process alone."""
    monkeypatch.setattr(contents, "_hashes", contents._Hashes())
    found = Hashed(marks)
    Checked(checked.root, checked.folder, checked.files).check_rest(found)
    return found


@pytest.mark.usefixtures("settled")
def test_a_file_that_another_process_hashed_is_not_hashed_again(
    checked: Checked, hashed: Computed, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = in_a_new_process(checked, set(), monkeypatch)
    assert len(first.marks) == 1
    computed = hashed()
    second = in_a_new_process(checked, first.marks, monkeypatch)
    # A mark is a hash itself.
    assert (computed, hashed()) == (3, 1)
    assert second.marks == first.marks
    # A mark that is damaged, or that of another file, is that of none.
    third = in_a_new_process(checked, {bytes(32)}, monkeypatch)
    assert (third.marks, hashed()) == (first.marks, 3)


@pytest.mark.usefixtures("settled")
def test_a_file_that_was_changed_since_another_process_hashed_it_is_noticed(
    checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = in_a_new_process(checked, set(), monkeypatch).marks
    file = checked.folder / "a"
    at = file.stat()
    with file.open("r+b") as stream:
        stream.write(OTHER)
    # As large, and as old as before: only the time of its entry tells.
    os.utime(file, ns=(at.st_atime_ns, at.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (at.st_size, at.st_mtime_ns)
    with pytest.raises(IndexUnavailable, match="is missing or damaged"):
        in_a_new_process(checked, marks, monkeypatch)
    with pytest.raises(IndexUnavailable, match="is missing or damaged"):
        file.unlink()
        in_a_new_process(checked, marks, monkeypatch)


def test_what_was_just_written_gets_no_mark(checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_a_new_process(checked, set(), monkeypatch).marks == set()


@pytest.mark.parametrize(
    "array",
    [
        np.arange(7, dtype=np.int32),
        np.zeros(0, np.int16),
        np.arange(12, dtype=np.float32).reshape(4, 3).astype(np.float16),
        np.zeros((0, 64), np.float16),
        np.arange(1000, dtype=np.int8).reshape(500, 2),
    ],
)
def test_an_array_in_pieces_is_to_the_byte_as_numpy_saves_it(array: NDArray[Any], tmp_path: Path) -> None:
    np.save(tmp_path / "whole.npy", array)
    with ArrayFile(tmp_path / "pieces.npy", array.dtype.type, *array.shape[1:]) as file:
        for piece in (array[:2], array[2:2], array[2:]):
            file.add(piece)
    content = (tmp_path / "pieces.npy").read_bytes()
    assert content == (tmp_path / "whole.npy").read_bytes()
    checked = Checked(tmp_path, tmp_path, {"pieces.npy": hashlib.sha256(content).hexdigest()})
    for found in (array_of(tmp_path / "pieces.npy"), array_of(checked / "pieces.npy")):
        assert found.dtype == array.dtype
        np.testing.assert_array_equal(found, array)

"""What an index is read from: files whose content is checked while it is read, into memory and never mapped.

A file that is mapped into memory and then cut off ends the process that looks at it (SIGBUS), and one that is changed
changes what is answered. What was read stays as it was.

A file's hash is computed once in a process for as long as the file stays as it is: its device, number, size, and the
times at which its content and its entry were changed. Whoever changes a byte through the file system changes the last
of them, which no program can set back; a hash is remembered only if that time was past for longer than a file
system's clock takes to tick, so that a change that comes right after cannot have the same. Not noticed without a new
process is what changes beneath the file system: a fault of the disk in what was whole before.

Builds remember the hashes of segments across processes (`Hashed`): each passage in them has a hash of its own, which is
looked at whenever it is read.
"""

import hashlib
import io
import math
import os
import time
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lape_qa.errors import IndexUnavailable
from lape_qa.index.model import Ints

_TICK_NS = 2_000_000_000
"""Between two times that a file system tells apart, at most: as long as FAT takes; others need milliseconds."""
_REMEMBERED = 100_000
"""Files; a generation has some thirty, and a segment for some hundred passages each."""

ROW = np.dtype(np.int32)
"""Of an array that is read some passages at a time."""
_AT_ONCE = 1 << 20
"""Bytes that are read at once."""
_PASSAGES = 256
"""Passages of which an array is read at once."""

_State: TypeAlias = tuple[int, int, int, int, int]
"""Device, number, size, and when the content and the entry were changed last."""


class _Hashes:
    """The hashes of files that were read, by the state that they were in."""

    def __init__(self) -> None:
        self._known: dict[_State, str] = {}
        self._lock = Lock()

    def read(self, stream: io.BufferedReader, *, keep: bool) -> tuple[bytes, str]:
        """Return the content of a file that was just opened, nothing of it where it is not to be kept, and its hash.

        Only the hash of what was there all the time is remembered, and believed.
        """
        state, settled = _state(stream)
        content = stream.read() if keep else b""
        known = self._known.get(state)
        if known is not None and _state(stream)[0] == state:
            return content, known
        found = hashlib.sha256(content) if keep else hashlib.file_digest(stream, "sha256")
        if settled and _state(stream)[0] == state:
            self._remember(state, found.hexdigest())
        return content, found.hexdigest()

    def of(self, state: _State) -> str | None:
        """Return the hash of what was read in a state; None when that is not remembered."""
        return self._known.get(state)

    def _remember(self, state: _State, found: str) -> None:
        with self._lock:
            self._known[state] = found
            while len(self._known) > _REMEMBERED:
                del self._known[next(iter(self._known))]


def _state(stream: io.BufferedReader) -> tuple[_State, bool]:
    """Return what is another whenever a file was changed, and whether any change from now on makes it another."""
    at = os.fstat(stream.fileno())
    settled = time.time_ns() - at.st_ctime_ns > _TICK_NS
    return (at.st_dev, at.st_ino, at.st_size, at.st_mtime_ns, at.st_ctime_ns), settled


_hashes = _Hashes()


def sha256(file: Path) -> str:
    """Return the hash of a file's content, in hexadecimal; OSError when it cannot be read."""
    with file.open("rb") as stream:
        return _hashes.read(stream, keep=False)[1]


class Hashed:
    """Which files were hashed in which state, by any process: marks, each the hash of a file's hash and its state.

    A mark that is damaged is that of no file, which is hashed anew.
    """

    def __init__(self, known: Set[bytes] = frozenset()) -> None:
        """Take the marks that are known."""
        self._known = known
        self.marks: set[bytes] = set()
        """Those of the files that were looked at, and are as they were."""

    def has(self, stream: io.BufferedReader, found: str) -> bool:
        """Tell whether a file that was just opened was hashed as it is now, and had a hash."""
        mark = _mark(_state(stream)[0], found)
        if mark in self._known:
            self.marks.add(mark)
        return mark in self._known

    def add(self, stream: io.BufferedReader, found: str) -> None:
        """Note that a file has a hash, if that is remembered of it as it is now."""
        state = _state(stream)[0]
        if _hashes.of(state) == found:
            self.marks.add(_mark(state, found))


def _mark(state: _State, found: str) -> bytes:
    return hashlib.sha256(f"{found} {state}".encode("ascii")).digest()


class Readable(Protocol):
    """A file or folder to read from: a path, or one that checks what is read."""

    def __truediv__(self, name: str, /) -> Self:
        """Return what is inside it under a name."""
        ...

    def read_bytes(self) -> bytes:
        """Return a file's content."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """A file or folder of a generation, which reads as the list of hashes says or not at all."""

    root: Path
    """The index folder that it is in."""
    folder: Path
    files: Mapping[str, str]
    """Every file's name to its sha256."""
    name: str = ""
    read: set[str] = field(default_factory=set)
    """What was read of it so far."""

    def __truediv__(self, name: str, /) -> "Checked":
        """Return what is inside it under a name."""
        return replace(self, name=f"{self.name}/{name}" if self.name else name)

    def read_bytes(self) -> bytes:
        """Return the file's content; IndexUnavailable when it is not listed, missing or not what it was."""
        content = self._checked(keep=True)
        self.read.add(self.name)
        return content

    @property
    def is_listed(self) -> bool:
        """Whether the list has it."""
        return self.name in self.files

    def check(self, hashed: Hashed | None = None) -> None:
        """Check the file, nothing of which is kept, unless it was `hashed` as it is now; errors as above."""
        self._checked(keep=False, hashed=hashed)
        self.read.add(self.name)

    def check_rest(self, hashed: Hashed | None = None) -> None:
        """Check what is listed and was not read, unless it was `hashed` as it is now; errors as above."""
        for name in sorted(self.files.keys() - self.read):
            replace(self, name=name).check(hashed)

    def _checked(self, *, keep: bool, hashed: Hashed | None = None) -> bytes:
        """Return the content, or nothing of it where it is not to be kept; errors as above."""
        file = self.folder / self.name
        if not self.is_listed:
            raise IndexUnavailable(f"the index file {file} is not in the list of its manifest: {self._remedy()}")
        wanted = self.files[self.name]
        with self.open() as stream, self.noticing():
            if hashed and hashed.has(stream, wanted):
                return b""
            content, found = _hashes.read(stream, keep=keep)
            if found != wanted:
                raise self.damaged()
            if hashed:
                hashed.add(stream, wanted)
        return content

    def open(self) -> io.BufferedReader:
        """Open the file, to be read and checked by whoever does; errors as above."""
        with self.noticing():
            return (self.folder / self.name).open("rb")

    def check_size(self, size: int) -> None:
        """Check that the file is there, and has so many bytes; errors as above."""
        if self.size() != size:
            raise self.damaged()

    def size(self) -> int:
        """Return how many bytes the file has; errors as above."""
        with self.open() as stream:
            return os.fstat(stream.fileno()).st_size

    def parts(self, places: Iterable[tuple[int, int]]) -> Iterator[bytes]:
        """Yield what stands at some places of the file, each where it begins and how long it is.

        It is to be checked by whoever reads it. Errors as above, also where the file ends before.
        """
        with self.open() as stream:
            for begin, size in places:
                with self.noticing():
                    part = os.pread(stream.fileno(), size, begin)
                if len(part) < size:
                    raise self.damaged()
                yield part

    @contextmanager
    def noticing(self) -> Iterator[None]:
        """Make what the file system refuses an IndexUnavailable."""
        try:
            yield
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise self.damaged() from None
        except OSError as error:
            raise IndexUnavailable(
                f"the index file {self.folder / self.name} cannot be read: {error.strerror}: {self._remedy()}"
            ) from error

    def check_hash(self, found: str) -> None:
        """Take the file as read and checked if a hash is that of the list; errors as above if it is not."""
        if self.files.get(self.name) != found:
            raise self.damaged()
        self.read.add(self.name)

    def damaged(self) -> IndexUnavailable:
        """Return the error that says so."""
        return IndexUnavailable(f"the index file {self.folder / self.name} is missing or damaged: {self._remedy()}")

    def _remedy(self) -> str:
        return f"run `lape-qa index --index {self.root}`"


class Opened:
    """A file of a generation that stays open, so that it can be read when its name is gone; threads may at once."""

    def __init__(self, file: Checked) -> None:
        """Open it; IndexUnavailable when it is missing or may not be read."""
        self.file = file
        self.reopen()

    def reopen(self) -> None:
        """Open what has its name now; errors as above. Who reads what was open before goes on."""
        self._at = _Descriptor(self.file)

    def part(self, begin: int, size: int) -> bytes:
        """Return what stands at a place, less where the file ends before; to be checked. Errors as above."""
        at = self._at
        try:
            return os.pread(at.number, size, begin)
        except OSError:
            raise self.file.damaged() from None


class _Descriptor:
    """An open file, which is closed when nobody refers to it any more."""

    def __init__(self, file: Checked) -> None:
        with file.open() as stream:
            self.number = os.dup(stream.fileno())
        weakref.finalize(self, os.close, self.number)


def array_of(file: Readable) -> NDArray[Any]:
    """Return the array of a `.npy` file: of the bytes that were read, without a copy of them.

    A path is mapped instead: it is that of what a build has just written, which nobody else knows of.
    """
    if isinstance(file, Path):
        # As a plain array, of which slices are taken in a fraction of the time.
        return np.asarray(np.load(file, mmap_mode="r"))
    content = file.read_bytes()
    stream = io.BytesIO(content)
    np.lib.format.read_magic(stream)
    shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    return np.frombuffer(content, dtype, math.prod(shape), stream.tell()).reshape(shape)


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """What some arrays hold of passages that come one after the other."""

    lengths: Ints
    """How many rows each passage has."""
    columns: tuple[NDArray[np.int32], ...]


class Stretches:
    """Arrays of a generation, of int32 with some rows for each passage, read once from the first passage to the last.

    They are neither held nor mapped. That they were as they should be is known after `finish`, which belongs to the
    last look at them.
    """

    def __init__(self, starts: Ints, files: Sequence[Checked]) -> None:
        """Open them; `starts`: where the rows of each passage begin, and how many there are."""
        self._starts, self._at = starts, 0
        with ExitStack() as opened:
            self._columns = [_Rows(file, opened.enter_context(file.open())) for file in files]
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self._opened.close()

    def until(self, passage: int) -> Iterator[Stretch]:
        """Yield what stands after the last look and before a passage; IndexUnavailable when there is less."""
        while self._at < passage:
            last = min(self._at + _PASSAGES, passage)
            starts = self._starts[self._at : last + 1]
            rows = int(starts[-1] - starts[0])
            yield Stretch(np.diff(starts), tuple(column.read(rows) for column in self._columns))
            self._at = last

    def finish(self) -> Iterator[Stretch]:
        """Yield what is left; IndexUnavailable at the end when a file was not as its generation's manifest says."""
        yield from self.until(len(self._starts) - 1)
        for column in self._columns:
            column.check()


class Passed:
    """A file that is read once, from its beginning to its end: that it was as it should be is known then."""

    def __init__(self, file: Checked, stream: io.BufferedReader) -> None:
        """Take the file and what was opened of it."""
        self._file, self._stream, self._digest = file, stream, hashlib.sha256()

    def take(self, size: int) -> bytes:
        """Return the next bytes; IndexUnavailable when there are not so many."""
        content = self._stream.read(size)
        if len(content) < size:
            raise self._file.damaged()
        self._digest.update(content)
        return content

    def parts(self, size: int) -> Iterator[bytes]:
        """Yield the next bytes, some at once; errors as above."""
        for start in range(0, size, _AT_ONCE):
            yield self.take(min(_AT_ONCE, size - start))

    def check(self) -> None:
        """Read what is left; IndexUnavailable when the file is not what it was."""
        while content := self._stream.read(_AT_ONCE):
            self._digest.update(content)
        self._file.check_hash(self._digest.hexdigest())


class _Rows(Passed):
    """The rows of a `.npy` file of int32, one after the other."""

    def __init__(self, file: Checked, stream: io.BufferedReader) -> None:
        super().__init__(file, stream)
        # What it begins with tells how long its header is, see `numpy.lib.format`. The header is as little to be
        # believed as the rows before all is checked, so it is not read.
        beginning = self.take(10)
        self.take(int.from_bytes(beginning[8:], "little"))

    def read(self, rows: int) -> NDArray[np.int32]:
        """Return the next rows."""
        return np.frombuffer(self.take(rows * ROW.itemsize), ROW)


class ArrayFile:
    """A `.npy` file that is written some rows at a time, the same to the byte as `numpy.save` writes it.

    Its header is written again when the number of rows is known: numpy leaves room in it, so that every number takes
    as much.
    """

    def __init__(self, file: Path, dtype: type[np.generic], *row: int) -> None:
        self._stream = file.open("wb")
        self._dtype = np.dtype(dtype)
        self._row = row
        self.rows = 0
        self._write_header()

    def add(self, rows: NDArray[Any]) -> None:
        """Write the next rows; OSError when the disk refuses."""
        self._stream.write(np.ascontiguousarray(rows, self._dtype).tobytes())
        self.rows += len(rows)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Write the header that tells the number of rows, and close the file."""
        with self._stream:
            self._stream.seek(0)
            self._write_header()

    def _write_header(self) -> None:
        header = {"descr": self._dtype.str, "fortran_order": False, "shape": (self.rows, *self._row)}
        np.lib.format.write_array_header_1_0(self._stream, header)

"""A backup: index, versions and state in one file that is whole or not there, taken and put back while serving.

The file is a tar archive with the SHA-256 of all of it behind its end, where tar looks no more. In it:

    index/CURRENT  index/generations/NAME/…  index/segments/SHA256
    index/versions/AB/SHA256.ROW.json  index/originals/AB/SHA256.pdf
    state/service.sqlite  state/secret
"""

import hashlib
import io
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from lape_qa import durable_files
from lape_qa.counting import counted
from lape_qa.errors import IndexUnavailable, StateUnavailable, StorageError, UsageError
from lape_qa.index import store
from lape_qa.index.store import Layout
from lape_qa_api.state import folder as state_folder
from lape_qa_api.state.database import DAMAGED, GONE, Database

_MARK = b"lape-qa backup, sha256 "
_END_BYTES = len(_MARK) + 64 + 1
_NAMES = re.compile(
    r"index/CURRENT|index/generations/[0-9A-Za-z][\w.-]*(/\w[\w.-]*){1,2}|index/versions/[0-9a-f]{2}/[0-9a-f.]+\.json"
    r"|index/segments/[0-9a-f]{64}|index/originals/[0-9a-f]{2}/[0-9a-f]{64}\.pdf|state/(service\.sqlite|secret)",
    re.ASCII,
)
"""All that a backup may hold: nothing is written anywhere else."""
_BLOCK = 1 << 20
_SCRATCH = "lape-qa-partial-"
_IN_USE = "in-use.lock"
"""Locked in a scratch folder as long as its process lives."""


@dataclass(frozen=True, slots=True)
class Held:
    """What stands in a backup, or stood in the folders before."""

    index: str = "no index"
    state: str = "no state"

    def __str__(self) -> str:
        """Return both in words."""
        return f"{self.index}, {self.state}"


# ---- taking ----------------------------------------------------------------------------------------------


def backup(index: Path, state: Path, file: Path) -> Held:
    """Write the index in use, all versions and originals and the state into a new file, readable by its owner only.

    They may be in use meanwhile. Raises UsageError when the file is there already, IndexUnavailable and StorageError
    when something cannot be read or written: then there is no file.
    """
    _require_absent(file)
    try:
        with _scratch(file.parent) as folder:
            copy = folder / "state"
            if (state / state_folder.FILE).exists():
                copy.mkdir(mode=0o700)
                with closing(Database(state)) as database:
                    database.copy_to(copy / state_folder.FILE)
                    state_folder.create(copy / "secret", database.secret)
            with os.fdopen(os.open(folder / "archive", os.O_RDWR | os.O_CREAT, 0o600), "w+b") as stream:
                _write(index, copy, stream)
            held = _held(index, copy)
            _require_absent(file)
            (folder / "archive").rename(file)
        durable_files.sync(file.parent)
    except OSError as error:
        raise StorageError(f"cannot write the backup {file}: {error.strerror}; there is none") from error
    return held


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """Give a folder in another; what kills have left of earlier ones is removed, whatever they were to become."""
    for left in parent.glob(f"{_SCRATCH}*"):
        _remove_unless_in_use(left)
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=parent) as folder, FileLock(Path(folder, _IN_USE)):
        yield Path(folder)


def _remove_unless_in_use(folder: Path) -> None:
    try:
        with FileLock(folder / _IN_USE, timeout=0):
            pass
    except Timeout:
        return
    # A kill has ended the lock with its holder. Somebody else may be tidying up too.
    shutil.rmtree(folder, ignore_errors=True)


def _require_absent(file: Path) -> None:
    if file.exists():
        raise UsageError(f"{file} is there already: choose another name, or remove it")


class _Hashing(io.RawIOBase):
    """Writes on, and hashes what it writes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def write(self, content: bytes) -> int:  # type: ignore[override]
        """Write all of it."""
        self.digest.update(content)
        return self._stream.write(content)


def _write(index: Path, state: Path, stream: IO[bytes]) -> None:
    hashing = _Hashing(stream)
    with tarfile.open(fileobj=hashing, mode="w|") as archive:
        for name, content in store.contents(index):
            _add(archive, f"index/{name}", content)
        for file in sorted(state.glob("*")):
            _add(archive, f"state/{file.name}", file.read_bytes())
    stream.write(_MARK + hashing.digest.hexdigest().encode("ascii") + b"\n")
    stream.flush()
    os.fsync(stream.fileno())


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))


# ---- putting back ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Restored:
    """What was there before, and what is there now."""

    before: Held
    now: Held
    another_secret: bool
    """Whether tokens and answers' names are signed otherwise from the next start on."""


def restore(file: Path, index: Path, state: Path, *, overwrite: bool) -> Restored:
    """Put a backup into use; a service that runs goes on, and takes the index and the keys over within seconds.

    Nothing is touched before all of the backup has been checked. Raises UsageError when it is none or damaged, and when
    there is something in the folders that it would take the place of and that was not said, StorageError when the disk
    refuses: what was not put back then is as before.
    """
    try:
        with file.open("rb") as stream:
            _check(file, stream)
            index.parent.mkdir(parents=True, exist_ok=True)
            with _scratch(index.parent) as folder:
                _extract(file, stream, folder)
                return _put_back(file, folder, index, state, overwrite=overwrite)
    except OSError as error:
        raise StorageError(f"cannot restore {file}: {error.strerror}") from error


def _put_back(file: Path, whole: Path, index: Path, state: Path, *, overwrite: bool) -> Restored:
    before, now = _held(index, state), _held(whole / "index", whole / "state")
    if before != Held() and not overwrite:
        raise UsageError(f"there is something already: {before}; --replace puts this in its place: {now}")
    if damage := store.damage(whole / "index", store.current(whole / "index")):
        raise UsageError(f"the index in {file} is damaged: {damage}")
    store.put_back(index, whole / "index")
    another_secret = (whole / "state").exists() and _put_back_state(whole / "state", state)
    return Restored(before, now, another_secret)


def _put_back_state(copy: Path, state: Path) -> bool:
    """Put the state back; tell whether another secret was in use."""
    file, secret = state / state_folder.FILE, state / "secret"
    known = secret.read_bytes() if secret.exists() else None
    try:
        with closing(Database(state)) as database:
            database.take_over(copy / state_folder.FILE)
    except StateUnavailable as error:
        if error.reason not in (DAMAGED, GONE):
            raise
        # What cannot be opened is put aside, with the journal that SQLite would play back into the new one.
        for left in (file, file.with_name(f"{file.name}-journal")):
            if left.exists():
                left.rename(left.with_name(f"{left.name}.damaged"))
        _place(copy / state_folder.FILE, file)
    _place(copy / "secret", secret)
    return known not in (None, secret.read_bytes())


def _place(source: Path, target: Path) -> None:
    """Put a file in the place of another, readable by its owner only."""
    fresh = target.with_name(f"{target.name}.new")
    fresh.unlink(missing_ok=True)
    state_folder.create(fresh, source.read_bytes())
    durable_files.sync(fresh)
    fresh.replace(target)
    durable_files.sync(target.parent)


def _check(file: Path, stream: IO[bytes]) -> None:
    """Refuse what is no backup, or not what it was when it was written."""
    size = stream.seek(0, os.SEEK_END) - _END_BYTES
    digest, left = hashlib.sha256(), size
    stream.seek(0)
    while left > 0:
        block = stream.read(min(_BLOCK, left))
        digest.update(block)
        left -= len(block)
    if size < 0 or stream.read() != _MARK + digest.hexdigest().encode("ascii") + b"\n":
        raise UsageError(f"{file} is no backup of lape-qa, or is damaged: its hash is not that of its content")


def _extract(file: Path, stream: IO[bytes], folder: Path) -> None:
    stream.seek(0)
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for entry in archive:
                content = archive.extractfile(entry) if entry.isreg() and _NAMES.fullmatch(entry.name) else None
                if content is None:
                    raise UsageError(f"{file} holds what no backup does: {entry.name!r}")
                target = folder / entry.name
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                state_folder.create(target, content.read())
    except tarfile.TarError as error:
        raise UsageError(f"{file} is no backup of lape-qa: {error}") from error


def _held(index: Path, state: Path) -> Held:
    """Return what stands in the folders; what cannot be read counts as there."""
    held = Held()
    if Layout(index).current.exists():
        try:
            held = replace(held, index=f"generation {store.current_name(index)}")
        except IndexUnavailable:
            held = replace(held, index="an index that cannot be read")
    if (state / state_folder.FILE).exists():
        try:
            with closing(Database(state)) as database:
                ((keys, feedback),) = database.rows(
                    "select (select count(*) from keys), (select count(*) from feedback)"
                )
                held = replace(held, state=f"{counted(keys, 'key')}, feedback on {counted(feedback, 'answer')}")
        except StorageError:
            held = replace(held, state="a state that cannot be read")
    return held

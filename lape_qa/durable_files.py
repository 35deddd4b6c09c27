"""Files that are whole or not there: hashes, and writes that a crash or a power cut cannot leave half done."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

_SUMS = "SHA256SUMS.json"


def sha256(file: Path) -> str:
    """Return the hash of a file's content, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Force a file or folder to disk, so that a rename never outruns what it names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Force a folder to disk with all that is in it, what is inside first."""
    for path in sorted(folder.rglob("*"), reverse=True):
        sync(path)
    sync(folder)


def replace(file: Path, content: str | bytes, beside: Path | None = None) -> None:
    """Write a file whole: beside the old one or in a folder of its disk, to disk, then in its place by a rename."""
    fresh = (beside or file.parent) / f"{file.name}.new"
    fresh.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    sync(fresh)
    fresh.replace(file)


# ---- folders that are made once --------------------------------------------------------------------------


def is_whole(folder: Path) -> bool:
    """Tell whether a folder is as `make_once` left it, every file with its hash."""
    try:
        expected = json.loads((folder / _SUMS).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return bool(expected == _sums(folder))


def make_once(target: Path, make: Callable[[Path], None]) -> None:
    """Have a folder filled by `make`, unless it is there whole.

    It is written beside its place and renamed into it, so it is whole or absent; a file lock lets a second
    process wait for the first. A damaged folder is made anew. Raises OSError, and whatever `make` does.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.with_suffix(".lock")):
        if not is_whole(target):
            _replace_folder(target, make)


def _replace_folder(target: Path, make: Callable[[Path], None]) -> None:
    for leftover in target.parent.glob(f"{target.name}.new-*"):
        # Whoever was killed may have a child that still writes there; then it goes the next time.
        shutil.rmtree(leftover, ignore_errors=True)
    if target.exists():
        shutil.rmtree(target)
    with tempfile.TemporaryDirectory(prefix=f"{target.name}.new-", dir=target.parent) as folder:
        fresh = Path(folder) / "fresh"
        fresh.mkdir()
        make(fresh)
        (fresh / _SUMS).write_text(json.dumps(_sums(fresh), indent=1), encoding="utf-8")
        fresh.rename(target)


def _sums(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != _SUMS)
    return {path.relative_to(folder).as_posix(): sha256(path) for path in files}

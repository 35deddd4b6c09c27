"""Files that are whole or not there: hashes, and writes that a crash or a power cut cannot leave half done."""

import hashlib
import os
from pathlib import Path


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


def replace(file: Path, content: str) -> None:
    """Write a text file whole: beside the old one, to disk, then in its place by one rename."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_text(content, encoding="utf-8")
    sync(fresh)
    fresh.replace(file)

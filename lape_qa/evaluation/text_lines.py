"""Files of others read line by line, plain or gzipped: what is wrong is named with its file and line."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lape_qa.errors import UsageError, plainly


def lines(path: Path, what: str = "") -> Iterator[tuple[int, str]]:
    """Yield each line's number, from 1, and its text without the line's end.

    UsageError when it cannot be read, which calls it `what` it is meant to be.
    """
    named = f"{what} {path}" if what else f"{path}"
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                yield number, _text(path, number, line)
    except OSError as error:
        raise UsageError(f"cannot read {named}: {plainly(error)}") from error
    except (EOFError, zlib.error) as error:
        raise UsageError(f"cannot read {named}: {error}") from error


def _text(path: Path, number: int, line: bytes) -> str:
    try:
        # Some editors write a mark before the first line.
        return line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}, line {number}: it is not UTF-8: convert the file first") from error


def json_rows(path: Path, what: str = "") -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number of each line that is not blank and the JSON object on it."""
    for number, line in lines(path, what):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            # Only by such an escape can JSON name half a character.
            half = _half(row) if "\\u" in line else ""
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path}, line {number}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise UsageError(f"{path}, line {number}: not a JSON object")
        if half:
            raise UsageError(f"{path}, line {number}: {half} is half a character: write the whole one, or leave it out")
        yield number, row


def _half(value: object) -> str:
    """Return the first surrogate of a value that stands alone, as JSON writes it; nothing for none."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        return f"\\u{ord(error.object[error.start]):04x}"
    return ""


def present(folder: Path, *names: str) -> Path | None:
    """Return the first of some files that a folder has, plain or gzipped; None when it has none."""
    files = (folder / f"{name}{packed}" for name in names for packed in ("", ".gz"))
    return next(filter(Path.is_file, files), None)

"""What is known of every page that was collected: one line of JSON each, so that a run that was ended goes on."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeAlias

from lape_qa import durable_files
from lape_qa.errors import StorageError

_GOES_ON = timedelta(days=1)
"""After so long, a run that was ended is not gone on with: its pages are old again."""

Outcome: TypeAlias = Literal["new", "changed", "same", "gone", "failed"]


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of one address. Times are ISO 8601 in UTC; what is not known is empty."""

    address: str
    listing: str = ""
    """The address of the sitemap or feed that named it."""
    title: str = ""
    published: str = ""
    file: str = ""
    """The name of its file; empty when it was never collected."""
    sha256: str = ""
    """Of the file's bytes."""
    text: str = ""
    """SHA-256 of the text that was read in it."""
    next: str = ""
    """SHA-256 of the bytes that are being put into their place: known before they are there, in case of a crash."""
    old: str = ""
    """The name of the file that they replace; empty when there is none."""
    url: str = ""
    """Where the page is: the address, or where it was moved for good."""
    etag: str = ""
    modified: str = ""
    fetched: str = ""
    """When its bytes last came."""
    changed: str = ""
    """When its text last changed."""
    gone: str = ""
    """Since when the server says that there is none."""
    run: str = ""
    """The last run that asked for it."""
    outcome: Outcome | Literal[""] = ""
    said: str = ""
    """What is to be said of it."""


_NAMES = frozenset(field.name for field in fields(Page))


class State:
    """The pages of a corpus folder, kept in one file."""

    def __init__(self, file: Path) -> None:
        """Read what is known; StorageError when the file is damaged or cannot be read."""
        self._file = file
        self.pages: dict[str, Page] = {}
        self.run = ""
        """The run that has not ended; empty when there is none."""
        with told(file):
            content = file.read_bytes() if file.exists() else b""
        *lines, rest = content.split(b"\n")
        for number, line in enumerate(lines, start=1):
            self._take(line, number)
        self._is_torn = bool(rest)
        """Whether a crash cut off the last line; what it told is asked again."""

    def begin(self, now: datetime) -> bool:
        """Begin a run, or go on with one that was ended less than a day ago; tell whether it goes on."""
        if self._is_torn:
            self._write()
        if self.run and now - datetime.fromisoformat(self.run) < _GOES_ON:
            return True
        self.run = now.isoformat()
        self._append({"run": self.run})
        return False

    def put(self, page: Page) -> None:
        """Keep what is known of a page now, on disk."""
        self.pages[page.address] = page
        self._append(_shown(page))

    def remove(self, address: str) -> None:
        """Forget a page."""
        del self.pages[address]
        self._append({"removed": address})

    def end(self) -> None:
        """End the run, and write the file anew with one line a page."""
        self.run = ""
        self._write()

    def _take(self, line: bytes, number: int) -> None:
        try:
            row = json.loads(line)
            match row:
                case {"address": str(address)}:
                    if not all(name in _NAMES and isinstance(value, str) for name, value in row.items()):
                        raise ValueError("an unknown key")
                    self.pages[address] = Page(**row)
                case {"removed": str(address)}:
                    self.pages.pop(address, None)
                case {"run": str(run)}:
                    datetime.fromisoformat(run)
                    self.run = run
                case _:
                    raise ValueError("unknown content")
        except (ValueError, RecursionError) as error:
            raise StorageError(
                f"{self._file}, line {number} is damaged ({error}); restore it, or delete it and move what was "
                "collected away, which is then collected anew"
            ) from error

    def _append(self, row: dict[str, Any]) -> None:
        with told(self._file), self._file.open("ab") as file:
            file.write(_line(row))
            file.flush()
            os.fsync(file.fileno())

    def _write(self) -> None:
        rows = [*([{"run": self.run}] if self.run else []), *map(_shown, self.pages.values())]
        with told(self._file):
            durable_files.replace(self._file, b"".join(map(_line, rows)))


def _shown(page: Page) -> dict[str, Any]:
    return {name: value for name, value in asdict(page).items() if value}


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Make a StorageError with the path of what the disk refuses inside."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"cannot read or write {path}: {error.strerror or error}") from error

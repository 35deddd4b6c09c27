"""Stretches of files that are read when they are looked at, and checked then."""

import hashlib
from collections.abc import Sequence

from lape_qa.index.contents import Opened
from lape_qa.index.model import Ints
from lape_qa.index.payloads import DIGEST


class Records:
    """What stands in some files for each of many things, one after the other in each file; threads may read at once."""

    def __init__(self, files: Sequence[Opened], begins: Sequence[int], starts: Ints, digests: bytes) -> None:
        """Take the files, and what is known of what was read of them when they were checked.

        `begins`: where the first record begins in each file; `starts`: where each begins after that, the same in all of
        them, and where the last ends; shape (records + 1,); `digests`: their SHA-256, of the parts of all files.
        """
        self._files, self._begins, self._starts = files, begins, starts
        self.digests = digests

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._starts) - 1

    def digest(self, number: int) -> bytes:
        """Return the SHA-256 of one of them."""
        return self.digests[number * DIGEST : (number + 1) * DIGEST]

    def read(self, number: int) -> bytes:
        """Return one of them, its parts one after the other; IndexUnavailable when it is not as it was."""
        found = self._read(number)
        if hashlib.sha256(found).digest() != self.digest(number):
            # What was cut off in place may have been put back under its name.
            for file in self._files:
                file.reopen()
            found = self._read(number)
            if hashlib.sha256(found).digest() != self.digest(number):
                raise self._files[0].file.damaged()
        return found

    def _read(self, number: int) -> bytes:
        first, last = self._starts[number : number + 2].tolist()
        places = zip(self._files, self._begins, strict=True)
        return b"".join(file.part(begin + first, last - first) for file, begin in places)

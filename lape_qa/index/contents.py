"""What an index is read from: files whose content is checked while it is read, once and into memory.

A file that is mapped into memory and then cut off ends the process that looks at it (SIGBUS), and one that is changed
changes what is answered. What was read stays as it was.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from lape_qa.errors import IndexUnavailable


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

    folder: Path
    """The generation's folder."""
    files: Mapping[str, str]
    """Every file's name to its sha256."""
    name: str = ""
    read: set[str] = field(default_factory=set)
    """What was read of it so far."""

    def __truediv__(self, name: str, /) -> "Checked":
        """Return what is inside it under a name."""
        return replace(self, name=f"{self.name}/{name}" if self.name else name)

    def listed(self) -> bool:
        """Tell whether it is a file of the list, or a folder with one."""
        return any(name == self.name or name.startswith(f"{self.name}/") for name in self.files)

    def read_bytes(self) -> bytes:
        """Return the file's content; IndexUnavailable when it is not listed, missing or not what it was."""
        file = self.folder / self.name
        if self.name not in self.files:
            raise IndexUnavailable(f"the index file {file} is not in the list of its manifest: {self._remedy()}")
        try:
            content = file.read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            content = None
        except OSError as error:
            raise IndexUnavailable(
                f"the index file {file} cannot be read: {error.strerror}: {self._remedy()}"
            ) from error
        if content is None or hashlib.sha256(content).hexdigest() != self.files[self.name]:
            raise IndexUnavailable(f"the index file {file} is missing or damaged: {self._remedy()}")
        self.read.add(self.name)
        return content

    def check_rest(self) -> None:
        """Check what is listed and was not read; errors as above."""
        for name in sorted(self.files.keys() - self.read):
            replace(self, name=name).read_bytes()

    def _remedy(self) -> str:
        return f"run `lape-qa index --index {self.folder.parent.parent}`"


def array_of(file: Readable) -> NDArray[Any]:
    """Return the array of a `.npy` file: of the bytes that were read, without a copy of them."""
    content = file.read_bytes()
    stream = io.BytesIO(content)
    np.lib.format.read_magic(stream)
    shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    return np.frombuffer(content, dtype, offset=stream.tell()).reshape(shape)

"""Every error this project raises on purpose, and who sees it.

LapeQAError                 base: one line that says what is wrong, where, and how to mend it
├── UsageError              the caller asked for something impossible (CLI exit 2, HTTP 422)
│   ├── Conflict            something else stands in the way (HTTP 409)
│   └── QuestionError       an empty, too long or wordless question
├── DocumentError           a source file that cannot be read (editor; CLI exit 2 or a report line)
│   └── NoSources           there is no file to read at all
├── FetchError              an address of the web that gave no source (editor; a report line, CLI exit 1)
├── ModelError              the encoder cannot be unpacked or loaded (administrator)
├── LlmFailure              the language model gave nothing to use (never shown: the extractive answer stands in)
├── IndexUnavailable        there is no usable index (CLI exit 2, HTTP 503)
│   ├── IndexMismatch       the index was made with another model or format
│   ├── DatabaseUnavailable  the database that keeps the index does not answer (HTTP 503)
│   └── Starting            the model and the index are being loaded (HTTP 503)
├── Busy                    more questions at once than can be answered in time (HTTP 503)
└── StorageError            the disk refused: an index that could not be written (the old one still serves), or the
    │                       folder of keys and feedback
    ├── IndexBusy           another build is at work in the index folder
    └── StateUnavailable    the database of keys and feedback is locked, full, read-only or damaged (HTTP 503)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, TypeAlias

LlmReason: TypeAlias = Literal[
    "no_evidence",
    "instructions",
    "unreachable",
    "timeout",
    "http_error",
    "malformed",
    "too_long",
    "unsupported",
    "no_choice",
]


class LapeQAError(Exception):
    """Base of all expected errors; `str(error)` is one line fit to show."""

    @property
    def why(self) -> str:
        """The line as it was given: a reason keeps its code and values, for other languages."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class UsageError(LapeQAError):
    """The caller asked for something that cannot be done."""


class QuestionError(UsageError):
    """The question is empty, too long, or holds no word."""


class Conflict(UsageError):  # noqa: N818 - it names a state
    """Something else stands in the way: a name that is taken, or a change that is being made."""


class DocumentError(LapeQAError):
    """A source document cannot be read."""


class NoSources(DocumentError):  # noqa: N818 - it names a state
    """There is no file among the sources that could be a document."""


class FetchError(LapeQAError):
    """An address of the web gave nothing that can be a source."""

    def __init__(self, reason: str, *, host_is_down: bool = False) -> None:
        super().__init__(reason)
        self.host_is_down = host_is_down
        """Whether the host as a whole did not answer."""


class ModelError(LapeQAError):
    """The embedding model cannot be unpacked or loaded."""


class LlmFailure(LapeQAError):  # noqa: N818 - it is expected, and answered without
    """A language model's server gave nothing that can be used; `reason` is what the reply says of it."""

    def __init__(self, reason: LlmReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class IndexUnavailable(LapeQAError):  # noqa: N818 - it names a state, as HTTP 503 does
    """There is no usable index generation at the given place."""


class IndexMismatch(IndexUnavailable):
    """The index was made with another model or in another format."""


class DatabaseUnavailable(IndexUnavailable):
    """The database that keeps the index does not answer at the moment."""


class Starting(IndexUnavailable):
    """The model and the index are still being loaded."""


class Busy(LapeQAError):  # noqa: N818 - as above
    """More was asked at once than can be answered in time; asking again a little later helps."""


class StorageError(LapeQAError):
    """Something could not be read or written on disk; an index that was served before is untouched."""


class IndexBusy(StorageError):  # noqa: N818 - as above
    """Another build is at work in the index folder."""


class StateUnavailable(StorageError):  # noqa: N818 - as above
    """The database of keys and feedback cannot be used; `reason` says why without naming a path."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


@contextmanager
def from_extra(extra: str, user: str) -> Iterator[None]:
    """Import, inside it, packages that come with an extra; UsageError says who needs the missing one, and the remedy.

    Example: `with from_extra("evaluation", "measuring"): import ir_measures`.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise UsageError(f'{user} needs {error.name}, not installed here: pip install "lape-qa[{extra}]"') from error


def plainly(error: OSError | UnicodeDecodeError) -> str:
    """Return why a file cannot be read or written, in words for whoever named it."""
    match error:
        case FileNotFoundError():
            return "no such file"
        case IsADirectoryError():
            return "it is a folder"
        case NotADirectoryError():
            return "what should be its folder is a file"
        case PermissionError():
            return "no permission"
        case UnicodeDecodeError():
            return f"it is not UTF-8, from byte {error.start + 1} on"
        case _:
            # Some libraries give no more than a text.
            return (error.strerror or str(error)).lower()

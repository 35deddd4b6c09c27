"""Pictures of pages -> their text, by Tesseract, which is a program of its own and need not be there.

What Tesseract gets was drawn by the process that reads the file, in the plainest of formats: it never sees the file.
What it has recognised once is kept, as a page takes seconds.
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from lape_qa import durable_files
from lape_qa.errors import DocumentError, StorageError, UsageError
from lape_qa.reasons import because

Recognise = Callable[[bytes], str]
"""A picture as a portable graymap (P5) -> the paragraphs on it, parted by blank lines."""

_WANTED = ("fin", "swe", "eng")
"""Tesseract's names of our languages, the most usual first."""
_SECONDS = 120
"""For one page, which takes some seconds."""
_SHORT = 0.7
"""Share of the longest line of its paragraph."""
_CUT_WORD = re.compile(r"(?<=[^\W\d_])[-‐¬]$")
_CONJUNCTION = re.compile(r"(?:ja|tai|sekä|eli|och|eller|and|or)\b")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


class Tesseract:
    """Recognises text in the languages that are installed of ours."""

    def __init__(self, folder: Path) -> None:
        """Find the program; UsageError when it or Finnish is not there. `folder`: where what it recognised is kept."""
        program = shutil.which("tesseract")
        if program is None:
            raise UsageError(
                "recognising text in pictures (--ocr, LAPE_QA_OCR) needs Tesseract, which is not installed; install "
                "tesseract-ocr, tesseract-ocr-fin and tesseract-ocr-swe"
            )
        self._program = program
        listed = self._run(["--list-langs"], b"").split()
        languages = [language for language in _WANTED if language in listed]
        if "fin" not in languages:
            raise UsageError(
                "recognising text in pictures (--ocr, LAPE_QA_OCR) needs Tesseract's Finnish, which is not installed; "
                "install tesseract-ocr-fin"
            )
        self._languages = "+".join(languages)
        self._folder = folder
        self._name = f"{self._run(['--version'], b'').partition(chr(10))[0]} {self._languages}"

    def __call__(self, picture: bytes) -> str:
        """Return the paragraphs of a picture; DocumentError when it takes too long."""
        kept = self._folder / f"{hashlib.sha256(self._name.encode() + picture).hexdigest()}.txt"
        try:
            return kept.read_text(encoding="utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            pass
        found = joined(self._run(["stdin", "stdout", "-l", self._languages], picture))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            durable_files.replace(kept, found)
        except OSError as error:
            raise StorageError(f"{self._folder}: recognised text cannot be kept: {error.strerror}") from error
        return found

    def _run(self, arguments: Sequence[str], given: bytes) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - the program that the system has, with words of ours
                [self._program, *arguments],
                input=given,
                capture_output=True,
                timeout=_SECONDS,
                # Several pages are recognised at once already.
                env=os.environ | {"OMP_THREAD_LIMIT": "1"},
                check=True,
            )
        except subprocess.TimeoutExpired as error:
            raise DocumentError(because("recognised_too_slowly", seconds=_SECONDS)) from error
        except (OSError, subprocess.CalledProcessError) as error:
            raise DocumentError(because("recogniser_failed", detail=type(error).__name__)) from error
        return done.stdout.decode("utf-8", "replace")


def joined(recognised: str) -> str:
    """Return recognised text with its lines joined to paragraphs, and words that were cut at their ends mended.

    A short line ends a paragraph when the next begins with a capital or a number: a heading, an item.
    """
    paragraphs = re.split(r"\n\s*\n", _CONTROL.sub(" ", recognised))
    return "\n\n".join(filter(None, map(_paragraph, (part for each in paragraphs for part in _parted(each)))))


def _parted(paragraph: str) -> Iterator[list[str]]:
    lines = [" ".join(line.split()) for line in paragraph.split("\n")]
    longest = max(map(len, lines))
    part: list[str] = []
    for line in lines:
        if part and len(part[-1]) < _SHORT * longest and line[:1] and not line[0].islower() and part[-1][-1] != ",":
            yield part
            part = []
        if line:
            part.append(line)
    yield part


def _paragraph(lines: Sequence[str]) -> str:
    text = ""
    for line in lines:
        cut = _CUT_WORD.search(text)
        if cut and line[:1].islower() and not _CONJUNCTION.match(line):
            text = text[: cut.start()] + line
        else:
            text += f" {line}" if text else line
    return text


def put_in(text: str, pages: Sequence[int], found: Mapping[int, str]) -> tuple[str, tuple[int, ...]]:
    """Return a text with what was recognised on pages without text, by their numbers from 0, and where pages begin.

    Where a paragraph goes on over such a page, its text stands behind that paragraph.
    """
    pieces: list[str] = []
    starts = []
    length = at = 0

    def add(piece: str) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            length += len(piece)

    for number, start in enumerate(pages):
        place = max(start, at)
        recognised = found.get(number, "")
        if recognised and place and not text.endswith("\n\n", 0, place):
            end = text.find("\n\n", place)
            place = len(text) if end < 0 else end + 2
        add(text[at:place])
        at = place
        if recognised and length and not pieces[-1].endswith("\n\n"):
            add("\n\n")
        starts.append(length)
        if recognised:
            add(recognised + ("\n\n" if at < len(text) else ""))
    add(text[at:])
    return "".join(pieces), tuple(starts)

"""Source files -> Documents."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

from lape_qa.errors import DocumentError
from lape_qa.finnish import tokens
from lape_qa.glossary import places_in
from lape_qa.types import Document

SUFFIXES = (".md", ".txt")
_FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)^---[ \t]*(?:\r?\n|\Z)(?:[ \t]*\r?\n)*", re.DOTALL | re.MULTILINE
)
_FIELDS = ("title", "publisher", "author", "published", "region", "language", "url", "rights")
_TITLE_CHARS = 200
_PARAGRAPH_CHARS = 100
_OPENING_LINES = 4
_PLACES = 3


def load(paths: Iterable[Path]) -> list[Document]:
    """Read every document under the given files and folders, sorted by id.

    README files are not documents. Raises DocumentError for the first file that cannot be read, for a
    duplicate id, for a path that does not exist, and when there is no document at all.
    """
    documents: dict[str, Document] = {}
    origin: dict[str, Path] = {}
    for path in _files(paths):
        document = read(path)
        if document.id in documents:
            raise DocumentError(
                f"two documents have the id {document.id!r}: {origin[document.id]} and {path}; "
                "rename one, or give it another `id` in its front matter"
            )
        documents[document.id] = document
        origin[document.id] = path
    if not documents:
        raise DocumentError(f"no document found: give files or folders that hold {' or '.join(SUFFIXES)} files")
    return [with_inferred_region(documents[key]) for key in sorted(documents)]


def read(path: Path) -> Document:
    """Read one Markdown or plain-text file.

    Plain text is kept to the character. Markdown's text is what follows its front matter, unchanged.
    Raises DocumentError with the file, the place and the remedy.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read: {error.strerror}") from error
    metadata: Mapping[str, Any] = {}
    if path.suffix == ".md" and (matter := _FRONT_MATTER.match(text)):
        metadata = _parse(path, matter["yaml"])
        text = text[matter.end() :]
    return make_document(str(metadata.get("id") or path.stem), text, metadata)


def make_document(identifier: str, text: str, metadata: Mapping[str, Any]) -> Document:
    """Build a Document; a missing title becomes the first line that is not empty."""
    fields = {name: "" if metadata.get(name) is None else str(metadata[name]).strip() for name in _FIELDS}
    inferred = []
    opening = ""
    if not fields["title"]:
        fields["title"] = _first_line(text) or identifier
        opening = _opening(text)
        inferred.append("title")
    if not fields["language"]:
        fields["language"] = "fi"
        inferred.append("language")
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Document(id=identifier, text=text, sha256=digest, opening=opening, inferred=tuple(inferred), **fields)


def with_inferred_region(document: Document) -> Document:
    """Return the document with a region guessed from the place names in it, when its editor gave none.

    A region is taken when its own name and those of its municipalities are at least three, and more than
    half of all places named.
    """
    if document.region or document.language != "fi":
        return document
    named = Counter(place.region for place in places_in(tokens(f"{document.title}\n{document.text}")))
    if not named:
        return document
    region, count = named.most_common(1)[0]
    if count < _PLACES or 2 * count <= named.total():
        return document
    return replace(document, region=region, inferred=(*document.inferred, "region"))


def _opening(text: str) -> str:
    """Return the short lines before the first paragraph, as one line."""
    lines = [line.strip().lstrip("#\ufeff").strip() for line in text.splitlines()]
    before = takewhile(lambda line: len(line) < _PARAGRAPH_CHARS and line[-1] != ".", (line for line in lines if line))
    return " · ".join(list(before)[:_OPENING_LINES])


def _first_line(text: str) -> str:
    lines = (line.strip().lstrip("#\ufeff").strip() for line in text.splitlines())
    return next((line for line in lines if line), "")[:_TITLE_CHARS]


def _parse(path: Path, source: str) -> Mapping[str, Any]:
    try:
        metadata = yaml.safe_load(source) or {}
    except (yaml.YAMLError, ValueError) as error:  # ValueError: 2019-02-30
        mark = getattr(error, "problem_mark", None)
        # The front matter's first line is the file's second.
        where = f", line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise DocumentError(
            f"{path}{where}: front matter does not parse: {problem}; quote values that hold a colon"
        ) from error
    if not isinstance(metadata, dict):
        raise DocumentError(f"{path}: front matter is not a list of `key: value` lines")
    return metadata


def _files(paths: Iterable[Path]) -> list[Path]:
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.suffix in SUFFIXES and p.is_file() and p.stem.lower() != "readme")
            found.update(dict.fromkeys(sorted(inside)))
        elif not path.exists():
            raise DocumentError(f"{path}: no such file or folder")
        elif path.suffix not in SUFFIXES:
            raise DocumentError(f"{path}: unknown format {path.suffix!r}; supported: {', '.join(SUFFIXES)}")
        else:
            found[path] = None
    return list(found)

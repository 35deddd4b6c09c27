"""What is known of a document beside its text: told by its editor, stated by the file, or guessed from the text."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import takewhile
from types import MappingProxyType
from typing import Any

import yaml

from lape_qa.documents.discovery import File
from lape_qa.documents.model import Document
from lape_qa.errors import DocumentError
from lape_qa.language.glossary import places_in
from lape_qa.language.morphology import tokens

# Our own: python-frontmatter strips the text, and offsets refer to it as it stands in the file, to the character.
FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)^---[ \t]*(?:\r?\n|\Z)(?:[ \t]*\r?\n)*", re.DOTALL | re.MULTILINE
)

_FIELDS = ("title", "publisher", "author", "published", "region", "language", "url", "rights")

_KEYS = ("id", *_FIELDS, "digest")

_TITLE_CHARS = 200

_PARAGRAPH_CHARS = 100

_OPENING_LINES = 4

_PLACES = 3


def make_document(
    identifier: str,
    text: str,
    metadata: Mapping[str, Any],
    *,
    stated: Mapping[str, str] = MappingProxyType({}),
    pages: tuple[int, ...] = (),
) -> Document:
    """Build a Document; a missing field is what the file states itself, a missing title then the first line."""
    fields = {name: "" if metadata.get(name) is None else str(metadata[name]).strip() for name in _FIELDS}
    inferred = [name for name in _FIELDS if not fields[name] and stated.get(name)]
    fields |= {name: stated[name] for name in inferred}
    opening = ""
    if not fields["title"]:
        fields["title"] = _first_line(text) or identifier
        opening = _opening(text)
        inferred.append("title")
    if not fields["language"]:
        fields["language"] = "fi"
        inferred.append("language")
    return Document(
        id=identifier,
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        digest=bool(metadata.get("digest")),
        opening=opening,
        inferred=tuple(inferred),
        pages=pages,
        **fields,
    )


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


def parsed_sidecar(sidecar: File) -> Mapping[str, Any]:
    """Return the metadata of a file that holds nothing else, so that every key must be known."""
    name = sidecar.path.name
    try:
        source = sidecar.content().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"its sidecar {name} is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    metadata = parsed(source, f"its sidecar {name}", first_line=1)
    unknown = [str(key) for key in metadata if key not in _KEYS]
    if unknown:
        raise DocumentError(f"its sidecar {name} has an unknown key {unknown[0]!r}; known: {', '.join(_KEYS)}")
    return metadata


def parsed(source: str, where: str, first_line: int) -> Mapping[str, Any]:
    """Return the metadata that YAML holds; DocumentError with the line, counted from `first_line`, that is wrong."""
    try:
        metadata = yaml.safe_load(source) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: 2019-02-30
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + first_line}," if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise DocumentError(f"{where}{line} does not parse: {problem}; quote values that hold a colon") from error
    if not isinstance(metadata, dict):
        raise DocumentError(f"{where} is not a list of `key: value` lines")
    for key in ("id", *_FIELDS):
        if isinstance(metadata.get(key), dict | list | set | bytes):
            at = _line_of(key, source, first_line)
            raise DocumentError(f"{where}, line {at}: {key} is not a text; write it on one line, in quotes")
    published = str(metadata.get("published") or "")
    if not _is_date(published.strip()):
        at = _line_of("published", source, first_line)
        raise DocumentError(
            f"{where}, line {at}: published is {published!r}; write a date as 2019-02-01, 2019-02 or 2019"
        )
    digest = metadata.get("digest")
    if not (digest is None or isinstance(digest, bool)):
        at = _line_of("digest", source, first_line)
        raise DocumentError(f"{where}, line {at}: digest is {digest!r}; write true or false, without quotes")
    return metadata


def _line_of(key: str, source: str, first_line: int) -> int:
    """Return the line that a key stands on, of a source that parses; the first one for a key that YAML merged in."""
    node = yaml.compose(source, yaml.SafeLoader)
    names = [name for name, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    lines = [name.start_mark.line for name in names if name.value == key]
    return first_line + (lines[-1] if lines else 0)


def _is_date(text: str) -> bool:
    """Tell an ISO date, a month of a year, or a year; no date at all is one that is not known."""
    if not text:
        return True
    try:
        return (
            len(text) in (4, 7, 10)
            and date.fromisoformat(text + "0001-01-01"[len(text) :]).isoformat()[: len(text)] == text
        )
    except ValueError:
        return False

"""What is known of a document beside its text: told by its editor or stated by the file.

Every field is checked here, once: that it is text of Unicode without signs that no reader sees, how long it is, and its
form. Nothing here imports what takes long: a process that reads a file imports it.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import islice, takewhile
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import yaml

from lape_qa.documents.formats.encodings import told
from lape_qa.documents.membership import MOST_GROUPS, groups_in
from lape_qa.documents.model import Document, Paged
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

_FIELDS = ("title", "publisher", "author", "published", "region", "language", "url", "rights")

_KEYS = ("id", *_FIELDS, "digest", "groups")
_MEANT_AS_GROUPS = frozenset(("group", "groups", "ryhmä", "ryhmät", "grupp", "grupper"))
"""Keys, in small letters, that close a document only when they are written `groups`."""

_LONGEST = MappingProxyType(
    {
        "id": 200,
        "title": 500,
        "publisher": 300,
        "author": 1_000,
        "published": 10,
        "region": 100,
        "language": 35,
        "url": 2_000,
        "rights": 2_000,
        "groups": 4_000,
    }
)
"""Characters of each field."""
MAX_YAML = 32_768
"""Characters of front matter or of a sidecar; a long list of authors takes one."""
_MAX_DEPTH = 20
"""Lists in lists of keys that are not ours."""

_MATTER_LINE = re.compile(r"---[ \t]*(?:\r?\n|\Z)")
_NEARLY_MATTER = re.compile(r"\A\s*+-{2,}+[ \t]*+\r?\n")
_GROUPS_LINE = re.compile(r"^[ \t]*groups[ \t]*:", re.MULTILINE)
_BLANK_LINE = re.compile(r"(?<![ \t])[ \t]*+\r?\n")
_NO_VALUE = frozenset(["", "~", "null", "Null", "NULL"])
_BOOLEANS = {
    form: value
    for word, value in (("true", True), ("yes", True), ("on", True), ("false", False), ("no", False), ("off", False))
    for form in (word, word.capitalize(), word.upper())
}
"""As YAML 1.1 has them."""
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They make what follows read backwards, so that it looks like something else."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")

_TITLE_CHARS = 200

_PARAGRAPH_CHARS = 100

_OPENING_LINES = 4


@dataclass(frozen=True, slots=True)
class Said:
    """What an editor wrote of a document: our fields as plain strings, checked, and whether it is a digest."""

    values: Mapping[str, str | bool]
    notes: tuple[str, ...] = ()
    """What was left out of them, and why."""


# ---- documents -----------------------------------------------------------------------------------------


def make_document(
    identifier: str,
    text: str,
    metadata: Mapping[str, Any],
    *,
    stated: Mapping[str, str] = MappingProxyType({}),
    pages: tuple[int, ...] = (),
    paged: Paged = "page",
    recognised: tuple[int, ...] = (),
    page_labels: tuple[str, ...] = (),
    original: str = "",
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
        paged=paged,
        recognised=recognised,
        page_labels=page_labels,
        original=original,
        groups=groups_in(str(metadata["groups"])) if metadata.get("groups") else (),
        **fields,
    )


def _opening(text: str) -> str:
    """Return the short lines before the first paragraph, as one line."""
    before = takewhile(lambda line: len(line) < _PARAGRAPH_CHARS and line[-1] != ".", _lines(text))
    return " · ".join(islice(before, _OPENING_LINES))


def _first_line(text: str) -> str:
    return next(_lines(text), "")[:_TITLE_CHARS]


def _lines(text: str) -> Iterator[str]:
    """Yield the lines that are not empty, without the marks of headings and without control characters."""
    for line in text.splitlines():
        shown = "".join(char for char in line if _unseen(char) is None or char == "\t")
        if stripped := shown.strip().lstrip("#\ufeff").strip():
            yield stripped


# ---- fields --------------------------------------------------------------------------------------------


def refuse_unfit(values: Mapping[str, str | bool]) -> None:
    """Raise DocumentError for a field that cannot be one."""
    for name, value in values.items():
        if isinstance(value, str) and (problem := unfit(name, value)):
            raise DocumentError(because("field_unfit", field=name, problem=problem))


def fit(stated: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that can be such of those that a file states of itself."""
    return {name: value for name, value in stated.items() if name in _FIELDS and not unfit(name, value)}


def unfit(name: str, value: str) -> str:
    """Return what is wrong with the value of a field, with the remedy; empty when nothing is."""
    if problem := next(filter(None, map(_unseen, value)), None):
        return problem
    if len(value) > _LONGEST[name]:
        return because("too_long", count=len(value), most=_LONGEST[name])
    match name:
        case "id" if not value or "/" in value or "\\" in value or value in (".", ".."):
            return because("no_id", value=repr(value))
        case "published" if not _is_date(value):
            return because("no_date", value=repr(value))
        case "language" if value and not _LANGUAGE.fullmatch(value):
            return because("no_language", value=repr(value))
        case "url" if value and not _is_address(value):
            return because("no_address", value=f"{value!r:.80}")
        case "groups":
            return _unfit_groups(value)
    return ""


def _unfit_groups(value: str) -> str:
    try:
        return "" if groups_in(value) else because("no_groups", value=repr(value), most=MOST_GROUPS)
    except ValueError as error:
        return because("no_groups", value=f"{str(error)!r:.80}", most=MOST_GROUPS)


def _unseen(char: str) -> str | None:
    """Return what is wrong with a character that has no place in a field, None for all others."""
    kind = unicodedata.category(char)
    if kind == "Cs":
        return because("half_sign", sign=f"U+{ord(char):04X}")
    if kind == "Cc":
        return because("control_sign", sign=f"U+{ord(char):04X}")
    if char in _TURNING:
        return because("turning_sign", sign=f"U+{ord(char):04X}")
    return None


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, text))
    except ValueError:
        return False


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


# ---- YAML ----------------------------------------------------------------------------------------------


def front_matter(text: str) -> tuple[Said | None, str]:
    """Return what stands before a Markdown text between lines of `---`, and the text behind it, to the character.

    Our own: python-frontmatter strips the text.
    """
    first = _MATTER_LINE.match(text)
    if first is None or first.end() == len(text):
        return _refused_if_closed(text)
    at = first.end()
    while (last := _MATTER_LINE.match(text, at)) is None:
        at = text.find("\n", at) + 1
        if not at:
            return _refused_if_closed(text)
    end = last.end()
    while blank := _BLANK_LINE.match(text, end):
        end = blank.end()
    # The front matter's first line is the file's second.
    return parsed(text[first.end() : at], because("front_matter"), first_line=2), text[end:]


def _refused_if_closed(text: str) -> tuple[None, str]:
    """Return a text without front matter; DocumentError for what was meant as one that closes the document."""
    if _NEARLY_MATTER.match(text) and _GROUPS_LINE.search(text, 0, MAX_YAML):
        raise DocumentError(because("groups_outside"))
    return None, text


def parsed_sidecar(name: str, content: bytes) -> Said:
    """Return the metadata of a file that holds nothing else, so that every key must be known.

    It is read in the encoding that its letters tell, as a text is.
    """
    try:
        source, guessed = told(content)
    except DocumentError as error:
        raise DocumentError(because("in_sidecar", file=name, problem=error.why)) from error
    said = parsed(source, because("sidecar", file=name), first_line=1, all_known=True)
    if not guessed:
        return said
    note = because("of_sidecar", file=name, problem=because("encoding_guessed", encoding=guessed))
    return replace(said, notes=(note, *said.notes))


def parsed(source: str, where: str, first_line: int, *, all_known: bool = False) -> Said:
    """Return the metadata that YAML holds; DocumentError with the line, counted from `first_line`, that is wrong.

    Values are plain strings: YAML's own numbers, dates, aliases and merges are not made, so that nothing becomes
    something else, or more, than what stands there. Of a key that stands twice, the last counts.
    """
    if len(source) > MAX_YAML:
        raise DocumentError(because("matter_too_long", where=where, count=len(source), most=MAX_YAML))
    try:
        scalars = list(_scalars(source))
        found = {key: value for key, value in scalars if all_known or key in _KEYS}
    except _UnfitYamlError as error:
        raise DocumentError(error.reason(where, first_line)) from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        detail = f"{getattr(error, 'problem', None) or str(error).splitlines()[0]:.200}"
        if mark is None:
            raise DocumentError(because("matter_garbled", where=where, detail=detail)) from error
        line = str(mark.line + first_line)
        raise DocumentError(because("matter_garbled_at", where=where, line=line, detail=detail)) from error
    _require_one_groups(scalars, where, first_line)
    unknown = [key for key in found if key not in _KEYS]
    if unknown:
        raise DocumentError(because("unknown_key", where=where, key=f"{unknown[0]!r:.42}", known=", ".join(_KEYS)))
    values: dict[str, str | bool] = {}
    notes = []
    for key, value in found.items():
        said = partial(because, where=where, line=str(value.line + first_line), field=key)
        if key == "digest":
            values[key] = _truth(value, said)
            continue
        if value.text is None:
            raise DocumentError(said("matter_field", problem=because("no_line_of_text")))
        text = "" if value.is_plain and value.text in _NO_VALUE else " ".join(value.text.split())
        # Whoever wrote the key meant to close the document: without a group it would be open.
        problem = unfit(key, text) if text or key == "groups" else ""
        if key == "url" and problem and not any(map(_unseen, text)):
            # The text is sound, and an address that leads nowhere is no address.
            notes.append(said("address_left_out", problem=problem))
        elif problem:
            raise DocumentError(said("matter_field", problem=problem))
        elif text:
            values[key] = text
    return Said(values, tuple(notes))


def _require_one_groups(scalars: list[tuple[str, "_Value"]], where: str, first_line: int) -> None:
    """Raise DocumentError for what is meant to close a document and would not, or for two ways of closing it."""
    meant = [(key, value) for key, value in scalars if key.strip().casefold() in _MEANT_AS_GROUPS]
    for number, (key, value) in enumerate(meant):
        if key != "groups" or number:
            line = str(value.line + first_line)
            raise DocumentError(because("groups_unclear", where=where, line=line, key=f"{key!r:.42}"))


@dataclass(frozen=True, slots=True)
class _Value:
    line: int
    text: str | None
    """None for a list or what else is no text."""
    is_plain: bool = False
    """Written without quotes."""


class _UnfitYamlError(Exception):
    """YAML that is none of ours; the line, counted from zero, where one tells."""

    def __init__(self, said: str, line: int | None = None) -> None:
        super().__init__(said)
        self.line = line

    def reason(self, where: str, first_line: int) -> str:
        """Return what is wrong, with the line."""
        if self.line is None:
            return because("matter_unfit", where=where, detail=str(self))
        return because("matter_unfit_at", where=where, line=str(self.line + first_line), detail=str(self))


def _scalars(source: str) -> Iterator[tuple[str, _Value]]:
    """Yield the keys of a mapping with their values as they are written, from the parser's events: nothing is built."""
    depth = 0
    key: _Value | None = None
    for event, value in _nodes(source):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            continue
        if depth == 0 and not isinstance(event, yaml.MappingStartEvent):
            if value.is_plain and value.text in _NO_VALUE:
                return
            raise _UnfitYamlError("is not a list of `key: value` lines")
        if depth == 1 and key is None:
            key = value
        elif depth == 1 and key is not None:
            if key.text is not None:
                yield key.text, value
            key = None
        depth += isinstance(event, yaml.CollectionStartEvent)
        if depth > _MAX_DEPTH:
            raise _UnfitYamlError(f"lists nest deeper than {_MAX_DEPTH}", value.line)


def _nodes(source: str) -> Iterator[tuple[yaml.Event, _Value]]:
    """Yield the nodes of one document and the ends of its collections."""
    documents = 0
    for event in yaml.parse(source, yaml.SafeLoader):
        line = event.start_mark.line if event.start_mark else 0
        match event:
            case yaml.DocumentStartEvent():
                documents += 1
                if documents > 1:
                    raise _UnfitYamlError("a second document begins; keep one", line)
            case yaml.AliasEvent():
                raise _UnfitYamlError(f"aliases (*{event.anchor:.40}) are not read; write the value itself", line)
            case yaml.ScalarEvent(tag=None):
                yield event, _Value(line, event.value, event.implicit[0])
            case yaml.NodeEvent() | yaml.CollectionEndEvent():
                yield event, _Value(line, None)


def _truth(value: _Value, said: Callable[..., str]) -> bool:
    if value.text is not None and value.is_plain and value.text in _NO_VALUE:
        return False
    if value.text in _BOOLEANS and value.is_plain:
        return _BOOLEANS[value.text]
    shown = "a list" if value.text is None else f"{value.text!r:.42}"
    raise DocumentError(said("matter_field", problem=because("no_plain_truth", value=shown)))

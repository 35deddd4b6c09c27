"""Source files, folders and ZIP archives -> Documents; what cannot be read is told and left out."""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import takewhile
from pathlib import Path, PurePath, PurePosixPath
from types import MappingProxyType
from typing import Any

import yaml

from lape_qa.errors import DocumentError
from lape_qa.finnish import tokens
from lape_qa.formats import ARCHIVE, SUFFIXES, archive, extract
from lape_qa.glossary import places_in
from lape_qa.types import Document

_FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)^---[ \t]*(?:\r?\n|\Z)(?:[ \t]*\r?\n)*", re.DOTALL | re.MULTILINE
)
_FIELDS = ("title", "publisher", "author", "published", "region", "language", "url", "rights")
_MARKDOWN = ".md"
_PAGES = (".html", ".htm")
_COMPANIONS = ("_files", "_tiedostot", "_filer")
"""Endings of the folder that a browser saves beside a page, with its pictures and scripts."""
_SIDECAR = ".meta.yaml"
_TITLE_CHARS = 200
_PARAGRAPH_CHARS = 100
_OPENING_LINES = 4
_PLACES = 3


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out, and why: one line for the editor."""

    path: str
    """Of a file in an archive, the archive's path and its own behind it."""
    reason: str

    @property
    def line(self) -> str:
        """The one line that is shown."""
        return f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read, sorted by id, and what was not, in the order it was found."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a folder or of an archive, not read yet."""

    path: PurePath
    """Shown in messages, never opened."""
    content: Callable[[], bytes]
    """Reads the file; DocumentError when it cannot be read."""
    sidecar: "_File | None" = None

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()


def load(paths: Iterable[Path]) -> Loaded:
    """Read every document under the given files, folders and ZIP archives.

    READMEs and hidden files are not documents. A file that cannot be read is skipped with its reason, and the rest
    goes on. Raises DocumentError for a path that does not exist or whose format is unknown, for a duplicate id, and
    when there is no file to read.
    """
    documents: dict[str, Document] = {}
    origin: dict[str, PurePath] = {}
    skipped = []
    for file in _found(paths):
        if isinstance(file, Skipped):
            skipped.append(file)
            continue
        try:
            document = _read(file)
        except DocumentError as error:
            skipped.append(_skip(file.path, error))
            continue
        if document.id in documents:
            raise DocumentError(
                f"two documents have the id {document.id!r}: {origin[document.id]} and {file.path}; "
                "rename one, or give it another `id` in its front matter or sidecar"
            )
        documents[document.id] = document
        origin[document.id] = file.path
    if not documents and not skipped:
        raise DocumentError(
            f"no document found: give files or folders that hold {', '.join(SUFFIXES)} or {ARCHIVE} files"
        )
    return Loaded(tuple(with_inferred_region(documents[key]) for key in sorted(documents)), tuple(skipped))


def read(path: Path) -> Document:
    """Read one file that is no archive, with its sidecar if there is one.

    Plain text is kept to the character. Markdown's text is what follows its front matter, unchanged; that of other
    formats is put together from their headings, paragraphs, lists and tables. Raises DocumentError with the file, the
    place and the remedy.
    """
    [found] = _named(path)
    if isinstance(found, Skipped):
        raise DocumentError(found.line)
    try:
        return _read(found)
    except DocumentError as error:
        raise DocumentError(f"{path}: {error}") from error


def _read(file: _File) -> Document:
    extracted = extract(file.suffix, file.content())
    text = extracted.text
    metadata: Mapping[str, Any] = {}
    if file.suffix == _MARKDOWN:
        if matter := _FRONT_MATTER.match(text):
            # The front matter's first line is the file's second.
            metadata = _parse(matter["yaml"], "front matter", first_line=2)
            text = text[matter.end() :]
    elif file.sidecar:
        metadata = _parse_sidecar(file.sidecar)
    identifier = str(metadata.get("id") or file.path.stem)
    if any("\ud800" <= char <= "\udfff" for char in identifier):
        raise DocumentError("its name is not UTF-8; rename it")
    return make_document(identifier, text, metadata, stated=extracted.stated, pages=extracted.pages)


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
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Document(
        id=identifier, text=text, sha256=digest, opening=opening, inferred=tuple(inferred), pages=pages, **fields
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


def _parse_sidecar(sidecar: _File) -> Mapping[str, Any]:
    """Return the metadata of a file that holds nothing else, so that every key must be known."""
    name = sidecar.path.name
    try:
        source = sidecar.content().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"its sidecar {name} is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    metadata = _parse(source, f"its sidecar {name}", first_line=1)
    unknown = [str(key) for key in metadata if key not in ("id", *_FIELDS)]
    if unknown:
        raise DocumentError(f"its sidecar {name} has an unknown key {unknown[0]!r}; known: id, {', '.join(_FIELDS)}")
    return metadata


def _parse(source: str, where: str, first_line: int) -> Mapping[str, Any]:
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
            raise DocumentError(f"{where}: {key} is not a text; write it on one line, in quotes")
    published = str(metadata.get("published") or "")
    if not _is_date(published.strip()):
        raise DocumentError(f"{where}: published is {published!r}; write a date as 2019-02-01, 2019-02 or 2019")
    return metadata


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


# ---- where files are -----------------------------------------------------------------------------------


def _found(paths: Iterable[Path]) -> Iterator[_File | Skipped]:
    """Yield the files to read, each once, and those that can be told at once not to be read."""
    seen: set[tuple[type, str]] = set()
    for path in paths:
        if path.is_dir():
            found = _in_folder(path)
        elif not path.exists():
            raise DocumentError(f"{path}: no such file or folder")
        elif path.suffix.lower() not in (*SUFFIXES, ARCHIVE):
            raise DocumentError(f"{path}: {_unknown(path)}")
        else:
            found = _opened(_named(path))
        for file in found:
            # An archive may hold a file that is read and another of its name that is skipped.
            key = (type(file), str(file.path))
            if key not in seen:
                seen.add(key)
                yield file


def _named(path: Path) -> Iterator[_File | Skipped]:
    """Yield one file with its sidecar, or why it is skipped."""
    beside = [path.with_name(name) for name in _sidecars(path)]
    return _with_sidecars([_on_disk(file) for file in (path, *beside) if file == path or file.is_file()])


def _in_folder(folder: Path) -> Iterator[_File | Skipped]:
    failed: list[Skipped] = []
    files = []

    def fail(error: OSError) -> None:
        failed.append(Skipped(_shown(PurePath(error.filename)), _unreadable(error)))

    for at, folders, names in os.walk(folder, onerror=fail):
        pages = {Path(name).stem for name in names if Path(name).suffix.lower() in _PAGES}
        companions = {f"{page}{ending}" for page in pages for ending in _COMPANIONS}
        folders[:] = [name for name in folders if not _hidden(name) and name not in companions]
        files += [Path(at, name) for name in names if _is_source(PurePath(name)) and Path(at, name).is_file()]
    yield from failed
    yield from _opened(_with_sidecars([_on_disk(path) for path in sorted(files)]))


def _opened(files: Iterable[_File | Skipped]) -> Iterator[_File | Skipped]:
    """Yield files, and in the place of an archive those in it."""
    for file in files:
        if isinstance(file, Skipped) or file.suffix != ARCHIVE:
            yield file
        else:
            yield from _in_archive(file)


def _in_archive(file: _File) -> Iterator[_File | Skipped]:
    """Yield the files of an archive; their names only name them, nothing is written anywhere."""
    try:
        opened = archive.opened(file.content())
        entries = archive.measured(opened)
    except DocumentError as error:
        yield _skip(file.path, error)
        return
    inside: dict[PurePath, _File] = {}
    for entry in sorted(entries, key=lambda entry: entry.filename):
        name = PurePosixPath(entry.filename.replace("\\", "/").lstrip("/"))
        path = file.path / name
        if path in inside:
            yield Skipped(_shown(path), "stands twice in its archive; only one of the two is read")
        elif _is_source(name):
            inside[path] = _File(path, partial(archive.unpacked, opened, entry))
    for found in _with_sidecars([*inside.values()]):
        if isinstance(found, _File) and found.suffix == ARCHIVE:
            yield Skipped(_shown(found.path), "an archive inside an archive is not read; unpack it")
        else:
            yield found


def _with_sidecars(files: Sequence[_File]) -> Iterator[_File | Skipped]:
    """Yield the documents among files, each with its sidecar, and as skipped what is neither."""
    by_path = {file.path: file for file in files}
    used: set[PurePath] = set()
    for file in files:
        if file.path.name.endswith(_SIDECAR):
            continue
        if file.suffix not in (*SUFFIXES, ARCHIVE):
            yield Skipped(_shown(file.path), _unknown(file.path))
            continue
        paths = [path for path in map(file.path.with_name, _sidecars(file.path)) if path in by_path]
        used.update(paths)
        if len(paths) > 1:
            yield Skipped(_shown(file.path), f"has two sidecars, {paths[0].name} and {paths[1].name}; keep one")
        else:
            yield replace(file, sidecar=by_path[paths[0]] if paths else None)
    for file in files:
        if file.path.name.endswith(_SIDECAR) and file.path not in used:
            yield Skipped(_shown(file.path), "belongs to no document beside it; Markdown has its own front matter")


def _sidecars(path: PurePath) -> tuple[str, ...]:
    """Return the names that a document's sidecar may have; Markdown has its own front matter instead."""
    if path.suffix.lower() in (_MARKDOWN, ARCHIVE):
        return ()
    return f"{path.name}{_SIDECAR}", f"{path.stem}{_SIDECAR}"


def _on_disk(path: Path) -> _File:
    def content() -> bytes:
        try:
            size = path.stat().st_size
            if size > archive.MAX_BYTES:
                raise DocumentError(f"has {size:,} bytes, more than {archive.MAX_BYTES:,}; split it")
            return path.read_bytes()
        except OSError as error:
            raise DocumentError(_unreadable(error)) from error

    return _File(path, content)


def _is_source(path: PurePath) -> bool:
    """Tell what is neither a README nor what programs keep for themselves."""
    is_readme = path.stem.lower() == "readme" and path.suffix.lower() in SUFFIXES
    return not is_readme and not any(map(_hidden, path.parts))


def _hidden(name: str) -> bool:
    """Tell .git, ._copies, Word's ~$locks and __MACOSX."""
    return name.startswith((".", "~$", "__MACOSX")) and name not in (".", "..")


def _unknown(path: PurePath) -> str:
    return f"unknown format {path.suffix!r}; supported: {', '.join((*SUFFIXES, ARCHIVE))}"


def _unreadable(error: OSError) -> str:
    return f"cannot be read: {error.strerror}"


def _skip(path: PurePath, error: DocumentError) -> Skipped:
    return Skipped(_shown(path), str(error))


def _shown(path: PurePath) -> str:
    """Return a path fit for one line of a terminal, whatever signs a file's name holds."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(path))

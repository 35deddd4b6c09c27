"""Files, folders and ZIP archives -> the files to read, each with its sidecar; what is none is told and left out."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath, PurePosixPath

from lape_qa.documents.formats import ARCHIVE, SUFFIXES, archive
from lape_qa.errors import DocumentError

MARKDOWN = ".md"

_PAGES = (".html", ".htm")

_COMPANIONS = ("_files", "_tiedostot", "_filer")
"""Endings of the folder that a browser saves beside a page, with its pictures and scripts."""

_SIDECAR = ".meta.yaml"


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
class File:
    """A file of a folder or of an archive, not read yet."""

    path: PurePath
    """Shown in messages, never opened."""
    content: Callable[[], bytes]
    """Reads the file; DocumentError when it cannot be read."""
    sidecar: "File | None" = None

    @property
    def suffix(self) -> str:
        """The ending of its name, in small letters."""
        return self.path.suffix.lower()


# ---- where files are -----------------------------------------------------------------------------------


def found_files(paths: Iterable[Path]) -> Iterator[File | Skipped]:
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
            found = _opened(named_file(path))
        for file in found:
            # An archive may hold a file that is read and another of its name that is skipped.
            key = (type(file), str(file.path))
            if key not in seen:
                seen.add(key)
                yield file


def named_file(path: Path) -> Iterator[File | Skipped]:
    """Yield one file with its sidecar, or why it is skipped."""
    beside = [path.with_name(name) for name in _sidecars(path)]
    return _with_sidecars([_on_disk(file) for file in (path, *beside) if file == path or file.is_file()])


def _in_folder(folder: Path) -> Iterator[File | Skipped]:
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


def _opened(files: Iterable[File | Skipped]) -> Iterator[File | Skipped]:
    """Yield files, and in the place of an archive those in it."""
    for file in files:
        if isinstance(file, Skipped) or file.suffix != ARCHIVE:
            yield file
        else:
            yield from _in_archive(file)


def _in_archive(file: File) -> Iterator[File | Skipped]:
    """Yield the files of an archive; their names only name them, nothing is written anywhere."""
    try:
        opened = archive.opened(file.content())
        entries = archive.measured(opened)
    except DocumentError as error:
        yield skipped_file(file.path, error)
        return
    inside: dict[PurePath, File] = {}
    for entry in sorted(entries, key=lambda entry: entry.filename):
        name = PurePosixPath(entry.filename.replace("\\", "/").lstrip("/"))
        path = file.path / name
        if path in inside:
            yield Skipped(_shown(path), "stands twice in its archive; only one of the two is read")
        elif _is_source(name):
            inside[path] = File(path, partial(archive.unpacked, opened, entry))
    for found in _with_sidecars([*inside.values()]):
        if isinstance(found, File) and found.suffix == ARCHIVE:
            yield Skipped(_shown(found.path), "an archive inside an archive is not read; unpack it")
        else:
            yield found


def _with_sidecars(files: Sequence[File]) -> Iterator[File | Skipped]:
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
    if path.suffix.lower() in (MARKDOWN, ARCHIVE):
        return ()
    return f"{path.name}{_SIDECAR}", f"{path.stem}{_SIDECAR}"


def _on_disk(path: Path) -> File:
    def content() -> bytes:
        try:
            size = path.stat().st_size
            if size > archive.MAX_BYTES:
                raise DocumentError(f"has {size:,} bytes, more than {archive.MAX_BYTES:,}; split it")
            return path.read_bytes()
        except OSError as error:
            raise DocumentError(_unreadable(error)) from error

    return File(path, content)


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


def skipped_file(path: PurePath, error: DocumentError) -> Skipped:
    """Return a file as left out, for the reason that an error gives."""
    return Skipped(_shown(path), str(error))


def _shown(path: PurePath) -> str:
    """Return a path fit for one line of a terminal, whatever signs a file's name holds."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(path))

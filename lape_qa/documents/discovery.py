"""Files, folders and ZIP archives -> the files to read, each with its sidecar; what is none is told and left out.

Nothing is opened here: what an archive lists is told by `listed`.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PurePosixPath

from lape_qa.documents.extraction import MARKDOWN
from lape_qa.documents.formats import ARCHIVE, SUFFIXES
from lape_qa.documents.sandbox.messages import Entry, Place
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

_PAGES = (".html", ".htm")

_COMPANIONS = ("_files", "_tiedostot", "_filer")
"""Endings of the folder that a browser saves beside a page, with its pictures and scripts."""

SIDECAR = ".meta.yaml"

COLLECTED = ".collected"
"""What collecting keeps for itself in a corpus folder; as a hidden folder it holds no sources."""

SOURCES = "sources.yaml"
"""What is to be collected into a corpus folder."""

_OUTSIDE = re.compile(r"[/\\]|[A-Za-z]:|\A(?:.*[/\\])?\.\.(?:[/\\]|$)", re.DOTALL)
"""Names in an archive that would lead out of the folder that it is unpacked into."""

Listed = Callable[[Place], Sequence[Entry]]
"""Tells the files of an archive; DocumentError when it is refused."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out, and why: one line for the editor."""

    path: str
    """Of a file in an archive, the archive's path and its own behind it."""
    reason: str

    @property
    def line(self) -> str:
        """The one line that is shown."""
        return because("in_file", file=self.path, problem=self.reason)


@dataclass(frozen=True, slots=True)
class Noted:
    """A file that was read, and what its editor should know of it: one line."""

    path: str
    """As of a file that was left out."""
    note: str

    @property
    def line(self) -> str:
        """The one line that is shown."""
        return f"{self.path}: {self.note}"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a folder or of an archive, not read yet."""

    path: PurePath
    """Shown in messages, never opened."""
    place: Place
    """Where it is read from."""
    sidecar: "File | None" = None

    @property
    def suffix(self) -> str:
        """The ending of its name, in small letters."""
        return self.path.suffix.lower()


# ---- where files are -----------------------------------------------------------------------------------


def require_there(path: Path) -> None:
    """Raise DocumentError unless something is at a path."""
    if not path.exists():
        raise DocumentError(f"{path}: no such file or folder")


def found_files(paths: Iterable[Path], listed: Listed) -> Iterator[File | Skipped]:
    """Yield the files to read, each once, and those that can be told at once not to be read."""
    seen: set[tuple[type, str]] = set()
    for path in paths:
        require_there(path)
        if path.is_dir():
            found = _in_folder(path, listed)
        elif path.suffix.lower() not in (*SUFFIXES, ARCHIVE):
            raise DocumentError(because("in_file", file=str(path), problem=_unknown(path)))
        else:
            found = _opened(named_file(path), listed)
        for file in found:
            # An archive may hold a file that is read and another of its name that is skipped.
            key = (type(file), str(file.path))
            if key not in seen:
                seen.add(key)
                yield file


def named_file(path: Path) -> Iterator[File | Skipped]:
    """Yield one file with its sidecar, or why it is skipped. A link is followed: it was named."""
    beside = [path.with_name(name) for name in sidecar_names(path)]
    files, skipped = _within(path.parent, filter(Path.is_file, beside))
    yield from skipped
    yield from _with_sidecars([_on_disk(path), *files])


def _in_folder(folder: Path, listed: Listed) -> Iterator[File | Skipped]:
    failed: list[Skipped] = []
    paths = []

    def fail(error: OSError) -> None:
        failed.append(Skipped(shown(PurePath(error.filename)), because("unreadable", detail=str(error.strerror))))

    for at, folders, names in os.walk(folder, onerror=fail):
        pages = {Path(name).stem for name in names if Path(name).suffix.lower() in _PAGES}
        companions = {f"{page}{ending}" for page in pages for ending in _COMPANIONS}
        folders[:] = [name for name in folders if not _hidden(name) and name not in companions]
        failed += [_linked_folder(folder, Path(at, name)) for name in folders if Path(at, name).is_symlink()]
        for name in names:
            path = Path(at, name)
            if not _is_source(PurePath(name)):
                continue
            if path.is_file():
                paths.append(path)
            elif path.is_symlink():
                failed.append(Skipped(shown(path), because("link_to_nothing")))
    files, skipped = _within(folder, sorted(paths))
    yield from failed
    yield from skipped
    yield from _opened(_with_sidecars(files), listed)


def _linked_folder(folder: Path, path: Path) -> Skipped:
    if _leads_out(folder, path):
        return Skipped(shown(path), because("folder_link_out", folder=shown(folder)))
    return Skipped(shown(path), because("folder_link"))


def _within(folder: Path, paths: Iterable[Path]) -> tuple[list[File], list[Skipped]]:
    """Return the files that stand in the folder, and as skipped those that are links out of it."""
    files, skipped = [], []
    for path in paths:
        if _leads_out(folder, path):
            skipped.append(Skipped(shown(path), because("link_out", folder=shown(folder))))
        else:
            files.append(_on_disk(path))
    return files, skipped


def _leads_out(folder: Path, path: Path) -> bool:
    return path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _opened(files: Iterable[File | Skipped], listed: Listed) -> Iterator[File | Skipped]:
    """Yield files, and in the place of an archive those in it."""
    for file in files:
        if isinstance(file, Skipped) or file.suffix != ARCHIVE:
            yield file
        else:
            yield from _in_archive(file, listed)


def _in_archive(file: File, listed: Listed) -> Iterator[File | Skipped]:
    """Yield the files of an archive; their names only name them, nothing is written anywhere."""
    try:
        entries = listed(file.place)
    except DocumentError as error:
        yield skipped_file(file.path, error)
        return
    inside: dict[PurePath, File] = {}
    for entry in sorted(entries, key=lambda entry: entry.name):
        name = PurePosixPath(entry.name.replace("\\", "/").lstrip("/"))
        path = file.path / name
        if not _is_source(PurePosixPath(*(part for part in name.parts if part != ".."))):
            continue
        if _OUTSIDE.match(entry.name):
            yield Skipped(shown(path), because("leads_out_of_archive"))
        elif entry.is_link:
            yield Skipped(shown(path), because("link_in_archive"))
        elif path in inside:
            yield Skipped(shown(path), because("twice_in_archive"))
        else:
            inside[path] = File(path, replace(file.place, entry=entry.number, name=entry.name))
    for found in _with_sidecars([*inside.values()]):
        if isinstance(found, File) and found.suffix == ARCHIVE:
            yield Skipped(shown(found.path), because("archive_in_archive"))
        else:
            yield found


def _with_sidecars(files: Sequence[File]) -> Iterator[File | Skipped]:
    """Yield the documents among files, each with its sidecar, and as skipped what is neither."""
    by_path = {file.path: file for file in files}
    used: set[PurePath] = set()
    for file in files:
        if file.path.name.endswith(SIDECAR):
            continue
        if file.suffix not in (*SUFFIXES, ARCHIVE):
            yield Skipped(shown(file.path), _unknown(file.path))
            continue
        paths = [path for path in map(file.path.with_name, sidecar_names(file.path)) if path in by_path]
        used.update(paths)
        if len(paths) > 1:
            yield Skipped(shown(file.path), because("two_sidecars", one=paths[0].name, other=paths[1].name))
        else:
            yield replace(file, sidecar=by_path[paths[0]] if paths else None)
    for file in files:
        if file.path.name.endswith(SIDECAR) and file.path not in used:
            yield Skipped(shown(file.path), because("lone_sidecar"))


def sidecar_names(path: PurePath) -> tuple[str, ...]:
    """Return the names that a document's sidecar may have; Markdown has its own front matter instead."""
    if path.suffix.lower() in (MARKDOWN, ARCHIVE):
        return ()
    return f"{path.name}{SIDECAR}", f"{path.stem}{SIDECAR}"


def _on_disk(path: Path) -> File:
    return File(path, Place(os.fsencode(os.path.realpath(path)).decode("latin-1")))


def _is_source(path: PurePath) -> bool:
    """Tell what is neither a README, nor the list of what is to be collected, nor what programs keep for themselves."""
    is_readme = path.stem.lower() == "readme" and path.suffix.lower() in SUFFIXES
    return not is_readme and path.name != SOURCES and not any(map(_hidden, path.parts))


def _hidden(name: str) -> bool:
    """Tell .git, ._copies, Word's ~$locks and __MACOSX."""
    return name.startswith((".", "~$", "__MACOSX")) and name not in (".", "..")


def _unknown(path: PurePath) -> str:
    return because("unknown_format", suffix=repr(path.suffix), formats=", ".join((*SUFFIXES, ARCHIVE)))


def skipped_file(path: PurePath, error: DocumentError) -> Skipped:
    """Return a file as left out, for the reason that an error gives."""
    return Skipped(shown(path), error.why)


def noted_file(path: PurePath, note: str) -> Noted:
    """Return what is to be said of a file that was read."""
    return Noted(shown(path), note)


def shown(path: PurePath) -> str:
    """Return a path fit for one line of a terminal, whatever signs a file's name holds."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(path))

"""The folder of sources and what comes into it: names that are safe, sidecars, and changes that can be taken back.

Before a change touches the folder, what it will remove or replace is copied into the folder of its job, at the same
place below `held/`; what it brings waits below `new/` and is copied from there. Of a page that has not come yet, what
its editor says of it waits in `said.json`. So a change that was killed anywhere
is taken back, and carried out anew, from what is on disk.
"""

import json
import re
import shutil
import unicodedata
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path, PurePath
from typing import BinaryIO

import yaml

from lape_qa import durable_files
from lape_qa.documents import loading
from lape_qa.documents.collecting.page import Fetched
from lape_qa.documents.discovery import sidecar_names
from lape_qa.documents.extraction import MARKDOWN
from lape_qa.documents.formats import SUFFIXES
from lape_qa.documents.formats.archive import MAX_BYTES
from lape_qa.documents.model import Document
from lape_qa.documents.recognition import Recognise
from lape_qa.errors import Conflict, DocumentError
from lape_qa.reasons import because

MAX_FILE_BYTES = MAX_BYTES
"""Of one file, as when it is indexed."""
FIELDS = ("title", "publisher", "author", "published", "region", "language", "url", "rights", "groups")
"""What an editor may say of a document, beside `id` and `digest`."""

_LONGEST_NAME = 200
"""Bytes of a file's name; with its sidecar's ending it must fit into 255."""
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]')
"""What file systems refuse, and what makes a name look like another."""
_SIDECAR = ".meta.yaml"
_SAID = "said.json"


# ---- names and sidecars ------------------------------------------------------------------------------------


def safe_name(given: str) -> str:
    """Return the name that an uploaded file gets: the last part of what was given, its letters kept.

    Raises DocumentError for what can be no source: an unknown ending, a README, or nothing before the ending.
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    tidy = " ".join(_NOT_IN_NAMES.sub(" ", last).split()).lstrip(".~$ ")
    name = PurePath(tidy)
    suffix = name.suffix.lower()
    if suffix not in SUFFIXES:
        raise _refusal(tidy or "a file", because("unknown_format", suffix=repr(suffix), formats=", ".join(SUFFIXES)))
    if name.stem.casefold() == "readme":
        raise _refusal(tidy, because("readme"))
    if any("\ud800" <= char <= "\udfff" for char in tidy):
        raise _refusal("a file", because("name_not_utf8"))
    if len(tidy.encode("utf-8")) > _LONGEST_NAME:
        raise _refusal(f"{tidy[:60]}…", because("name_too_long"))
    return f"{name.stem.rstrip()}{suffix}"


def _refusal(file: str, problem: str) -> DocumentError:
    return DocumentError(because("in_file", file=file, problem=problem))


def sidecar_of(file: Path) -> Path:
    """Return the sidecar that is written beside a file."""
    return file.with_name(f"{file.name}{_SIDECAR}")


def has_front_matter(name: str) -> bool:
    """Tell whether a file says itself what others have a sidecar for."""
    return PurePath(name).suffix == MARKDOWN


def put(folder: Path, name: str, content: BinaryIO, said: Mapping[str, str | bool]) -> Path:
    """Copy an upload into a folder of its own, with a sidecar of what its editor says of it; return the file."""
    folder.mkdir(mode=0o700, parents=True)
    file = folder / name
    with file.open("wb") as stream:
        shutil.copyfileobj(content, stream)
    if said:
        written = yaml.safe_dump(dict(said), allow_unicode=True, sort_keys=False, width=10_000)
        sidecar_of(file).write_text(written, encoding="utf-8")
    durable_files.sync_tree(folder)
    return file


def tried(file: Path, recognise: Recognise | None = None) -> tuple[Document, tuple[str, ...]]:
    """Read a file in the sandbox, as indexing will; return the document and what its editor should know.

    Raises DocumentError with the file's name and the reason, as indexing would give it.
    """
    loaded = loading.load([file], recognise=recognise)
    for skipped in loaded.skipped:
        raise _refusal(PurePath(skipped.path).name, skipped.reason)
    return loaded.documents[0], tuple(noted.note for noted in loaded.noted)


def said_by_editor(document: Document) -> dict[str, str | bool]:
    """Return what an editor has said of a document: its fields that were not guessed."""
    given = {name: ", ".join(document.groups) if name == "groups" else getattr(document, name) for name in FIELDS}
    said: dict[str, str | bool] = {
        name: value for name, value in given.items() if value and name not in document.inferred
    }
    return said | ({"digest": True} if document.digest else {})


def keep_said(staged: Path, said: Mapping[str, str | bool]) -> None:
    """Keep what is said of a page that has not come yet."""
    staged.mkdir(mode=0o700, parents=True)
    (staged / _SAID).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    durable_files.sync_tree(staged)


def put_page(staged: Path, name: str, page: Fetched) -> Path:
    """Put a page that has come where an upload would be, with a sidecar of what was said of it and where it is."""
    shutil.rmtree(staged / "new", ignore_errors=True)
    said = json.loads((staged / _SAID).read_text(encoding="utf-8"))
    return put(staged / "new", name, BytesIO(page.content), said | {"url": page.url})


# ---- changes -----------------------------------------------------------------------------------------------


def new_files(staged: Path) -> tuple[Path, ...]:
    """Return what a job brings: the document, and its sidecar if it has one."""
    return tuple(sorted((staged / "new").glob("*"), key=lambda file: file.name.endswith(_SIDECAR)))


def require_free(corpus: Path, target: Path) -> None:
    """Raise Conflict when a file of this name, or a sidecar that would be taken for its own, is in the folder."""
    for path in (target, *map(target.with_name, sidecar_names(target))):
        if path.exists():
            shown = path.relative_to(corpus)
            raise Conflict(because("place_taken", file=shown.as_posix()))


def hold(corpus: Path, staged: Path, file: Path) -> None:
    """Keep a copy of a file and its sidecars, so that what is done next can be taken back."""
    held = staged / "held" / file.parent.relative_to(corpus)
    held.mkdir(parents=True)
    # The document last: where it is, all of it is.
    for path in (*map(file.with_name, sidecar_names(file)), file):
        if path.exists():
            shutil.copy2(path, held / path.name)
    durable_files.sync_tree(staged / "held")


def place(files: Iterable[Path], target: Path) -> None:
    """Copy a document to a place, and its sidecar beside it, each whole or not at all; what was there is replaced."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # The sidecar first: the document is never there without it.
    for file in reversed(list(files)):
        _copy(file, sidecar_of(target) if file.name.endswith(_SIDECAR) else target)


def _copy(file: Path, target: Path) -> None:
    # Hidden, so that nothing reads half of it.
    beside = target.with_name(f".{target.name[:_LONGEST_NAME]}.new")
    shutil.copyfile(file, beside)
    durable_files.sync(beside)
    beside.replace(target)
    durable_files.sync(target.parent)


def take_back(corpus: Path, staged: Path, target: Path | None) -> None:
    """Undo a change, however far it came: what it has placed goes, what was held comes back."""
    if target is not None:
        for path in (target, sidecar_of(target)):
            path.unlink(missing_ok=True)
    held = staged / "held"
    for file in sorted(held.rglob("*")):
        if file.is_file():
            _copy(file, corpus / file.relative_to(held))
    shutil.rmtree(held, ignore_errors=True)

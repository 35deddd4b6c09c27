"""Source files, folders and ZIP archives -> Documents; what cannot be read is told and left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from lape_qa.documents.discovery import MARKDOWN, File, Skipped, found_files, named_file, skipped_file
from lape_qa.documents.formats import ARCHIVE, SUFFIXES, extract
from lape_qa.documents.metadata import FRONT_MATTER, make_document, parsed, parsed_sidecar, with_inferred_region
from lape_qa.documents.model import Document
from lape_qa.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read, sorted by id, and what was not, in the order it was found."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...] = ()


def load(paths: Iterable[Path]) -> Loaded:
    """Read every document under the given files, folders and ZIP archives.

    READMEs and hidden files are not documents. A file that cannot be read is skipped with its reason, and the rest
    goes on. Raises DocumentError for a path that does not exist or whose format is unknown, for a duplicate id, and
    when there is no file to read.
    """
    documents: dict[str, Document] = {}
    origin: dict[str, PurePath] = {}
    skipped = []
    for file in found_files(paths):
        if isinstance(file, Skipped):
            skipped.append(file)
            continue
        try:
            document = _read(file)
        except DocumentError as error:
            skipped.append(skipped_file(file.path, error))
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
    [found] = named_file(path)
    if isinstance(found, Skipped):
        raise DocumentError(found.line)
    try:
        return _read(found)
    except DocumentError as error:
        raise DocumentError(f"{path}: {error}") from error


def _read(file: File) -> Document:
    extracted = extract(file.suffix, file.content())
    text = extracted.text
    metadata: Mapping[str, Any] = {}
    if file.suffix == MARKDOWN:
        if matter := FRONT_MATTER.match(text):
            # The front matter's first line is the file's second.
            metadata = parsed(matter["yaml"], "front matter", first_line=2)
            text = text[matter.end() :]
    elif file.sidecar:
        metadata = parsed_sidecar(file.sidecar)
    identifier = str(metadata.get("id") or file.path.stem)
    if any("\ud800" <= char <= "\udfff" for char in identifier):
        raise DocumentError("its name is not UTF-8; rename it")
    return make_document(identifier, text, metadata, stated=extracted.stated, pages=extracted.pages)

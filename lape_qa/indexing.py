"""Source files -> an index in use."""

import unicodedata
from collections.abc import Callable, Container, Iterable
from functools import partial
from pathlib import Path, PurePath

from lape_qa import durable_files
from lape_qa.documents import loading
from lape_qa.documents.discovery import File, Noted, Skipped, found_files, shown, sidecar_names
from lape_qa.documents.loading import Loaded
from lape_qa.documents.recognition import Recognise, Tesseract
from lape_qa.documents.sandbox.messages import Entry, Place
from lape_qa.encoding.choice import ModelChoice
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import DocumentError, NoSources, StorageError
from lape_qa.index import spreading, store
from lape_qa.index.model import Built, Progress, silent
from lape_qa.index.store import Erased
from lape_qa.index.stores import open_store
from lape_qa.reasons import because
from lape_qa.settings import Settings, load_settings

Tell = Callable[[Skipped], None]
"""Called with each file that is left out."""

Note = Callable[[Noted], None]
"""Called with what an editor should know of a file that was read."""


def build_index(
    sources: Path | str | Iterable[Path],
    index: Path | str,
    *,
    encoder: Encoder | None = None,
    settings: Settings | None = None,
    progress: Progress = silent,
    tell: Tell = lambda _skipped: None,
    note: Note = lambda _noted: None,
) -> tuple[Built, tuple[Skipped, ...]]:
    """Index files, folders and ZIP archives into an index folder or a database; return what was built and left out.

    Does nothing when the index is up to date. How passages are cut, which model encodes them, whether text in pictures
    is recognised and what is kept of earlier builds are as the settings say, those of the environment (`LAPE_QA_…`) by
    default. Raises DocumentError when no file can be read, UsageError for a wrong setting or where Tesseract is wanted
    and not installed, ModelError when the model cannot be loaded, StorageError when the disk refuses: what was served
    before then still is.

        built, skipped = build_index("corpus", "index")
    """
    settings = settings or load_settings()
    paths = [Path(sources)] if isinstance(sources, Path | str) else sources
    loaded = load_documents(paths, tell, note, recogniser(settings))
    encoder = encoder or open_encoder(settings.model_choice(), settings.cache)
    generations = open_store(index, settings.cache)
    with loading.originals(loaded) as originals:
        recipe, keep = settings.recipe(encoder), settings.keep()
        built = generations.build(loaded.documents, recipe, progress, keep, originals)
    return built, loaded.skipped


def encode_documents(
    sources: Iterable[Path],
    index: Path | str,
    encoder: Encoder,
    settings: Settings,
    progress: Progress = silent,
    tell: Tell = lambda _skipped: None,
    note: Note = lambda _noted: None,
) -> tuple[int, Loaded]:
    """Encode sources beforehand on the Ray cluster that was joined (`spreading.cluster`), for the next `build_index`.

    Return of how many texts, and what was read. Whatever a worker sends is kept, also when the rest is interrupted.
    Raises errors as `build_index` does, and ModelError when a worker has not the same encoder.
    """
    loaded = load_documents(sources, tell, note, recogniser(settings))
    opened = partial(encoder_here, settings.model_choice())
    compute = spreading.spread(opened, spreading.identity(encoder))
    generations = open_store(index, settings.cache)
    return generations.encode(loaded.documents, settings.recipe(encoder), compute, progress), loaded


def encoder_here(choice: ModelChoice) -> Encoder:
    """Return a model's encoder on the machine that this runs on, in the cache folder of its own settings."""
    return open_encoder(choice, load_settings().cache)


def recogniser(settings: Settings) -> Recognise | None:
    """Return what recognises text in pictures, None where it is not wanted; UsageError where it is not installed."""
    return Tesseract(settings.cache / "recognised") if settings.ocr else None


def erase_document(
    sources: Iterable[Path],
    identifier: str,
    index: Path,
    *,
    by: str,
    encoder: Encoder,
    settings: Settings,
    progress: Progress = silent,
) -> Erased:
    """Erase a document for good: its files among the sources, and all that an index folder keeps of it.

    Raises DocumentError when it stands in an archive, and as `store.erase` does: then nothing is erased.
    """
    paths, recognise = list(sources), recogniser(settings)
    file = source_of(paths, identifier, recognise)

    def remove() -> None:
        left = file
        # Another file may have had the same id, and is read now that the first is gone.
        while left is not None:
            remove_source(left)
            left = source_of(filter(Path.exists, paths), identifier, recognise)

    return store.erase(index, identifier, settings.recipe(encoder), by, remove, progress)


def source_of(sources: Iterable[Path], identifier: str, recognise: Recognise | None = None) -> Path | None:
    """Return the file that a document is read from, None when there is none.

    Raises DocumentError when it is in an archive, or may be a file that cannot be read.
    """
    paths = list(sources)
    if file := _called_so(paths, identifier, recognise):
        return file
    try:
        loaded = loading.load(paths, recognise=recognise)
    except NoSources:
        return None
    place = loaded.places.get(identifier)
    if place is None:
        for skipped in loaded.skipped:
            if unicodedata.normalize("NFC", PurePath(skipped.path).stem) == identifier:
                raise DocumentError(because("perhaps_it", problem=skipped.line, id=repr(identifier)))
        return None
    if not (file := Path(place)).is_file():
        raise DocumentError(because("in_file", file=shown(place), problem=because("stands_in_archive")))
    return file


def _called_so(paths: Iterable[Path], identifier: str, recognise: Recognise | None) -> Path | None:
    """Return the file that is called by an id, without reading the others; None where another one may have the id."""
    archives: list[Place] = []

    def listed(archive: Place) -> tuple[Entry, ...]:
        archives.append(archive)
        return ()

    files = [Path(found.path) for found in found_files(paths, listed) if isinstance(found, File)]
    named = [file for file in files if unicodedata.normalize("NFC", file.stem) == identifier]
    if archives or len(named) != 1:
        return None
    return named[0] if identifier in loading.load(named, recognise=recognise).places else None


def remove_source(file: Path, but: Container[Path | None] = ()) -> None:
    """Remove a source file with its sidecars, but for some; StorageError when the disk refuses."""
    try:
        # The document first: a sidecar by itself is none.
        for path in (file, *map(file.with_name, sidecar_names(file))):
            if path not in but:
                path.unlink(missing_ok=True)
        durable_files.sync(file.parent)
    except OSError as error:
        raise StorageError(f"cannot remove {shown(file)}: {error.strerror}") from error


def load_documents(paths: Iterable[Path], tell: Tell, note: Note, recognise: Recognise | None = None) -> Loaded:
    """Read source files; DocumentError, once all that were left out are told, when there is no document among them."""
    loaded = loading.load(paths, recognise=recognise)
    if not loaded.documents and len(loaded.skipped) == 1:
        raise DocumentError(loaded.skipped[0].line)
    for skipped in loaded.skipped:
        tell(skipped)
    for noted in loaded.noted:
        note(noted)
    if not loaded.documents:
        raise DocumentError(because("none_read", count=len(loaded.skipped)))
    return loaded

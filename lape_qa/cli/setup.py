"""What the commands work with: the model, the sources, the index and the assistant, as the settings say."""

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text

from lape_qa import indexing
from lape_qa.answer.llm_client import LlmServer
from lape_qa.assistant import Assistant
from lape_qa.cli import console
from lape_qa.documents.discovery import Noted, Skipped
from lape_qa.documents.loading import Loaded
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.index import store
from lape_qa.index.model import Built
from lape_qa.index.stores import Place, folder_of
from lape_qa.reading.reader import Reading, reading_of
from lape_qa.settings import Settings


def with_reader(settings: Settings, *, off: bool) -> Settings:
    """Return the settings, with the reader off where a command was told so."""
    return settings.model_copy(update={"reader": False}) if off else settings


def load_encoder(settings: Settings) -> Encoder:
    """Load the model that the settings name."""
    with console.waiting("loading the model (the first time: half a minute, as it is unpacked)"):
        return open_encoder(settings.model_choice(), settings.cache)


def load_reader(settings: Settings) -> Reading:
    """Load the reader; a line on standard error where it should be there and is not."""
    with console.waiting("loading the reader (the first time: half a minute, as it is made)"):
        found = reading_of(settings.model, settings.cache, wanted=settings.reader)
    if found.wanted and found.absence:
        console.err.print(Text(f"answering without the reader: {found.absence}"), soft_wrap=True)
    return found


def open_assistant(
    settings: Settings, index: Path | None, encoder: Encoder | None = None, llm: LlmServer | None = None
) -> Assistant:
    """Open an index, that of the settings unless another is given; IndexUnavailable when there is none."""
    place = index or settings.place
    # Said before the model is loaded, which takes seconds.
    settings.generations_at(index).current()
    encoder = encoder or load_encoder(settings)
    return Assistant.open(place, encoder=encoder, llm=llm, reader=load_reader(settings).reader)


def first_index(settings: Settings) -> Encoder | None:
    """Build the index of the corpus where none was ever made and no setting says where it is; return its encoder.

    So the first question after installing is answered. An index that a setting names, or one in a database, is
    somebody's to make.
    """
    if settings.store or "index" in settings.model_fields_set or not settings.generations_at(settings.index).is_empty():
        return None
    console.err.print("there is no index yet: it is made now, once, in a few minutes", soft_wrap=True)
    encoder = load_encoder(settings)
    build_index(settings, [settings.corpus], settings.index, encoder)
    return encoder


def build_index(
    settings: Settings, paths: list[Path], place: Place, encoder: Encoder
) -> tuple[Built, Sequence[tuple[str, str]]]:
    """Index the sources; return what was built, and the files that were skipped, each with the reason."""
    with console.progress() as progress:
        built, skipped = indexing.build_index(
            paths, place, encoder=encoder, settings=settings, progress=progress, tell=_tell, note=_note
        )
    return built, [(file.path, file.reason) for file in skipped]


def encode(settings: Settings, paths: list[Path], place: Place, encoder: Encoder) -> tuple[int, Loaded]:
    """Encode the sources on a Ray cluster that was joined; return of how many texts, and what was read."""
    with console.progress() as progress:
        return indexing.encode_documents(paths, place, encoder, settings, progress, _tell, _note)


def erase_document(settings: Settings, paths: list[Path], identifier: str, index: Path | None) -> store.Erased:
    """Erase a document for good, and tell how far that is; UsageError when the index is in a database."""
    folder = folder_of(index or settings.place, "erase", "docs/scale.md says how a document is erased from it")
    # Said before the model is loaded, which takes seconds.
    store.current_name(folder)
    encoder = load_encoder(settings)
    with console.progress() as progress:
        return indexing.erase_document(
            paths, identifier, folder, by="command line", encoder=encoder, settings=settings, progress=progress
        )


def read_sources(paths: list[Path]) -> Loaded:
    """Read the sources, with a line on standard error for each file that is skipped; DocumentError without any."""
    return indexing.load_documents(paths, _tell, _note)


def _tell(skipped: Skipped) -> None:
    console.err.print(Text(f"skipped: {skipped.line}"), soft_wrap=True)


def _note(noted: Noted) -> None:
    console.err.print(Text(f"note: {noted.line}"), soft_wrap=True)

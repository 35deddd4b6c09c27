"""What the commands work with: the model, the sources, the index and the assistant, as the settings say."""

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text

from lape_qa.answer.llm_client import LlmServer
from lape_qa.assistant import Assistant
from lape_qa.cli import console
from lape_qa.documents import loading
from lape_qa.encoding.protocol import Encoder
from lape_qa.encoding.sentence_transformer import SentenceTransformerEncoder
from lape_qa.errors import DocumentError, IndexUnavailable
from lape_qa.index import store
from lape_qa.settings import Settings


def load_encoder(settings: Settings) -> Encoder:
    """Load the model that the settings name."""
    with console.err.status(
        "loading the model (the first time, it is unpacked and a faster copy made for questions: a minute)"
    ):
        return SentenceTransformerEncoder(settings.model_choice(), settings.cache)


def open_assistant(
    settings: Settings, index: Path | None, encoder: Encoder | None = None, llm: LlmServer | None = None
) -> Assistant:
    """Open an index, that of the settings unless another is given; IndexUnavailable when there is none."""
    folder = index or settings.index
    if not store.Layout(folder).current.exists():
        # Said before the model is loaded, which takes seconds.
        raise IndexUnavailable(f"no index in {folder}: run `lape-qa index --index {folder}`")
    encoder = encoder or load_encoder(settings)
    return Assistant(store.open_index(folder, encoder), encoder, llm)


def build_index(
    settings: Settings, paths: list[Path], folder: Path, encoder: Encoder
) -> tuple[store.Built, Sequence[tuple[str, str]]]:
    """Index the sources; return what was built, and the files that were skipped, each with the reason."""
    loaded = _load(paths)
    skipped = [(file.path, file.reason) for file in loaded.skipped]
    with console.progress() as progress:
        built = store.build(folder, loaded.documents, settings.recipe(encoder), progress, settings.keep())
    return built, skipped


def _load(paths: list[Path]) -> loading.Loaded:
    """Read the sources; a line on standard error for each file that is skipped."""
    loaded = read(paths)
    _tell(loaded)
    return loaded


def read(paths: list[Path]) -> loading.Loaded:
    """Read the sources; DocumentError, after the reasons, when there is no document among them."""
    loaded = loading.load(paths)
    if loaded.documents:
        return loaded
    if len(loaded.skipped) == 1:
        raise DocumentError(loaded.skipped[0].line)
    _tell(loaded)
    raise DocumentError(f"none of the {len(loaded.skipped)} files could be read")


def _tell(loaded: loading.Loaded) -> None:
    for skipped in loaded.skipped:
        console.err.print(Text(f"skipped: {skipped.line}"), soft_wrap=True)

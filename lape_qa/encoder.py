"""Text -> vectors, by sentence-transformers; the bundled multilingual-e5-small unless another is set."""

import hashlib
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np

from lape_qa.bundled_model import BUNDLED_MODEL, PASSAGE_PROMPT, QUERY_PROMPT, bundled_folder
from lape_qa.errors import ModelError
from lape_qa.types import Encoded, Vectors

Role = Literal["query", "passage"]
Progress = Callable[[int], None]
"""Called with the number of texts just done."""

_BATCH_CHARS = 16_000
"""Characters in a batch, padding included: about 4,000 tokens."""
_SAMPLE = 1 << 20


class Encoder(Protocol):
    """The port: texts in, one vector of unit length for each out."""

    @property
    def name(self) -> str:
        """The model's name as the manifest shows it."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text could get another vector."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def fits(self, text: str) -> bool:
        """Tell whether a passage is within the model's own maximum, prompt included."""

    def encode(self, texts: Sequence[str], role: Role, progress: Progress | None = None) -> Vectors:
        """Return vectors of shape (len(texts), dimensions), rows of unit length, in the order of the texts."""

    def encode_tokens(
        self, texts: Sequence[str], role: Role, progress: Progress | None = None
    ) -> Iterator[tuple[int, Encoded]]:
        """Yield each text's number and its Encoded, in any order; what is beyond the model's maximum has no tokens."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which sentence-transformers model to use, and how to speak to it.

    `name`: the bundled model's name, a folder, or a name in the local hub cache. A prompt or length left
    as None is taken from the model's own configuration.
    """

    name: str = BUNDLED_MODEL
    query_prompt: str | None = None
    passage_prompt: str | None = None
    max_tokens: int | None = None


class SentenceTransformerEncoder:
    """An Encoder over any sentence-transformers model, on the CPU.

    A text longer than the model's maximum is not cut off: it is encoded in windows, whose vectors are
    averaged by their length. Where the processor multiplies bfloat16 natively the heavy products use it
    (twice as fast, cosine with plain float32 above 0.9999).
    """

    def __init__(self, choice: ModelChoice, cache: Path) -> None:
        bundled = choice.name == BUNDLED_MODEL
        folder = bundled_folder(cache) if bundled else _local_folder(choice.name)
        self.name = choice.name
        self._model = _load(folder, choice)
        own = self._model.prompts
        self._prompts: dict[Role, str] = {
            "query": _first(choice.query_prompt, own.get("query"), QUERY_PROMPT if bundled else ""),
            "passage": _first(
                choice.passage_prompt, own.get("document") or own.get("passage"), PASSAGE_PROMPT if bundled else ""
            ),
        }
        if choice.max_tokens is not None:
            self._model.max_seq_length = choice.max_tokens
        self.max_tokens = int(self._model.max_seq_length or self._model.tokenizer.model_max_length)
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = _fingerprint(folder, self._prompts, self.max_tokens)

    def fits(self, text: str) -> bool:
        """Tell whether a passage is within the model's own maximum, prompt included."""
        # A token is at least one character, so most texts need no counting.
        whole = self._prompts["passage"] + text
        return len(whole) + 2 <= self.max_tokens or self._count(whole) <= self.max_tokens

    def encode(self, texts: Sequence[str], role: Role, progress: Progress | None = None) -> Vectors:
        """Return vectors of shape (len(texts), dimensions), rows of unit length, in the order of the texts."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        pieces = [(row, piece) for row, text in enumerate(texts) for piece in self._windows(self._prompts[role] + text)]
        # Sorted by length, so that a batch holds little padding.
        pieces.sort(key=lambda piece: len(piece[1]))
        for batch in _batches(pieces):
            encoded = self._forward([text for _, text in batch])
            for (row, text), vector in zip(batch, encoded, strict=True):
                vectors[row] += vector * len(text)
            if progress:
                progress(len(batch))
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(norms > 0, norms, 1)).astype(np.float32)

    def encode_tokens(
        self, texts: Sequence[str], role: Role, progress: Progress | None = None
    ) -> Iterator[tuple[int, Encoded]]:
        """Yield each text's number and its Encoded, shortest text first."""
        prompt = self._prompts[role]
        pieces = sorted(enumerate(texts), key=lambda piece: len(piece[1]))
        for batch in _batches(pieces):
            marked = self._tokenise([prompt + text for _, text in batch], truncation=True, max_length=self.max_tokens)
            outputs = self._run([prompt + text for _, text in batch], output_value=None)
            for (row, text), offsets, output in zip(batch, marked["offset_mapping"], outputs, strict=True):
                yield row, self._encoded(len(prompt), text, offsets, output, role)
            if progress:
                progress(len(batch))

    def _encoded(self, prompt: int, text: str, offsets: Sequence[tuple[int, int]], output: Any, role: Role) -> Encoded:
        inside = [place for place, (start, end) in enumerate(offsets) if end > max(start, prompt)]
        cut_off = len(offsets) >= self.max_tokens
        vector = self.encode([text], role)[0] if cut_off else output["sentence_embedding"].float().numpy()
        ranges = [(max(0, offsets[place][0] - prompt), offsets[place][1] - prompt) for place in inside]
        return Encoded(
            vector=vector / np.linalg.norm(vector),
            ids=output["input_ids"].numpy()[inside],
            # A token may begin with the space before its word, which is not in the word's sentence.
            starts=np.array([end - len(text[start:end].lstrip()) for start, end in ranges], np.int64),
            tokens=output["token_embeddings"].float().numpy()[inside],
        )

    def _tokenise(self, texts: list[str], **options: Any) -> Any:
        return self._model.tokenizer(texts, return_offsets_mapping=True, verbose=False, **options)

    def _forward(self, texts: list[str]) -> Vectors:
        vectors: Vectors = np.asarray(self._run(texts), np.float32)
        return vectors

    def _run(self, texts: list[str], **options: Any) -> Any:
        import torch

        # torch's own check for native bfloat16 has no public name.
        with torch.autocast("cpu", torch.bfloat16, enabled=torch.ops.mkldnn._is_mkldnn_bf16_supported()):
            return self._model.encode(texts, prompt="", batch_size=len(texts), show_progress_bar=False, **options)

    def _count(self, text: str) -> int:
        return len(self._model.tokenizer(text, verbose=False)["input_ids"])

    def _windows(self, text: str) -> list[str]:
        """Cut a text into stretches of at most the model's maximum, at token borders."""
        if len(text) + 2 <= self.max_tokens:
            return [text]
        ends = [end for _, end in self._tokenise([text], add_special_tokens=False)["offset_mapping"][0]]
        # Two special tokens, and one more because a stretch cut loose may begin with another token.
        room = self.max_tokens - 3
        if len(ends) <= room + 1:
            return [text]
        cuts = [0, *ends[room - 1 : -1 : room], len(text)]
        return [text[start:end] for start, end in pairwise(cuts)]


def _batches(pieces: Sequence[tuple[int, str]]) -> Iterator[Sequence[tuple[int, str]]]:
    """Cut pieces, sorted by length, into batches of about the same amount of text."""
    start = 0
    for at, (_, text) in enumerate(pieces):
        if at > start and len(text) * (at - start + 1) > _BATCH_CHARS:
            yield pieces[start:at]
            start = at
    if start < len(pieces):
        yield pieces[start:]


def _first(*values: str | None) -> str:
    return next((value for value in values if value is not None), "")


def _local_folder(name: str) -> Path:
    """Return the folder of a model named by path or by its name in the local hub cache; nothing is downloaded."""
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise ModelError(
            f"the model {name!r} is neither a folder nor in the local model cache: give a folder of a "
            f"sentence-transformers model in LAPE_QA_MODEL, or leave it unset for {BUNDLED_MODEL}"
        ) from error


def _load(folder: Path, choice: ModelChoice) -> Any:
    # Imported here: it takes seconds, and `lape-qa --help` should not wait for it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelError(
            f"the model {choice.name!r} cannot be loaded: {str(error).splitlines()[0]}. Give a folder of a "
            f"sentence-transformers model in LAPE_QA_MODEL, or leave it unset for {BUNDLED_MODEL}"
        ) from error


def _fingerprint(folder: Path, prompts: Mapping[Role, str], max_tokens: int) -> str:
    """Hash what decides a vector: prompts, maximum, and the model's files (of large ones the size and both ends)."""
    digest = hashlib.sha256(repr((sorted(prompts.items()), max_tokens)).encode())
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "README.md"):
        size = file.stat().st_size
        digest.update(f"{file.relative_to(folder).as_posix()} {size}\n".encode())
        with file.open("rb") as stream:
            digest.update(stream.read(_SAMPLE))
            stream.seek(max(0, size - _SAMPLE))
            digest.update(stream.read())
    return digest.hexdigest()[:16]

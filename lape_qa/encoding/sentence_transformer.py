"""Text -> vectors, by sentence-transformers; the bundled multilingual-e5-small unless another is set."""

import hashlib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from lape_qa.encoding import onnx_export, weights
from lape_qa.encoding.bundled_e5 import BUNDLED_MODEL, PASSAGE_PROMPT, QUERY_PROMPT, bundled_folder
from lape_qa.encoding.model import Encoded, Vectors
from lape_qa.encoding.onnx_export import QuestionModel, Traits
from lape_qa.encoding.protocol import Advance, Role
from lape_qa.encoding.tokenizing import tokenizer_of
from lape_qa.errors import ModelError, plainly

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH_CHARS = 4_000
"""Characters in a batch, padding included: about 1,000 tokens; larger batches are slower, as caches overflow."""
_SAMPLE = 1 << 20


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

    Questions go through the model's 8-bit graph (`onnx_export`), each on the thread that asks; passages through
    the model itself, in batches on all cores, and questions too where no graph can be made. It is loaded when it
    is first needed. A text longer than the model's maximum is not cut off: it is encoded in windows, whose vectors
    are averaged by their length. Where the processor multiplies bfloat16 natively the model is in bfloat16 (three
    times as fast, cosine with plain float32 above 0.9999).
    """

    def __init__(self, choice: ModelChoice, cache: Path) -> None:
        bundled = choice.name == BUNDLED_MODEL
        folder = bundled_folder(cache) if bundled else _local_folder(choice.name)
        self.name = choice.name
        self._passages = _Loaded(folder, choice)
        made = _question_model(folder, cache / "models", self._passages)
        self._questions = made if isinstance(made, QuestionModel) else None
        self.refusal = made if isinstance(made, str) else ""
        """Why questions are encoded by torch; empty when they are not."""
        traits = self._questions.traits if self._questions else Traits.of(self._passages.model)
        self._prompts: dict[Role, str] = {
            "query": _first(choice.query_prompt, traits.prompts.get("query"), QUERY_PROMPT if bundled else ""),
            "passage": _first(
                choice.passage_prompt,
                traits.prompts.get("document") or traits.prompts.get("passage"),
                PASSAGE_PROMPT if bundled else "",
            ),
        }
        self.max_tokens = choice.max_tokens or traits.max_tokens
        self.dimensions = traits.dimensions
        self.weights = weights.identity(folder)
        self.fingerprint = _fingerprint(folder, self._prompts, self.max_tokens)
        tokenizer = self._questions.tokenizer if self._questions else self._passages.tokenizer
        self._tokenizer = tokenizer_of(tokenizer)

    def fits(self, text: str) -> bool:
        """Tell whether a passage is within the model's own maximum, prompt included."""
        # A token is at least one character, so most texts need no counting.
        whole = self._prompts["passage"] + text
        return len(whole) + 2 <= self.max_tokens or len(self._tokenizer.encode(whole).ids) <= self.max_tokens

    def encode(self, texts: Sequence[str], role: Role, advance: Advance | None = None) -> Vectors:
        """Return vectors of shape (len(texts), dimensions), rows of unit length, in the order of the texts."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        pieces = [(row, piece) for row, text in enumerate(texts) for piece in self._windows(self._prompts[role] + text)]
        # Sorted by length, so that a batch holds little padding.
        pieces.sort(key=lambda piece: len(piece[1]))
        for batch in _batches(pieces):
            encoded = self._vectors([text for _, text in batch], role)
            for (row, text), vector in zip(batch, encoded, strict=True):
                vectors[row] += vector * len(text)
            if advance:
                advance(len(batch))
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(norms > 0, norms, 1)).astype(np.float32)

    def encode_tokens(
        self, texts: Sequence[str], role: Role, advance: Advance | None = None
    ) -> Iterator[tuple[int, Encoded]]:
        """Yield each text's number and its Encoded, shortest text first."""
        prompt = self._prompts[role]
        pieces = sorted(enumerate(texts), key=lambda piece: len(piece[1]))
        for batch in _batches(pieces):
            whole = [prompt + text for _, text in batch]
            marked = [self._marks(text) for text in whole]
            outputs = self._outputs(marked, whole, role)
            for (row, text), marks, output in zip(batch, marked, outputs, strict=True):
                yield row, self._encoded(len(prompt), text, marks, output, role)
            if advance:
                advance(len(batch))

    def _encoded(self, prompt: int, text: str, marks: Encoding, output: "_Output", role: Role) -> Encoded:
        offsets = marks.offsets
        inside = [place for place, (start, end) in enumerate(offsets) if end > max(start, prompt)]
        cut_off = len(offsets) >= self.max_tokens
        vector = self.encode([text], role)[0] if cut_off else output.vector
        ranges = [(max(0, offsets[place][0] - prompt), offsets[place][1] - prompt) for place in inside]
        return Encoded(
            vector=vector / np.linalg.norm(vector),
            ids=np.array(marks.ids, np.int64)[inside],
            # A token may begin with the space before its word, which is not in the word's sentence.
            starts=np.array([end - len(text[start:end].lstrip()) for start, end in ranges], np.int64),
            tokens=output.tokens[inside],
        )

    def _marks(self, text: str) -> Encoding:
        """Return a text's tokens, of which what is beyond the model's maximum is left out."""
        marks = self._tokenizer.encode(text, add_special_tokens=False)
        marks.truncate(self.max_tokens - self._tokenizer.num_special_tokens_to_add(is_pair=False))
        return self._tokenizer.post_process(marks)

    def _vectors(self, texts: list[str], role: Role) -> Vectors:
        if role == "query" and self._questions:
            return np.stack([self._questions.run(self._marks(text).ids)[1] for text in texts])
        return np.asarray(self._passages.run(texts), np.float32)

    def _outputs(self, marked: Sequence[Encoding], texts: list[str], role: Role) -> Iterator["_Output"]:
        if role == "query" and self._questions:
            yield from (_Output(*self._questions.run(marks.ids)) for marks in marked)
        else:
            for row in self._passages.run(texts, output_value=None):
                yield _Output(row["token_embeddings"].float().numpy(), row["sentence_embedding"].float().numpy())

    def _windows(self, text: str) -> list[str]:
        """Cut a text into stretches of at most the model's maximum, at token borders."""
        if len(text) + 2 <= self.max_tokens:
            return [text]
        ends = [end for _, end in self._tokenizer.encode(text, add_special_tokens=False).offsets]
        # Two special tokens, and one more because a stretch cut loose may begin with another token.
        room = self.max_tokens - 3
        if len(ends) <= room + 1:
            return [text]
        cuts = [0, *ends[room - 1 : -1 : room], len(text)]
        return [text[start:end] for start, end in pairwise(cuts)]


@dataclass(frozen=True, slots=True, eq=False)
class _Output:
    """What a model makes of one text."""

    tokens: NDArray[np.float32]
    vector: NDArray[np.float32]


class _Loaded:
    """A model as sentence-transformers runs it, loaded when it is first needed: that takes seconds."""

    def __init__(self, folder: Path, choice: ModelChoice) -> None:
        self._folder = folder
        self._choice = choice
        self._lock = Lock()
        self._model: SentenceTransformer | None = None

    @property
    def model(self) -> "SentenceTransformer":
        with self._lock:
            if self._model is None:
                self._model = _load(self._folder, self._choice)
            return self._model

    @property
    def tokenizer(self) -> str:
        """The tokenizer, as `tokenizers` writes it."""
        written: str = self.model.tokenizer.backend_tokenizer.to_str()
        return written

    def run(self, texts: list[str], **options: Any) -> Any:
        return self.model.encode(texts, prompt="", batch_size=len(texts), show_progress_bar=False, **options)


def _question_model(folder: Path, models: Path, passages: _Loaded) -> QuestionModel | str:
    """Return the model's graph for questions, making it the first time, or why there is none."""
    name = _fingerprint(folder, {}, 0)
    try:
        if made := onnx_export.open_made(models, name):
            return made
        # What is no model at all is said before half a minute is spent on it.
        _ = passages.model
        return onnx_export.make(models, name, folder)
    except OSError as error:
        return f"cannot write into {models}: {plainly(error)}; free some disk space (0.5 GB) or set LAPE_QA_CACHE"


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


def _load(folder: Path, choice: ModelChoice) -> "SentenceTransformer":
    # Imported here: it takes seconds, and `lape-qa --help` should not wait for it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelError(
            f"the model {choice.name!r} cannot be loaded: {str(error).splitlines()[0]}. Give a folder of a "
            f"sentence-transformers model in LAPE_QA_MODEL, or leave it unset for {BUNDLED_MODEL}"
        ) from error

    if choice.max_tokens is not None:
        model.max_seq_length = choice.max_tokens
    _use_bfloat16(model)
    return model


def _use_bfloat16(model: "SentenceTransformer") -> None:
    """Keep the first module, which does nearly all the work, in bfloat16; what it hands on is float32 again."""
    import torch

    def widened(_module: object, _inputs: object, features: dict[str, Any]) -> dict[str, Any]:
        halved = {name: value for name, value in features.items() if getattr(value, "dtype", None) == torch.bfloat16}
        return features | {name: value.float() for name, value in halved.items()}

    # torch's own check for native bfloat16 has no public name.
    if torch.ops.mkldnn._is_mkldnn_bf16_supported():
        model[0].bfloat16()
        model[0].register_forward_hook(widened)


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

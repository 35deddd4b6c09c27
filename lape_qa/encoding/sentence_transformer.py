"""A model other than the bundled one, by sentence-transformers and torch: the extra `torch`."""

import hashlib
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from lape_qa.encoding import onnx_export, weights
from lape_qa.encoding.bundled_e5 import BUNDLED_MODEL
from lape_qa.encoding.choice import ModelChoice
from lape_qa.encoding.onnx_export import QuestionModel, Traits
from lape_qa.encoding.protocol import Role
from lape_qa.encoding.texts import Made, Manner, Marked, Output, TextEncoder, Tokens
from lape_qa.encoding.tokenizing import tokenizer_of
from lape_qa.errors import ModelError, plainly

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH_CHARS = 4_000
"""Characters in a batch, padding included: about 1,000 tokens; larger batches are slower, as caches overflow."""
_SAMPLE = 1 << 20


def open_sentence_transformer(choice: ModelChoice, cache: Path) -> TextEncoder:
    """Return the encoder of a model of sentence-transformers; ModelError when it is not there or cannot be loaded."""
    folder = _local_folder(choice.name)
    passages = _Loaded(folder, choice)
    made = _question_model(folder, cache / "models", passages)
    questions = made if isinstance(made, QuestionModel) else None
    traits = questions.traits if questions else Traits.of(passages.model)
    prompts: dict[Role, str] = {
        "query": _first(choice.query_prompt, traits.prompts.get("query")),
        "passage": _first(choice.passage_prompt, traits.prompts.get("document") or traits.prompts.get("passage")),
    }
    longest = choice.max_tokens or traits.max_tokens
    tokens = Tokens(tokenizer_of(questions.tokenizer if questions else passages.tokenizer), longest)
    fingerprint = _fingerprint(folder, prompts, longest)
    manner = Manner(choice.name, prompts, traits.dimensions, weights.identity(folder), fingerprint)
    return TextEncoder(manner, tokens, TorchEngine(passages, questions, made if isinstance(made, str) else ""))


class TorchEngine:
    """An Engine of any sentence-transformers model, on the CPU.

    Questions go through the model's 8-bit graph (`onnx_export`), each on the thread that asks; passages through
    the model itself, in batches on all cores, and questions too where no graph can be made. It is loaded when it
    is first needed. Where the processor multiplies bfloat16 natively the model is in bfloat16 (three times as fast,
    cosine with plain float32 above 0.9999).
    """

    def __init__(self, passages: "_Loaded", questions: QuestionModel | None, refusal: str) -> None:
        self._passages = passages
        self._questions = questions
        self.described = (
            f"torch, questions several times slower than in 8 bits, because {refusal}"
            if refusal
            else "torch; questions by ONNX Runtime, 8 bits"
        )

    def run(self, texts: Iterable[Marked], role: Role) -> Iterator[Made]:
        """Yield each text's number, its tokens and what the model makes of it, shortest text first."""
        if role == "query" and self._questions:
            for number, (_, marks) in enumerate(texts):
                yield number, marks, Output(*self._questions.run(marks.ids))
            return
        # Sorted by length, so that a batch holds little padding.
        pieces = sorted(enumerate(texts), key=lambda piece: len(piece[1][0]))
        for batch in _batches(pieces):
            made = self._passages.run([text for _, (text, _) in batch], output_value=None)
            for (number, (_, marks)), row in zip(batch, made, strict=True):
                vector = row["sentence_embedding"].float().numpy()
                yield number, marks, Output(row["token_embeddings"].float().numpy(), vector)


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


def _batches(pieces: Sequence[tuple[int, Marked]]) -> Iterator[Sequence[tuple[int, Marked]]]:
    """Cut pieces, sorted by length, into batches of about the same amount of text."""
    start = 0
    for at, (_, (text, _)) in enumerate(pieces):
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

"""A sentence-transformers model for questions: an ONNX graph with 8-bit weights, made once, run on one thread.

The graph is exported from the model in float32, and its products are made in 8 bits (`eight_bits`). The conversion
runs in a process of its own: the exporter takes memory, sets up logging to its liking, and on a model that it does
not know may fail in any way.
"""

import hashlib
import json
import tempfile
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from lape_qa import durable_files
from lape_qa.encoding import conversion, onnx_session
from lape_qa.encoding.agreement import SEEN, least_cosine
from lape_qa.encoding.conversion import ConversionRefusedError

if TYPE_CHECKING:
    import onnx
    from sentence_transformers import SentenceTransformer

_RECIPE = 3
"""Raised when the graph is made otherwise."""
_LARGE = 1 << 24
"""Bytes from which a weight lies in a file of its own, which every process maps into the same memory: word vectors."""
_LEAST_OF_VECTORS, _LEAST_OF_TOKENS = 0.999, 0.997
"""Cosine with the model's own. Over the `dev` questions the least of the bundled model are 0.9998 and 0.9993."""
_PROBES = (
    "query: Kuka on Lapin muutosagentti?",
    "query: Mikä taho arvioi, paljonko kouluterveydenhuollon jonot lyhenivät Kainuussa kevään 2018 aikana?",
    "Vem är förändringsagent i Österbotten?",
    "What did the programme achieve for children, young people and families?",
)
"""Other texts, over which the graph is compared with the model."""
_TOOLS = ("onnxruntime", "onnxscript", "sentence-transformers", "torch", "transformers")


@dataclass(frozen=True, slots=True)
class Traits:
    """What a model says of itself."""

    prompts: dict[str, str]
    max_tokens: int
    dimensions: int

    @staticmethod
    def of(model: "SentenceTransformer") -> "Traits":
        """Read them off a loaded model."""
        return Traits(
            {role: prompt for role, prompt in model.prompts.items() if prompt is not None},
            int(model.max_seq_length or model.tokenizer.model_max_length),
            int(model.get_embedding_dimension() or 0),
        )


class QuestionModel:
    """The graph in a folder; any number of threads may run it, each on its own."""

    def __init__(self, folder: Path) -> None:
        self._session = onnx_session.opened(folder / "graph.onnx")
        self.traits = Traits(**json.loads((folder / "traits.json").read_text(encoding="utf-8")))
        self.tokenizer = (folder / "tokenizer.json").read_text(encoding="utf-8")

    def run(self, ids: list[int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the vectors of the tokens, shape (tokens, dimensions), and of the whole, shape (dimensions,)."""
        tokens, vector = self._session.run(None, {"ids": np.array([ids], np.int64)})
        return tokens[0], vector[0]


def open_made(models: Path, name: str) -> QuestionModel | None:
    """Return the graph that was made for a model, whole; None when there is none."""
    folder = _folder(models, name)
    return QuestionModel(folder) if durable_files.is_whole(folder) else None


def make(models: Path, name: str, source: Path) -> QuestionModel | str:
    """Make the graph of a sentence-transformers folder, or return why it cannot be made.

    A refusal is remembered until one of the libraries changes. Raises OSError when the disk refuses.
    """
    folder, refusal = _folder(models, name), _folder(models, name).with_suffix(".refused")
    tools = " ".join(f"{tool} {metadata.version(tool)}" for tool in _TOOLS)
    known = refusal.read_text(encoding="utf-8").split("\n", 1) if refusal.exists() else []
    if known and known[0] == tools:
        return known[1]
    try:
        durable_files.make_once(folder, lambda fresh: _convert_apart(source, fresh))
    except ConversionRefusedError as error:
        if error.lasting:
            durable_files.replace(refusal, f"{tools}\n{error}")
        return str(error)
    refusal.unlink(missing_ok=True)
    return QuestionModel(folder)


def _folder(models: Path, name: str) -> Path:
    return models / f"questions-{hashlib.sha256(f'{_RECIPE} {name}'.encode()).hexdigest()[:12]}"


# ---- the conversion --------------------------------------------------------------------------------------


def _convert_apart(source: Path, target: Path) -> None:
    conversion.run_apart(__name__, source, target)


def convert(source: Path, target: Path) -> None:
    """Write the graph of a sentence-transformers folder into an empty folder, checked against the model itself.

    Raises whatever the exporter does, and ValueError when the vectors are not those of the model.
    """
    import onnx
    from sentence_transformers import SentenceTransformer

    from lape_qa.encoding import eight_bits

    model = SentenceTransformer(str(source), device="cpu", local_files_only=True)
    traits = Traits.of(model)
    (target / "traits.json").write_text(json.dumps(asdict(traits), ensure_ascii=False), encoding="utf-8")
    tokenizer = model.tokenizer.backend_tokenizer
    tokenizer.save(str(target / "tokenizer.json"))
    graph = _exported(model, traits.max_tokens)
    with tempfile.TemporaryDirectory(dir=target) as folder:
        seen = [{"ids": np.array([tokenizer.encode(text).ids[: traits.max_tokens]])} for text in SEEN]
        greatest = eight_bits.greatest(graph, seen, Path(folder))
    eight_bits.convert(graph, greatest)
    onnx.save(graph, target / "graph.onnx", save_as_external_data=True, location="graph.data", size_threshold=_LARGE)
    _check(model, QuestionModel(target))


def _exported(model: "SentenceTransformer", max_tokens: int) -> "onnx.ModelProto":
    import torch

    class One(torch.nn.Module):
        """The model over a single text, so that nothing is padded."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            out = self.model({"input_ids": ids, "attention_mask": torch.ones_like(ids)})
            return out["token_embeddings"], out["sentence_embedding"]

    tokens = torch.export.Dim("tokens", min=2, max=max_tokens)
    exported = torch.onnx.export(
        One().eval(),
        (torch.ones(1, 7, dtype=torch.long),),
        dynamo=True,
        dynamic_shapes=({1: tokens},),
        input_names=["ids"],
        output_names=["tokens", "vector"],
        verbose=False,
    )
    if exported is None:
        raise ValueError("the exporter made no graph")
    return exported.model_proto


def _check(model: "SentenceTransformer", made: QuestionModel) -> None:
    tokenizer = Tokenizer.from_str(made.tokenizer)
    for text in _PROBES:
        tokens, vector = made.run(tokenizer.encode(text).ids[: made.traits.max_tokens])
        expected: dict[str, Any] = model.encode(text, prompt="", output_value=None, show_progress_bar=False)
        for ours, theirs, demanded in (
            (vector, expected["sentence_embedding"], _LEAST_OF_VECTORS),
            (tokens, expected["token_embeddings"], _LEAST_OF_TOKENS),
        ):
            if not (least := least_cosine(ours, theirs.numpy())) >= demanded:
                raise ValueError(f"its vectors in 8 bits are not near enough to its own: cosine {least:.4f}")


if __name__ == "__main__":
    conversion.main(convert)

"""The bundled model's weights -> the layers of a graph in float32, attention one operator a layer."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from lape_qa.encoding.bundled_e5 import WORDS
from lape_qa.encoding.onnx_graph import Floats, Graph


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """What a model of this kind is made of, beside its word vectors."""

    weights: dict[str, Floats]
    """`positions.weight`, `embedded_norm.…` and `layers.N.…`: joined (query, key and value), attended, attended_norm,
    widen, narrow, norm; matrices of shape (outputs, inputs)."""
    heads: int
    epsilon: float

    @property
    def layers(self) -> int:
        """How many layers there are."""
        return sum(name.endswith(".joined.bias") for name in self.weights)

    @property
    def hidden(self) -> int:
        """Length of a token's vector."""
        return int(self.weights["positions.weight"].shape[1])


def read_base(folder: Path) -> Base:
    """Return the base of a sentence-transformers folder of a BertModel; KeyError when it holds another model."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    theirs = {name.removeprefix("bert."): value for name, value in load_file(folder / "model.safetensors").items()}
    del theirs[WORDS]
    # There is one type of token only: its vector is the same everywhere.
    positions = theirs["embeddings.position_embeddings.weight"] + theirs["embeddings.token_type_embeddings.weight"][0]
    weights = {"positions.weight": positions}
    for kind in ("weight", "bias"):
        weights[f"embedded_norm.{kind}"] = theirs[f"embeddings.LayerNorm.{kind}"]
        for number in range(config["num_hidden_layers"]):
            layer, ours = f"encoder.layer.{number}.", f"layers.{number}."
            parts = [theirs[f"{layer}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            weights[f"{ours}joined.{kind}"] = np.concatenate(parts)
            weights[f"{ours}attended.{kind}"] = theirs[f"{layer}attention.output.dense.{kind}"]
            weights[f"{ours}attended_norm.{kind}"] = theirs[f"{layer}attention.output.LayerNorm.{kind}"]
            weights[f"{ours}widen.{kind}"] = theirs[f"{layer}intermediate.dense.{kind}"]
            weights[f"{ours}narrow.{kind}"] = theirs[f"{layer}output.dense.{kind}"]
            weights[f"{ours}norm.{kind}"] = theirs[f"{layer}output.LayerNorm.{kind}"]
    return Base(weights, config["num_attention_heads"], config["layer_norm_eps"])


def placed(made: Graph, weights: dict[str, Floats], longest: int, epsilon: float) -> str:
    """Add the states before the first layer, of the graph's `embedded` (1, tokens, hidden): word vectors of one row."""
    tokens = made.op("Shape", "embedded", start=1, end=2)
    positions = made.constant(weights["positions.weight"][:longest])
    states = made.op("Add", "embedded", made.op("Slice", positions, made.axes(0), tokens, made.axes(0)))
    return made.normed(states, *pair(weights, "embedded_norm"), epsilon)


def mixed(made: Graph, joined: str, heads: int) -> str:
    """Add the attention over query, key and value that lie beside each other."""
    parts = made.several(3, "Split", joined, axis=-1, num_outputs=3)
    return made.op("MultiHeadAttention", *parts, own=True, num_heads=heads)


def pair(weights: dict[str, Floats], name: str) -> tuple[Floats, Floats]:
    """Return a weight and its bias."""
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def within(weights: dict[str, Floats], prefix: str) -> dict[str, Floats]:
    """Return the weights whose names begin in a way, by the rest of their names."""
    return {name.removeprefix(prefix): values for name, values in weights.items() if name.startswith(prefix)}

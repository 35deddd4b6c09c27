"""The reader as a torch module: multilingual-e5-small over question and window, and a head over each sentence.

What runs in the service is the graph of it, `lape_qa.reading.graph`.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from lape_qa.encoding.bundled_e5 import word_vectors
from lape_qa.encoding.layers import read_base
from lape_qa.reading.export import FROZEN
from lape_qa.reading.graph import EPSILON, HEADS, HIDDEN, LAYERS, MIDDLE

_OUT_OF_SIGHT = 1e4
"""What is taken from a score that must not count; small enough for 16 bits."""


class Layer(nn.Module):
    """One post-norm transformer layer (Vaswani et al. 2017), its three projections joined into one product."""

    def __init__(self) -> None:
        super().__init__()
        self.joined = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.attended = nn.Linear(HIDDEN, HIDDEN)
        self.attended_norm = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.widen = nn.Linear(HIDDEN, MIDDLE)
        self.narrow = nn.Linear(MIDDLE, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=EPSILON)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        """Return the next states, shape (rows, tokens, HIDDEN); `bias` is added to the attention's scores."""
        rows, tokens, _ = states.shape
        query, key, value = self.joined(states).view(rows, tokens, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        # Spelt out: on a processor without AMX torch's own attention falls back to a slow product in bfloat16.
        scores = torch.matmul(query * (HIDDEN // HEADS) ** -0.5, key.transpose(-1, -2)) + bias.to(query.dtype)
        mixed = torch.matmul(scores.softmax(-1).to(value.dtype), value).transpose(1, 2).reshape(rows, tokens, HIDDEN)
        states = self.attended_norm(states + self.attended(mixed))
        grown: Tensor = self.norm(states + self.narrow(functional.gelu(self.widen(states))))
        return grown


class Network(nn.Module):
    """Scores the sentences of windows, each read together with its question."""

    def __init__(self, words: int, positions: int) -> None:
        super().__init__()
        self.words = nn.Embedding(words, HIDDEN)
        self.positions = nn.Embedding(positions, HIDDEN)
        self.embedded_norm = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.head = nn.Sequential(nn.Linear(3 * HIDDEN, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, 1))

    def forward(self, ids: Tensor, inside: Tensor) -> Tensor:
        """Return one logit a sentence, shape (rows, sentences), of rows of one length: what the graph computes.

        `ids` (rows, tokens) are token ids; `inside` (rows, sentences, tokens) is 1 where a token belongs to a
        sentence. The logit of a sentence without tokens means nothing.
        """
        states = self.states(ids, torch.ones(ids.shape))
        count = inside.sum(2, keepdim=True)
        mean = inside @ states / count.clamp(min=1.0)
        greatest = (states[:, None] + (inside[..., None] - 1.0) * _OUT_OF_SIGHT).amax(2) * count.clamp(max=1.0)
        return self.scored(mean, greatest, states[:, :1].expand_as(mean))

    def states(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the last states of token ids, shape (rows, tokens, HIDDEN), in float32."""
        bias = (1.0 - mask)[:, None, None, :] * -_OUT_OF_SIGHT
        with torch.no_grad():
            states = self.embedded_norm(self.words(ids) + self.positions.weight[: ids.shape[1]])
            for layer in self.layers[:FROZEN]:
                states = layer(states, bias)
        for layer in self.layers[FROZEN:]:
            states = layer(states, bias)
        last: Tensor = states.float()
        return last

    def scored(self, mean: Tensor, greatest: Tensor, first: Tensor) -> Tensor:
        """Return the logits of sentences from the mean and the maximum of their tokens and the row's first token."""
        logits: Tensor = self.head(torch.cat([mean, greatest, first], dim=-1)).squeeze(-1)
        return logits

    def trained(self) -> dict[str, nn.Parameter]:
        """Return the parameters that training changes, by name."""
        kept = tuple(f"layers.{number}." for number in range(FROZEN))
        return {
            name: parameter
            for name, parameter in self.named_parameters()
            if name.startswith(("layers.", "head.")) and not name.startswith(kept)
        }


def from_base(folder: Path) -> Network:
    """Return a reader with the weights of a sentence-transformers folder of multilingual-e5-small.

    Its head is untrained. Raises KeyError when the folder holds another kind of model.
    """
    weights = {name: torch.from_numpy(values) for name, values in read_base(folder).weights.items()}
    words = torch.from_numpy(word_vectors(folder).copy())
    network = Network(len(words), len(weights["positions.weight"]))
    network.load_state_dict(network.state_dict() | weights | {"words.weight": words})
    return network

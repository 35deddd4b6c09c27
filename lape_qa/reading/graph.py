"""The network's weights -> its graph for one row, products in 8 bits, attention one operator a layer.

The greatest of the middle channels go their own way, in float32, and those of the outer states are made smaller before
they are widened, their weights larger in return (`encoding.onnx_graph` says why).
"""

from dataclasses import dataclass

import onnx
from onnx import TensorProto, helper

from lape_qa.encoding.onnx_graph import OWN, Floats, Graph, divisors, parted
from lape_qa.reading.network import EPSILON, HEADS, HIDDEN, LAYERS
from lape_qa.reading.windows import LONGEST

CEILING = 8.0
"""Size beyond which a channel of the outer states is made smaller."""
_FAR = 1e4
"""What is taken from the states of tokens that must not be a sentence's greatest."""
_OPSET, _IR = 21, 10


@dataclass(frozen=True, slots=True, eq=False)
class Greatest:
    """The greatest size of each channel in some rows, by layer: it decides what goes apart."""

    outer: Floats
    """Of what is widened, shape (LAYERS, HIDDEN)."""
    middle: Floats
    """Of what is narrowed, shape (LAYERS, MIDDLE)."""


def graph(weights: dict[str, Floats], greatest: Greatest) -> onnx.ModelProto:
    """Return the graph of a network with such weights, by the network's names.

    It takes `embedded` (1, tokens, HIDDEN), the word vectors of a row, and `inside` (1, sentences, tokens), 1 where a
    token belongs to a sentence, and gives `logits` (1, sentences).
    """
    made = Graph()
    tokens = made.op("Shape", "embedded", start=1, end=2)
    positions = made.constant(weights["positions.weight"][:LONGEST])
    placed = made.op("Add", "embedded", made.op("Slice", positions, made.axes(0), tokens, made.axes(0)))
    states = made.normed(placed, *_pair(weights, "embedded_norm"), EPSILON)
    for number in range(LAYERS):
        states = _layer(made, states, _within(weights, f"layers.{number}."), greatest, number)
    logits = _head(made, states, _within(weights, "head."))
    made.named(logits, "logits")
    return helper.make_model(
        helper.make_graph(
            made.nodes,
            "reader",
            [_value("embedded", 1, "tokens", HIDDEN), _value("inside", 1, "sentences", "tokens")],
            [_value("logits", 1, "sentences")],
            made.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(OWN, 1)],
        ir_version=_IR,
    )


def _layer(made: Graph, states: str, weights: dict[str, Floats], greatest: Greatest, number: int) -> str:
    joined = made.product(states, *_pair(weights, "joined"))
    mixed = made.op(
        "MultiHeadAttention", *made.several(3, "Split", joined, axis=-1, num_outputs=3), own=True, num_heads=HEADS
    )
    attended = made.product(mixed, *_pair(weights, "attended"))
    states = made.normed(made.op("Add", states, attended), *_pair(weights, "attended_norm"), EPSILON)
    narrowed = _widened_and_narrowed(made, states, weights, greatest.outer[number], greatest.middle[number])
    return made.normed(made.op("Add", states, narrowed), *_pair(weights, "norm"), EPSILON)


def _widened_and_narrowed(made: Graph, states: str, weights: dict[str, Floats], outer: Floats, middle: Floats) -> str:
    widen, widen_bias = _pair(weights, "widen")
    narrow, narrow_bias = _pair(weights, "narrow")
    apart, rest = parted(middle)
    shrunk = divisors(outer, CEILING)
    small = made.op("Mul", states, made.constant(1 / shrunk))
    wide = made.gelu(made.product(small, widen[rest] * shrunk, widen_bias[rest]))
    wide_apart = made.gelu(made.linear(states, widen[apart], widen_bias[apart]))
    return made.op("Add", made.product(wide, narrow[:, rest], narrow_bias), made.plain(wide_apart, narrow[:, apart]))


def _head(made: Graph, states: str, weights: dict[str, Floats]) -> str:
    """Add the head over the mean and the maximum of each sentence's tokens and the first token, in float32."""
    one = made.number(1)
    count = made.op("ReduceSum", "inside", made.axes(-1), keepdims=1)
    mean = made.op("Div", made.op("MatMul", "inside", states), made.op("Max", count, one))
    outside = made.op("Sub", made.op("Unsqueeze", "inside", made.axes(3)), one)
    kept = made.op("Add", made.op("Unsqueeze", states, made.axes(1)), made.op("Mul", outside, made.number(_FAR)))
    greatest = made.op("Mul", made.op("ReduceMax", kept, made.axes(2), keepdims=0), made.op("Min", count, one))
    first = made.op("Slice", states, made.axes(0), made.axes(1), made.axes(1))
    first = made.op("Expand", first, made.op("Shape", mean))
    seen = made.op("Concat", mean, greatest, first, axis=-1)
    logits = made.linear(made.gelu(made.linear(seen, *_pair(weights, "0"))), *_pair(weights, "2"))
    return made.op("Squeeze", logits, made.axes(-1))


def _pair(weights: dict[str, Floats], name: str) -> tuple[Floats, Floats]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _within(weights: dict[str, Floats], prefix: str) -> dict[str, Floats]:
    return {name.removeprefix(prefix): values for name, values in weights.items() if name.startswith(prefix)}


def _value(name: str, *shape: int | str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

"""The reader's weights -> its graph for one row, products in 8 bits, attention one operator a layer.

The greatest of the middle channels go their own way, in float32, and those of the outer states are made smaller before
they are widened, their weights larger in return (`encoding.onnx_graph` says why). Which those are, and what the logits
should be, is told by the same graph in float32.
"""

from dataclasses import dataclass

from lape_qa.encoding.layers import mixed, pair, placed, within
from lape_qa.encoding.onnx_file import value
from lape_qa.encoding.onnx_graph import Floats, Graph, divisors, parted
from lape_qa.reading.windows import LONGEST

HIDDEN, LAYERS, HEADS, MIDDLE = 384, 12, 12, 1536
EPSILON = 1e-12
CEILING = 8.0
"""Size beyond which a channel of the outer states is made smaller."""
_FAR = 1e4
"""What is taken from the states of tokens that must not be a sentence's greatest."""


@dataclass(frozen=True, slots=True, eq=False)
class Greatest:
    """The greatest size of each channel in some rows, by layer: it decides what goes apart."""

    outer: Floats
    """Of what is widened, shape (LAYERS, HIDDEN)."""
    middle: Floats
    """Of what is narrowed, shape (LAYERS, MIDDLE)."""


def graph(weights: dict[str, Floats], greatest: Greatest) -> bytes:
    """Return the graph of a network with such weights, by the network's names.

    It takes `embedded` (1, tokens, HIDDEN), the word vectors of a row, and `inside` (1, sentences, tokens), 1 where a
    token belongs to a sentence, and gives `logits` (1, sentences).
    """
    made = Graph()
    states = placed(made, weights, LONGEST, EPSILON)
    for number in range(LAYERS):
        states = _layer(
            made, states, within(weights, f"layers.{number}."), greatest.outer[number], greatest.middle[number]
        )
    return _model(made, states, weights)


def plain_graph(weights: dict[str, Floats]) -> bytes:
    """Return the same graph in float32, which also gives `outer` (LAYERS, HIDDEN) and `middle` (LAYERS, MIDDLE).

    These are the greatest sizes of the channels of its row.
    """
    made = Graph()
    states = placed(made, weights, LONGEST, EPSILON)
    outer, middle = [], []
    for number in range(LAYERS):
        layer = within(weights, f"layers.{number}.")
        attended = made.linear(
            mixed(made, made.linear(states, *pair(layer, "joined")), HEADS), *pair(layer, "attended")
        )
        states = made.normed(made.op("Add", states, attended), *pair(layer, "attended_norm"), EPSILON)
        wide = made.gelu(made.linear(states, *pair(layer, "widen")))
        outer.append(_sizes(made, states))
        middle.append(_sizes(made, wide))
        narrowed = made.linear(wide, *pair(layer, "narrow"))
        states = made.normed(made.op("Add", states, narrowed), *pair(layer, "norm"), EPSILON)
    made.named(made.op("Concat", *outer, axis=0), "outer")
    made.named(made.op("Concat", *middle, axis=0), "middle")
    return _model(made, states, weights, value("outer", LAYERS, HIDDEN), value("middle", LAYERS, MIDDLE))


def _model(made: Graph, states: str, weights: dict[str, Floats], *more: bytes) -> bytes:
    made.named(_head(made, states, within(weights, "head.")), "logits")
    inputs = [value("embedded", 1, "tokens", HIDDEN), value("inside", 1, "sentences", "tokens")]
    return made.model(inputs, [value("logits", 1, "sentences"), *more])


def _sizes(made: Graph, states: str) -> str:
    """Add the greatest size of each channel, shape (1, channels)."""
    return made.op("ReduceMax", made.op("Abs", states), made.axes(1), keepdims=0)


def _layer(made: Graph, states: str, weights: dict[str, Floats], outer: Floats, middle: Floats) -> str:
    attended = made.product(
        mixed(made, made.product(states, *pair(weights, "joined")), HEADS), *pair(weights, "attended")
    )
    states = made.normed(made.op("Add", states, attended), *pair(weights, "attended_norm"), EPSILON)
    narrowed = _widened_and_narrowed(made, states, weights, outer, middle)
    return made.normed(made.op("Add", states, narrowed), *pair(weights, "norm"), EPSILON)


def _widened_and_narrowed(made: Graph, states: str, weights: dict[str, Floats], outer: Floats, middle: Floats) -> str:
    widen, widen_bias = pair(weights, "widen")
    narrow, narrow_bias = pair(weights, "narrow")
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
    logits = made.linear(made.gelu(made.linear(seen, *pair(weights, "0"))), *pair(weights, "2"))
    return made.op("Squeeze", logits, made.axes(-1))

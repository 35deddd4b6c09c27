"""An ONNX graph put together operator by operator, its products in 8 bits.

ONNX Runtime lays the 256 steps of 8 bits over all that a product is given, from the least to the greatest. In some
models a few channels are ten times as large as the rest and would take the steps of all others. The greatest can go
their own way, in float32; others can be made smaller, their weights larger in return. And the states of one token can
be many times those of another: each token's can be divided by their greatest, and the product multiplied by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lape_qa.encoding import onnx_file

OWN = "com.microsoft"
"""Operators of ONNX Runtime beyond the standard."""
_OPSETS = {"": 21, OWN: 1}
APART = 4
"""Channels of what a product is given that go apart, in float32."""

_USUAL = 0.95
"""Share of the channels that stay as they are; the others are made as small as the greatest of these."""
_NOTHING = 1e-12
"""What a token whose states are all 0 is divided by."""

Floats = NDArray[np.float32]


@dataclass(slots=True)
class Graph:
    """Nodes and constants, one after the other; what an operator returns is known by a name."""

    before: str = ""
    """What all names begin with, where they stand among those of another graph."""
    nodes: list[bytes] = field(default_factory=list)
    constants: list[bytes] = field(default_factory=list)

    def constant(self, values: NDArray[Any]) -> str:
        """Add a constant."""
        name = f"{self.before}constant#{len(self.constants)}"
        self.constants.append(onnx_file.tensor(name, values))
        return name

    def number(self, value: float) -> str:
        """Add a constant of one number."""
        return self.constant(np.array(value, np.float32))

    def axes(self, *places: int) -> str:
        """Add a constant of axes or places."""
        return self.constant(np.array(places, np.int64))

    def several(self, count: int, kind: str, *given: str, own: bool = False, **attributes: int | float) -> list[str]:
        """Add an operator of some results."""
        name = f"{self.before}{kind}#{len(self.nodes)}"
        found = [f"{name}_{place}" for place in range(count)]
        domain = OWN if own else ""
        self.nodes.append(onnx_file.node(kind, given, found, name, domain, attributes))
        return found

    def op(self, kind: str, *given: str, own: bool = False, **attributes: int | float) -> str:
        """Add an operator of one result."""
        [found] = self.several(1, kind, *given, own=own, **attributes)
        return found

    def product(self, given: str, weight: Floats, bias: Floats | None = None) -> str:
        """Add a product with weights, shape (outputs, inputs), and a bias, in 8 bits: a scale to each output."""
        scale = np.abs(weight).max(axis=1) / 127
        codes = np.round(weight / np.maximum(scale, 1e-12)[:, None]).astype(np.int8)
        weights = (self.constant(codes.T), self.constant(scale.astype(np.float32)))
        added = () if bias is None else ("", self.constant(bias))
        return self.op("DynamicQuantizeMatMul", given, *weights, *added, own=True)

    def plain(self, given: str, weight: Floats) -> str:
        """Add a product with weights, shape (outputs, inputs), in float32."""
        return self.op("MatMul", given, self.constant(weight.T))

    def linear(self, given: str, weight: Floats, bias: Floats) -> str:
        """Add a product with weights and a bias in float32."""
        return self.op("Add", self.plain(given, weight), self.constant(bias))

    def gelu(self, given: str) -> str:
        """Add a GELU."""
        return self.op("Gelu", given, own=True)

    def normed(self, given: str, weight: Floats, bias: Floats, epsilon: float) -> str:
        """Add a layer's norm."""
        return self.op("LayerNormalization", given, self.constant(weight), self.constant(bias), epsilon=epsilon)

    def named(self, given: str, name: str) -> None:
        """Give what an operator returns another name, such as that of a result of the graph."""
        self.nodes.append(onnx_file.node("Identity", [given], [name], "", "", {}))

    def model(self, inputs: Sequence[bytes], results: Sequence[bytes]) -> bytes:
        """Return the file that ONNX Runtime reads, of a graph with some inputs and results (`onnx_file.value`)."""
        return onnx_file.model(self.nodes, self.constants, inputs, results, _OPSETS)


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What products in 8 bits are given, in two parts: most of it made smaller, and some channels in float32."""

    small: str
    token: str
    """What each token's states of `small` were divided by."""
    divisor: Floats
    apart: str
    places: NDArray[np.intp]

    @staticmethod
    def of(made: Graph, given: str, sizes: Floats) -> "Parts":
        """Add both parts of what is given, by the greatest size of each channel."""
        places, rest = parted(sizes)
        divisor = divisors(sizes, max(float(np.quantile(sizes, _USUAL)), 1e-9))
        factor = np.zeros_like(divisor)
        factor[rest] = 1 / divisor[rest]
        small = made.op("Mul", given, made.constant(factor))
        greatest = made.op("ReduceMax", made.op("Abs", small), made.axes(-1), keepdims=1)
        token = made.op("Max", greatest, made.number(_NOTHING))
        apart = made.op("Gather", given, made.constant(places), axis=-1)
        return Parts(made.op("Div", small, token), token, divisor, apart, places)

    def product(self, made: Graph, weight: Floats, bias: Floats) -> str:
        """Add the product with weights, shape (outputs, inputs), and a bias."""
        larger = weight * self.divisor
        larger[:, self.places] = 0
        most = made.op("Mul", made.product(self.small, larger), self.token)
        return made.op("Add", most, made.linear(self.apart, weight[:, self.places], bias))


def parted(greatest: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the APART greatest channels and the others, each in order, by the greatest size of each channel."""
    order = np.argsort(-greatest, kind="stable")
    return np.sort(order[:APART]), np.sort(order[APART:])


def divisors(greatest: Floats, ceiling: float) -> Floats:
    """Return what each channel is divided by to be no greater than a ceiling: 1 where it is small enough."""
    divided: Floats = np.maximum(1, greatest / ceiling).astype(np.float32)
    return divided

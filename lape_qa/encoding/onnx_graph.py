"""An ONNX graph put together operator by operator, its products in 8 bits.

ONNX Runtime lays the 256 steps of 8 bits over all that a product is given, from the least to the greatest. In some
models a few channels are ten times as large as the rest and would take the steps of all others. The greatest can go
their own way, in float32; others can be made smaller, their weights larger in return.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OWN = "com.microsoft"
"""Operators of ONNX Runtime beyond the standard."""
APART = 4
"""Channels of what a product is given that go apart, in float32."""

Floats = NDArray[np.float32]


@dataclass(slots=True)
class Graph:
    """Nodes and constants, one after the other; what an operator returns is known by a name."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[TensorProto] = field(default_factory=list)

    def constant(self, values: NDArray[Any]) -> str:
        """Add a constant."""
        name = f"constant#{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def number(self, value: float) -> str:
        """Add a constant of one number."""
        return self.constant(np.array(value, np.float32))

    def axes(self, *places: int) -> str:
        """Add a constant of axes or places."""
        return self.constant(np.array(places, np.int64))

    def several(self, count: int, kind: str, *given: str, own: bool = False, **attributes: Any) -> list[str]:
        """Add an operator of some results."""
        name = f"{kind}#{len(self.nodes)}"
        found = [f"{name}_{place}" for place in range(count)]
        domain = OWN if own else ""
        self.nodes.append(helper.make_node(kind, list(given), found, name=name, domain=domain, **attributes))
        return found

    def op(self, kind: str, *given: str, own: bool = False, **attributes: Any) -> str:
        """Add an operator of one result."""
        [found] = self.several(1, kind, *given, own=own, **attributes)
        return found

    def product(self, given: str, weight: Floats, bias: Floats) -> str:
        """Add a product with weights, shape (outputs, inputs), and a bias, in 8 bits: a scale to each output."""
        scale = np.abs(weight).max(axis=1) / 127
        codes = np.round(weight / np.maximum(scale, 1e-12)[:, None]).astype(np.int8)
        weights = (self.constant(codes.T), self.constant(scale.astype(np.float32)), "", self.constant(bias))
        return self.op("DynamicQuantizeMatMul", given, *weights, own=True)

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
        self.nodes.append(helper.make_node("Identity", [given], [name]))


def parted(greatest: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the APART greatest channels and the others, each in order, by the greatest size of each channel."""
    order = np.argsort(-greatest, kind="stable")
    return np.sort(order[:APART]), np.sort(order[APART:])


def divisors(greatest: Floats, ceiling: float) -> Floats:
    """Return what each channel is divided by to be no greater than a ceiling: 1 where it is small enough."""
    divided: Floats = np.maximum(1, greatest / ceiling).astype(np.float32)
    return divided

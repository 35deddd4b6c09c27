"""A graph exported in float32 -> its products with weights in 8 bits.

Of what a product is given, the greatest channels go apart, in float32, and those that are still large among the rest
are made smaller (`onnx_graph` says why). Which those are is seen on some texts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from lape_qa.encoding.onnx_graph import OWN, Floats, Graph, divisors, parted

_USUAL = 0.95
"""Share of the channels that stay as they are; the others are made as small as the greatest of these."""


def greatest(graph: onnx.ModelProto, texts: Iterable[Sequence[int]], folder: Path) -> dict[str, Floats]:
    """Return the greatest size of each channel that the graph's products are given over some texts, by name.

    The graph takes `ids`, shape (1, tokens). `folder` is empty and gets a copy of it.
    """
    weights = _weights(graph)
    names = sorted({node.input[0] for node in graph.graph.node if _is_product(node, weights)})
    noting = onnx.ModelProto()
    noting.CopyFrom(graph)
    del noting.graph.output[:]
    noting.graph.output.extend(map(helper.make_empty_tensor_value_info, names))
    onnx.save(noting, folder / "noting.onnx", save_as_external_data=True, location="noting.data")
    session = onnxruntime.InferenceSession(str(folder / "noting.onnx"), providers=["CPUExecutionProvider"])
    rows = [session.run(names, {"ids": np.array([ids], np.int64)}) for ids in texts]
    return {
        name: np.max([np.abs(given).reshape(-1, given.shape[-1]).max(0) for given in column], axis=0)
        for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }


def convert(graph: onnx.ModelProto, sizes: dict[str, Floats]) -> None:
    """Replace the products of a graph, given the `greatest` sizes of their channels."""
    weights = _weights(graph)
    added = _biases(graph, weights)
    done = {addition.output[0] for addition in added.values()}
    made, parts = Graph(), dict[str, _Parts]()
    for node in graph.graph.node:
        if node.output[0] in done:
            continue
        if not _is_product(node, weights):
            made.nodes.append(node)
            continue
        given, weight = node.input[0], numpy_helper.to_array(weights[node.input[1]]).T
        if given not in parts:
            parts[given] = _Parts.of(made, given, sizes[given])
        addition = added.get(node.output[0])
        bias = _bias(addition, weights) if addition else np.zeros(len(weight), np.float32)
        made.named(parts[given].product(made, weight, bias), (addition or node).output[0])
    _replace(graph, made)


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """What products are given, in two parts: all of it made smaller, and channels of it in float32."""

    small: str
    divisor: Floats
    apart: str
    places: NDArray[np.intp]

    @staticmethod
    def of(made: Graph, given: str, sizes: Floats) -> "_Parts":
        places, rest = parted(sizes)
        divisor = divisors(sizes, max(float(np.quantile(sizes, _USUAL)), 1e-9))
        factor = np.zeros_like(divisor)
        factor[rest] = 1 / divisor[rest]
        small = made.op("Mul", given, made.constant(factor))
        return _Parts(small, divisor, made.op("Gather", given, made.constant(places), axis=-1), places)

    def product(self, made: Graph, weight: Floats, bias: Floats) -> str:
        """Add the product with weights, shape (outputs, inputs), and a bias."""
        larger = weight * self.divisor
        larger[:, self.places] = 0
        return made.op("Add", made.product(self.small, larger, bias), made.plain(self.apart, weight[:, self.places]))


def _weights(graph: onnx.ModelProto) -> dict[str, TensorProto]:
    return {tensor.name: tensor for tensor in graph.graph.initializer if tensor.data_type == TensorProto.FLOAT}


def _is_product(node: onnx.NodeProto, weights: dict[str, TensorProto]) -> bool:
    return node.op_type == "MatMul" and node.input[1] in weights and len(weights[node.input[1]].dims) == 2


def _biases(graph: onnx.ModelProto, weights: dict[str, TensorProto]) -> dict[str, onnx.NodeProto]:
    """Return the addition of a bias to each product that nothing else takes, by the product's name."""
    taken = Counter(name for node in graph.graph.node for name in node.input)
    taken.update(result.name for result in graph.graph.output)
    products = {node.output[0] for node in graph.graph.node if _is_product(node, weights)}
    return {
        name: node
        for node in graph.graph.node
        if node.op_type == "Add" and any(given in weights and len(weights[given].dims) == 1 for given in node.input)
        for name in node.input
        if name in products and taken[name] == 1
    }


def _bias(addition: onnx.NodeProto, weights: dict[str, TensorProto]) -> Floats:
    return numpy_helper.to_array(next(weights[name] for name in addition.input if name in weights))


def _replace(graph: onnx.ModelProto, made: Graph) -> None:
    """Put nodes in place of a graph's own, and drop the constants that none of them takes."""
    taken = {name for node in made.nodes for name in node.input}
    kept = [tensor for tensor in (*graph.graph.initializer, *made.constants) if tensor.name in taken]
    del graph.graph.node[:], graph.graph.initializer[:]
    graph.graph.node.extend(made.nodes)
    graph.graph.initializer.extend(kept)
    graph.opset_import.append(helper.make_opsetid(OWN, 1))

"""A graph exported in float32 -> its products with weights in 8 bits.

Of what a product is given, the greatest channels go apart, in float32, and those that are still large among the rest
are made smaller (`onnx_graph` says why). Which those are is seen on some texts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from lape_qa.encoding import onnx_session
from lape_qa.encoding.onnx_graph import OWN, Floats, Graph, Parts


def greatest(graph: onnx.ModelProto, texts: Iterable[Mapping[str, Any]], folder: Path) -> dict[str, Floats]:
    """Return the greatest size of each channel that the graph's products are given over some texts, by name.

    `texts` are what the graph takes of each. `folder` is empty and gets a copy of it.
    """
    weights = _weights(graph)
    names = sorted({node.input[0] for node in graph.graph.node if _is_product(node, weights)})
    noting = onnx.ModelProto()
    noting.CopyFrom(graph)
    del noting.graph.output[:]
    noting.graph.output.extend(map(helper.make_empty_tensor_value_info, names))
    onnx.save(noting, folder / "noting.onnx", save_as_external_data=True, location="noting.data")
    session = onnx_session.opened(folder / "noting.onnx")
    rows = [session.run(names, dict(text)) for text in texts]
    return {
        name: np.max([np.abs(given).reshape(-1, given.shape[-1]).max(0) for given in column], axis=0)
        for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }


def convert(graph: onnx.ModelProto, sizes: dict[str, Floats]) -> None:
    """Replace the products of a graph, given the `greatest` sizes of their channels."""
    weights = _weights(graph)
    added = _biases(graph, weights)
    done = {addition.output[0] for addition in added.values()}
    made, parts = Graph("eight_bits_"), dict[str, Parts]()
    for node in graph.graph.node:
        if node.output[0] in done:
            continue
        if not _is_product(node, weights):
            made.nodes.append(node.SerializeToString())
            continue
        given, weight = node.input[0], numpy_helper.to_array(weights[node.input[1]]).T
        if given not in parts:
            parts[given] = Parts.of(made, given, sizes[given])
        addition = added.get(node.output[0])
        bias = _bias(addition, weights) if addition else np.zeros(len(weight), np.float32)
        made.named(parts[given].product(made, weight, bias), (addition or node).output[0])
    _replace(graph, made)


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
    nodes = [onnx.NodeProto.FromString(node) for node in made.nodes]
    constants = [TensorProto.FromString(tensor) for tensor in made.constants]
    taken = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in (*graph.graph.initializer, *constants) if tensor.name in taken]
    del graph.graph.node[:], graph.graph.initializer[:]
    graph.graph.node.extend(nodes)
    graph.graph.initializer.extend(kept)
    if all(each.domain != OWN for each in graph.opset_import):
        graph.opset_import.append(helper.make_opsetid(OWN, 1))

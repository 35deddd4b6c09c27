"""A graph in float32 -> the same graph with its products in 8 bits, although a few channels are great."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from lape_qa.encoding import eight_bits
from lape_qa.encoding.onnx_graph import OWN, Floats

WIDTH = 40
GREAT = [3, 17]
"""Channels whose values are hundreds of times those of the others."""
IDS = [0, 3, 2]


@pytest.fixture
def constants() -> dict[str, Floats]:
    """Word vectors, and the weights and the bias of two products."""
    random = np.random.default_rng(5)
    shapes = {"words": (4, WIDTH), "one": (WIDTH, WIDTH), "bias": (WIDTH,), "two": (WIDTH, 2)}
    values = {name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    values["words"][:, GREAT] *= 300
    # What the great channels give is small, as in a trained model: what counts is in the others.
    values["one"][GREAT] /= 300
    return values


@pytest.fixture
def graph(constants: dict[str, Floats]) -> onnx.ModelProto:
    """Word vectors, a product with a bias, a product without one, both of which are results."""
    nodes = [
        helper.make_node("Gather", ["words", "ids"], ["states"]),
        helper.make_node("MatMul", ["states", "one"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["tokens"]),
        helper.make_node("MatMul", ["tokens", "two"], ["vector"]),
    ]
    made = helper.make_graph(
        nodes,
        "two products",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"])],
        [
            helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [1, "tokens", WIDTH]),
            helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, "tokens", 2]),
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)


def given(*texts: list[int]) -> list[dict[str, NDArray[np.int64]]]:
    """What the graph takes of some texts."""
    return [{"ids": np.array([ids], np.int64)} for ids in texts]


def run(graph: onnx.ModelProto) -> list[Floats]:
    session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    return [found[0] for found in session.run(None, {"ids": np.array([IDS])})]


def test_greatest_size_of_each_channel_is_seen_over_all_texts(
    graph: onnx.ModelProto, constants: dict[str, Floats], tmp_path: Path
) -> None:
    before = graph.SerializeToString()
    found = eight_bits.greatest(graph, given([1], [2, 0]), tmp_path)
    words = constants["words"][:3]
    np.testing.assert_array_equal(found["states"], np.abs(words).max(0))
    tokens = words @ constants["one"] + constants["bias"]
    np.testing.assert_allclose(found["tokens"], np.abs(tokens).max(0), rtol=1e-4, atol=1e-4)
    assert found.keys() == {"states", "tokens"}
    assert graph.SerializeToString() == before


def test_products_are_in_8_bits_and_give_what_they_gave(graph: onnx.ModelProto, tmp_path: Path) -> None:
    expected = run(graph)
    eight_bits.convert(graph, eight_bits.greatest(graph, given([0, 1, 2, 3]), tmp_path))
    for ours, theirs in zip(run(graph), expected, strict=True):
        assert np.abs(ours - theirs).max() < 0.02 * np.abs(theirs).max()
    operators = [node.op_type for node in graph.graph.node]
    assert operators.count("DynamicQuantizeMatMul") == 2
    assert {"one", "two", "product"}.isdisjoint(name for node in graph.graph.node for name in node.input)
    assert [tensor.name for tensor in graph.graph.initializer if tensor.name in {"one", "two", "words"}] == ["words"]


def test_bias_of_a_product_that_is_taken_elsewhere_is_added_after_it(graph: onnx.ModelProto, tmp_path: Path) -> None:
    graph.graph.output.append(helper.make_tensor_value_info("product", TensorProto.FLOAT, None))
    expected = run(graph)
    eight_bits.convert(graph, eight_bits.greatest(graph, given([0, 1, 2, 3]), tmp_path))
    assert any(list(node.output) == ["tokens"] and node.op_type == "Add" for node in graph.graph.node)
    for ours, theirs in zip(run(graph), expected, strict=True):
        assert np.abs(ours - theirs).max() < 0.02 * np.abs(theirs).max()


def test_great_channels_by_themselves_are_what_keeps_the_others(
    graph: onnx.ModelProto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(graph)
    level = {name: np.ones_like(sizes) for name, sizes in eight_bits.greatest(graph, given(IDS), tmp_path).items()}
    monkeypatch.setattr("lape_qa.encoding.onnx_graph.APART", 0)
    eight_bits.convert(graph, level)
    assert np.abs(run(graph)[0] - expected[0]).max() > 0.1 * np.abs(expected[0]).max()


def test_operators_beyond_the_standard_are_declared_once(graph: onnx.ModelProto, tmp_path: Path) -> None:
    eight_bits.convert(graph, eight_bits.greatest(graph, given(IDS), tmp_path))
    assert [entry.domain for entry in graph.opset_import] == ["", OWN]
    onnx.checker.check_model(graph)

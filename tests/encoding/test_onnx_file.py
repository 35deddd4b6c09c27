"""What we write of ONNX is what its own library writes and reads."""

import numpy as np
import pytest
from numpy.typing import NDArray

from lape_qa.encoding import onnx_file

onnx = pytest.importorskip("onnx")


def test_an_operator_is_written_as_the_library_writes_it() -> None:
    ours = onnx_file.node("Split", ["ä", ""], ["b", "c"], "Split#1", "com.microsoft", {"axis": -1, "p": 300, "e": 1e-5})
    theirs = onnx.helper.make_node(
        "Split", ["ä", ""], ["b", "c"], name="Split#1", domain="com.microsoft", axis=-1, p=300, e=1e-5
    )
    assert onnx.NodeProto.FromString(ours) == theirs


@pytest.mark.parametrize(
    "values",
    [
        np.arange(6, dtype=np.float32).reshape(2, 3).T,
        np.array(0.5, np.float32),
        np.array([-1, 127], np.int8),
        np.array([[0, 255]], np.uint8),
        np.array([-(2**40), 2**40], ">i8"),
        np.zeros((0, 4), np.float32),
    ],
    ids=["turned", "one number", "int8", "uint8", "the other byte order", "none"],
)
def test_a_constant_is_read_as_it_is_written(values: NDArray[np.generic]) -> None:
    read = onnx.TensorProto.FromString(onnx_file.tensor("name", values))
    assert read.name == "name"
    found = onnx.numpy_helper.to_array(read)
    assert (found.shape, found.dtype) == (values.shape, values.dtype.newbyteorder("="))
    np.testing.assert_array_equal(found, values)


def test_numbers_of_a_type_that_no_graph_holds_are_refused() -> None:
    with pytest.raises(KeyError, match="float64"):
        onnx_file.tensor("name", np.zeros(1))


def test_a_model_is_whole_and_says_what_goes_in_and_out() -> None:
    nodes = [onnx_file.node("Add", ["given", "one"], ["found"], "Add#0", "", {})]
    constants = [onnx_file.tensor("one", np.ones(200, np.float32))]
    inputs, results = [onnx_file.value("given", 1, "tokens", 200)], [onnx_file.value("found", 1, "tokens", 200)]
    model = onnx.load_from_string(onnx_file.model(nodes, constants, inputs, results, {"": 21, "com.microsoft": 1}))
    onnx.checker.check_model(model, full_check=True)
    helper = onnx.helper
    expected = helper.make_model(
        helper.make_graph(
            [helper.make_node("Add", ["given", "one"], ["found"], name="Add#0")],
            "graph",
            [helper.make_tensor_value_info("given", onnx.TensorProto.FLOAT, [1, "tokens", 200])],
            [helper.make_tensor_value_info("found", onnx.TensorProto.FLOAT, [1, "tokens", 200])],
            [onnx.numpy_helper.from_array(np.ones(200, np.float32), "one")],
        ),
        opset_imports=[helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)],
        ir_version=10,
    )
    assert model == expected

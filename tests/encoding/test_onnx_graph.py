"""What is put together operator by operator gives what it says."""

import numpy as np
from pytest import approx

from lape_qa.encoding import onnx_session
from lape_qa.encoding.onnx_file import value
from lape_qa.encoding.onnx_graph import Floats, Graph, Parts, divisors, parted


def run(made: Graph, given: Floats) -> Floats:
    """Run a graph whose operators take `given` and end in `found`."""
    session = onnx_session.opened(made.model([value("given", *given.shape)], [value("found", "rows", "columns")]))
    found: Floats = session.run(None, {"given": given})[0]
    return found


def test_greatest_channels_go_apart_each_part_in_order() -> None:
    apart, rest = parted(np.array([1, 9, 3, 8, 7, 2, 6], np.float32))
    assert (apart.tolist(), rest.tolist()) == ([1, 3, 4, 6], [0, 2, 5])


def test_channels_beyond_the_ceiling_are_divided_down_to_it() -> None:
    assert divisors(np.array([0, 4, 8, 20], np.float32), 8).tolist() == [1, 1, 1, 2.5]


def test_product_in_8_bits_has_a_scale_for_each_output() -> None:
    made = Graph()
    weight = np.array([[127, -64], [1.27, 0], [0, 0]], np.float32)
    # The steps from 0 to 255 are whole numbers, and so are the codes of the weights.
    made.named(made.product("given", weight, np.array([0, 1, 2], np.float32)), "found")
    found = run(made, np.array([[255, 2]], np.float32))
    assert found[0].tolist() == approx([255 * 127 - 2 * 64, 1.27 * 255 + 1, 2], rel=1e-6)


def test_plain_product_and_bias_are_in_float32() -> None:
    made = Graph()
    weight = np.array([[0.1, 1000], [1000, 0.1]], np.float32)
    made.named(made.linear("given", weight, np.array([0.5, -0.5], np.float32)), "found")
    found = run(made, np.array([[1000, 0.01]], np.float32))
    assert found[0].tolist() == approx([110.5, 999999.501], rel=1e-6)


def test_a_token_that_is_small_beside_another_keeps_the_steps_of_8_bits() -> None:
    sizes = np.array([1000, 900, 800, 700, 1, 1], np.float32)
    weight = np.array([[0, 0, 0, 1, 127, -64]], np.float32)
    given = np.array([[0, 0, 0, 2, 255, 1], [0, 0, 0, 3, 0.255, 0.001], [0, 0, 0, 4, 0, 0]], np.float32)
    made = Graph()
    made.named(Parts.of(made, "given", sizes).product(made, weight, np.array([0.5], np.float32)), "found")
    # Beside 255 a step is 1: by itself the second token would be lost, and with it nothing is.
    assert run(made, given)[:, 0].tolist() == approx([255 * 127 - 64 + 2.5, 32.385 - 0.064 + 3.5, 4.5], rel=1e-5)

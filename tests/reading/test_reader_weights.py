"""The stored differences: small, exact to their steps, and checked before they are used."""

import numpy as np
import pytest

from lape_qa.errors import ModelError
from lape_qa.reading import weights
from lape_qa.reading.weights import checked, describe, pack


def test_a_matrix_is_kept_to_a_31st_of_each_rows_greatest_and_a_vector_to_a_127th() -> None:
    matrix = np.array([[3.1, -1.0, 0.04], [0.0, 0.31, -0.155]], np.float32)
    vector = np.array([1.27, -0.5, 0.004], np.float32)
    packed = pack({"layers.4.widen.weight": matrix, "layers.4.widen.bias": vector})
    found = checked(describe(packed, "base", {}), packed, "mend").differences()
    # 3.1 / 31 = 0.1 a step: 0.04 rounds to nothing; the second row's step is 0.01: -15.5 steps round to the even -16.
    assert found["layers.4.widen.weight"] == pytest.approx(np.array([[3.1, -1.0, 0.0], [0.0, 0.31, -0.16]]), abs=1e-6)
    assert found["layers.4.widen.bias"] == pytest.approx(np.array([1.27, -0.5, 0.0]), abs=1e-6)


def test_rows_of_nothing_stay_nothing() -> None:
    packed = pack({"head.0.weight": np.zeros((2, 3), np.float32)})
    found = checked(describe(packed, "base", {}), packed, "mend").differences()["head.0.weight"]
    assert found.tolist() == [[0, 0, 0], [0, 0, 0]]


def test_what_is_said_of_them_names_base_and_hash_and_how_they_were_made() -> None:
    said = describe(b"bytes", "36f81af6f7a8", {"seed": 7})
    digest = "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9"
    assert said == {"format": 1, "base": "36f81af6f7a8", "sha256": digest, "seed": 7}
    found = checked(said, b"bytes", "mend")
    assert (found.base, found.digest, found.packed) == ("36f81af6f7a8", digest, b"bytes")


def test_damaged_bytes_are_refused_with_both_hashes_and_the_remedy() -> None:
    with pytest.raises(ModelError) as caught:
        checked(describe(b"bytes", "base", {}), b"byte5", "install anew")
    assert str(caught.value) == (
        "the reader's weights are damaged (sha256 56e56cb62f46, expected 277089d91c0b): install anew"
    )


def test_another_format_is_refused() -> None:
    with pytest.raises(ModelError, match="format 9, expected 1: install anew"):
        checked({**describe(b"bytes", "base", {}), "format": 9}, b"bytes", "install anew")


def test_the_shipped_weights_are_whole() -> None:
    found = weights.shipped()
    names = found.differences()
    assert len(names) == 8 * 12 + 4
    assert names["head.2.weight"].shape == (1, 384)
    assert len(found.packed) <= 16_000_000

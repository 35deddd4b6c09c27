"""What is stored of a passage comes back from its bytes, and what was looked at lately is held."""

import numpy as np

from lape_qa.index.payloads import Kept, Payload

# ---- bytes -----------------------------------------------------------------------------------------------

STORED = bytes.fromhex(
    # Two sentences of one dimension, three tokens of two directions.
    "02000000 01000000 03000000 02000000"
    # 1.0 and -2.0 as float16 (3c00, c000); 0.5, 1.0 and 0.0; then 0, 1 and 7; then bytes, of which ff is -1.
    "003c 00c0  0038 003c 0000  0000 0100 0700  01 02 03 04 05 ff"
)


def test_bytes_of_a_passage_are_its_numbers_one_array_after_the_other() -> None:
    payload = Payload(
        np.array([[1], [-2]], np.float16),
        np.array([0.5, 1, 0], np.float16),
        np.array([0, 1, 7], np.int16),
        np.array([[1, 2], [3, 4], [5, -1]], np.int8),
    )
    assert payload.to_bytes() == STORED


def test_a_passage_comes_back_from_its_bytes() -> None:
    found = Payload.from_bytes(STORED)
    assert (found.vectors.dtype.name, found.vectors.tolist()) == ("float16", [[1], [-2]])
    assert (found.scales.dtype.name, found.scales.tolist()) == ("float16", [0.5, 1, 0])
    assert (found.numbers.dtype.name, found.numbers.tolist()) == ("int16", [0, 1, 7])
    assert (found.values.dtype.name, found.values.tolist()) == ("int8", [[1, 2], [3, 4], [5, -1]])


def test_without_tokens_there_are_sentences_alone() -> None:
    none = np.zeros(0, np.float16), np.zeros(0, np.int16), np.zeros((0, 0), np.int8)
    stored = Payload(np.ones((1, 2), np.float16), *none).to_bytes()
    assert stored == bytes.fromhex("01000000 02000000 00000000 00000000 003c 003c")
    found = Payload.from_bytes(stored)
    assert (found.vectors.tolist(), found.scales.tolist(), found.values.shape) == ([[1, 1]], [], (0, 0))


# ---- what is held ----------------------------------------------------------------------------------------

ONE, TWO = (Payload.from_bytes(STORED) for _ in range(2))


def held(kept: Kept, digests: bytes) -> bytes:
    """Which of some hashes of one byte are held; looks at none of them in passing."""
    return bytes(digest for digest in digests if bytes([digest]) in kept._held)


def test_what_was_not_looked_at_for_longest_goes_first() -> None:
    kept = Kept(10)
    for digest in (b"a", b"b", b"c"):
        kept.put(digest, ONE, 3)
    assert kept.get(b"a") is ONE
    kept.put(b"d", ONE, 3)
    assert held(kept, b"abcd") == b"acd"
    kept.put(b"e", ONE, 7)
    assert held(kept, b"acde") == b"de"
    assert (kept.get(b"b"), kept.get(b"d")) == (None, ONE)


def test_what_is_put_again_counts_once_and_what_is_too_large_is_not_held() -> None:
    kept = Kept(10)
    kept.put(b"a", ONE, 6)
    kept.put(b"a", TWO, 6)
    kept.put(b"b", ONE, 4)
    assert kept.get(b"a") is TWO
    kept.put(b"c", ONE, 11)
    assert held(kept, b"abc") == b""
    kept.put(b"d", ONE, 10)
    assert held(kept, b"d") == b"d"


def test_what_is_not_wanted_any_more_makes_room() -> None:
    kept = Kept(9)
    for digest in (b"a", b"b", b"c"):
        kept.put(digest, ONE, 3)
    kept.only({b"a", b"c", b"x"})
    kept.put(b"d", ONE, 3)
    assert held(kept, b"abcd") == b"acd"

